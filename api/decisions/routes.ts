import { z } from 'zod';
import type { DecisionCommand } from '../../domain/decision/decision.ts';
import type { App } from '../app-type.ts';
import { commandsOf } from '../commands/bodies.ts';
import { commandResponses } from '../commands/schema.ts';
import { takeCommand } from '../commands/take.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { door } from '../doors.ts';
import { emptyBody, line, localDate, privateText, proposalIds, uuid } from '../fields.ts';
import { listRoutes } from '../lists/list-routes.ts';
import type { Holds, PutAside, Same } from '../written-text.ts';

const draftDecision = z.strictObject({ authority: line(200), register: line(60), proposals: proposalIds });

const decisionBodies = {
  StrikeLine: z.strictObject({ proposal: uuid, reason: privateText }),
  SignDecision: emptyBody,
  DeclineDecision: z.strictObject({ reason: privateText }),
  NumberDecision: z.strictObject({ number: line(60), on: localDate }),
  CorrectNumber: z.strictObject({ number: line(60), on: localDate, reason: privateText }),
};

type Bodies = { [K in keyof typeof decisionBodies]: PutAside<z.output<(typeof decisionBodies)[K]>> } & {
  DraftDecision: PutAside<z.output<typeof draftDecision>>;
};
export type DecisionBodiesAgree = Holds<Same<Bodies, { [C in DecisionCommand as C['kind']]: C['body'] }>>;

export function decisionRoutes(app: App, dependencies: ApiDependencies): void {
  app.post(
    '/v1/decisions',
    {
      ...door(['standingOffice']),
      schema: {
        summary: 'Draft a decision over a frozen list',
        tags: ['decisions'],
        body: draftDecision,
        response: commandResponses,
      },
    },
    async (request, reply) =>
      takeCommand(dependencies, request, reply, {
        stream: { begins: 'decision' },
        kind: 'DraftDecision',
        body: request.body,
        basis: null,
        begins: true,
      }),
  );
  listRoutes(app, dependencies, {
    kind: 'decision',
    noun: 'decisions',
    name: 'decision',
    commands: commandsOf(decisionBodies),
    acting: ['standingOffice', 'authorityHead'],
  });
}
