import { canonicalText } from '../../../domain/ledger/canonical.ts';
import { lineByProposal } from '../../../domain/listing.ts';
import {
  type CopiedLine,
  SUBMISSION,
  type SubmissionCommand,
  type SubmissionEvent,
  type SubmissionFacts,
  type SubmissionState,
  submissionListings,
} from '../../../domain/submission/submission.ts';
import { listRows } from '../../board/list-board.ts';
import { claimLines, lineFacts } from '../../facts/listing.ts';
import { linesToCopy } from '../../facts/submitted-copy.ts';
import { sha256 } from '../../hash.ts';
import type { StepContext, StreamStep } from '../stream-step.ts';
import { recordList, retakeLines } from './record-list.ts';

export const SUBMISSION_STEP: StreamStep<SubmissionState, SubmissionCommand, SubmissionEvent, SubmissionFacts> = {
  stream: SUBMISSION,
  async loadFacts(context, state, command) {
    const {
      tx,
      command: { org, stream },
    } = context;
    switch (command.kind) {
      case 'DraftSubmission': {
        const asked = command.body.lines.map(({ proposal }) => proposal);
        await claimLines(tx, org, 'submission', stream, asked);
        return { lines: await lineFacts(tx, org, 'submission', stream, asked) };
      }
      case 'SignAndSend':
        return {
          lines: await lineFacts(
            tx,
            org,
            'submission',
            stream,
            state.lines.map(({ proposal }) => proposal),
          ),
          copy: await copyOf(context, state),
        };
      case 'StrikeSubmissionLine':
      case 'DeclineSubmissionLetter':
      case 'CorrectLetterNumber':
        return {};
    }
  },
  record: (context, changes) => recordList(context, changes, ({ after, event }) => submissionListings(event, after)),
  tells: (changes) =>
    changes.map(({ after, event }) => ({ event, proposals: after.lines.map(({ proposal }) => proposal) })),
  rows: (place, commands) => [listRows(place, commands, ({ phase }) => phase)],
  listings: ({ after, event }) => submissionListings(event, after),
  retake: (context, { after, event }) => retakeLines(context, 'submission', submissionListings(event, after)),
  planVersion: () => null,
  rulePack: () => null,
  isOver: ({ phase }) => phase === 'sent' || phase === 'notSigned',
};

/** What goes up: enough for the level above to open its own case, and never the votes. */
async function copyOf(
  { tx, command }: StepContext,
  state: SubmissionState,
): Promise<{ hash: string; lines: CopiedLine[] }> {
  const copied = await linesToCopy(
    tx,
    command.org,
    state.lines.map(({ proposal }) => proposal),
  );
  const found = lineByProposal(copied);
  const lines = state.lines.map(({ proposal, upper }) => {
    const line = found.get(proposal);
    if (line === undefined) throw new Error(`Proposal ${proposal} has no row on the board`);
    const { subject, title, dossier, round } = line;
    return { proposal, upper, title, subject, dossier, round };
  });
  return { hash: sha256(canonicalText(lines)), lines };
}
