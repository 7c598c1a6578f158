import { z } from 'zod';
import type { SessionCommand } from '../../domain/session/session.ts';
import type { App } from '../app-type.ts';
import { commandsOf } from '../commands/bodies.ts';
import { commandResponses } from '../commands/schema.ts';
import { takeCommand } from '../commands/take.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { door } from '../doors.ts';
import { LONGEST_LIST, localDate, paper, privateText, proposalIds, seq, tally, uuid } from '../fields.ts';
import { listRoutes } from '../lists/list-routes.ts';
import type { Holds, PutAside, Same } from '../written-text.ts';

const callSession = z.strictObject({
  meeting: z.enum(['meeting', 'standingPart', 'written']),
  heldOn: localDate,
  proposals: proposalIds,
});

const votes = { proposal: uuid, tally, minutesSay: z.enum(['passed', 'notPassed']) };

const enteredLine = z.union([z.strictObject(votes), z.strictObject({ proposal: uuid, deferred: privateText })]);

const anotherDay = z.strictObject({ heldOn: localDate, reason: privateText });

const sessionBodies = {
  MoveSession: anotherDay,
  EnterResult: z.strictObject({ lines: z.array(enteredLine).min(1).max(LONGEST_LIST), minutes: paper }),
  ConfirmResult: z.strictObject({ act: seq }),
  DeclineResult: z.strictObject({ act: seq, reason: privateText }),
  CorrectResult: z.strictObject({ ...votes, reason: privateText }),
  CorrectDay: anotherDay,
  ConfirmCorrection: z.strictObject({ act: seq }),
  DeclineCorrection: z.strictObject({ act: seq, reason: privateText }),
};

type Bodies = { [K in keyof typeof sessionBodies]: PutAside<z.output<(typeof sessionBodies)[K]>> } & {
  CallSession: PutAside<z.output<typeof callSession>>;
};
/** What a case puts back is carried from it, and sent by nobody. */
type ByPeople = Exclude<SessionCommand, { kind: 'PutCorrectionBack' }>;

export type SessionBodiesAgree = Holds<Same<Bodies, { [C in ByPeople as C['kind']]: C['body'] }>>;

export function sessionRoutes(app: App, dependencies: ApiDependencies): void {
  app.post(
    '/v1/sessions',
    {
      ...door(['councilSecretary']),
      schema: {
        summary: 'Call a session of the council',
        tags: ['sessions'],
        body: callSession,
        response: commandResponses,
      },
    },
    async (request, reply) =>
      takeCommand(dependencies, request, reply, {
        stream: { begins: 'session' },
        kind: 'CallSession',
        body: request.body,
        basis: null,
        begins: true,
      }),
  );
  listRoutes(app, dependencies, {
    kind: 'session',
    noun: 'sessions',
    name: 'session of the council',
    commands: commandsOf(sessionBodies),
    acting: ['councilSecretary', 'councilChair'],
  });
}
