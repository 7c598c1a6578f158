import { z } from 'zod';
import type { Json } from '../../domain/json.ts';
import type { SubmissionCommand } from '../../domain/submission/submission.ts';
import { derivedId } from '../../store/hash.ts';
import { runsAbove } from '../../store/reads/level-above.ts';
import type { App } from '../app-type.ts';
import { commandsOf } from '../commands/bodies.ts';
import { commandResponses } from '../commands/schema.ts';
import { takeCommand } from '../commands/take.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { door, personOf } from '../doors.ts';
import { line, localDate, paper, privateText, proposalIds, uuid } from '../fields.ts';
import { listRoutes } from '../lists/list-routes.ts';
import type { Holds, PutAside, Same } from '../written-text.ts';

const draftSubmission = z.strictObject({ to: line(200), proposals: proposalIds });

const submissionBodies = {
  StrikeSubmissionLine: z.strictObject({ proposal: uuid, reason: privateText }),
  SignAndSend: z.strictObject({ letter: paper }),
  DeclineSubmissionLetter: z.strictObject({ reason: privateText }),
  CorrectLetterNumber: z.strictObject({ number: line(100), on: localDate, reason: privateText }),
};

type Bodies = { [K in keyof typeof submissionBodies]: PutAside<z.output<(typeof submissionBodies)[K]>> };
type DomainBodies = { [C in Exclude<SubmissionCommand, { kind: 'DraftSubmission' }> as C['kind']]: C['body'] };
export type SubmissionBodiesAgree = Holds<Same<Bodies, DomainBodies>>;

type DraftBody = Extract<SubmissionCommand, { kind: 'DraftSubmission' }>['body'];

export function submissionRoutes(app: App, dependencies: ApiDependencies): void {
  app.post(
    '/v1/submissions',
    {
      ...door(['standingOffice']),
      schema: {
        summary: 'Draft a submission to the level above',
        tags: ['submissions'],
        body: draftSubmission,
        response: commandResponses,
      },
    },
    async (request, reply) => {
      const { org } = personOf(request);
      const { to, proposals } = request.body;
      const above = await runsAbove(dependencies.database, org);
      const added = (command: string) => addedTo(org, command, above, proposals);
      const body = { to };
      return takeCommand(dependencies, request, reply, {
        stream: { begins: 'submission' },
        kind: 'DraftSubmission',
        body,
        besides: proposals,
        basis: null,
        begins: true,
        added,
      });
    },
  );
  listRoutes(app, dependencies, {
    kind: 'submission',
    noun: 'submissions',
    name: 'submission',
    commands: commandsOf(submissionBodies),
    acting: ['standingOffice', 'authorityHead'],
  });
}

/** The ids that the level above will give its own streams, derived so that a repeat finds the same. */
function addedTo(
  org: string,
  command: string,
  above: string | null,
  proposals: readonly string[],
): Readonly<Record<string, Json>> {
  const added: Omit<DraftBody, 'to'> = {
    above: above === null ? null : { org: above, receipt: derivedId('receipt', org, command) },
    lines: proposals.map((proposal) => ({ proposal, upper: derivedId('upper', org, command, proposal) })),
  };
  return added;
}
