import {
  SESSION,
  type SessionCommand,
  type SessionEvent,
  type SessionFacts,
  type SessionState,
  sessionListings,
} from '../../../domain/session/session.ts';
import { listRows } from '../../board/list-board.ts';
import { correctionFact } from '../../facts/correction.ts';
import { councilRegulations } from '../../facts/council-regulation.ts';
import { claimLines, lineFacts } from '../../facts/listing.ts';
import { type Happened, queueNotices } from '../../reminders/queue-notices.ts';
import type { Change, StreamStep } from '../stream-step.ts';
import { recordList, retakeLines } from './record-list.ts';

export const SESSION_STEP: StreamStep<SessionState, SessionCommand, SessionEvent, SessionFacts> = {
  stream: SESSION,
  async loadFacts({ tx, command: { org, stream } }, state, command) {
    if (command.kind === 'CallSession') {
      await claimLines(tx, org, 'session', stream, command.body.proposals);
      return { lines: await lineFacts(tx, org, 'session', stream, command.body.proposals) };
    }
    const corrected = correctedBy(state, command);
    if (corrected !== null)
      return {
        regulations: await councilRegulations(tx, org, [corrected]),
        correction: await correctionFact(tx, org, stream, corrected),
      };
    const proposals = state.lines.map(({ proposal }) => proposal);
    const judges = command.kind === 'EnterResult' || command.kind === 'ConfirmResult';
    return judges ? { regulations: await councilRegulations(tx, org, proposals) } : {};
  },
  record: (context, changes) => recordList(context, changes, ({ event }) => sessionListings(event)),
  setInMotion: ({ tx }, changes) => queueNotices(tx, changes.map(failedIn)),
  rows: (place, commands) => [listRows(place, commands, ({ phase }) => phase)],
  listings: ({ event }) => sessionListings(event),
  retake: (context, { event }) => retakeLines(context, 'session', sessionListings(event)),
  planVersion: () => null,
  rulePack: () => null,
  isOver: () => true,
};

function correctedBy({ correction }: SessionState, { kind, body }: SessionCommand): string | null {
  if (kind === 'CorrectResult') return body.proposal;
  return kind === 'ConfirmCorrection' ? (correction?.line.proposal ?? null) : null;
}

/** Whoever passed goes on, and is told when it comes to an end. */
function failedIn({ event }: Change<SessionState, SessionEvent>): Happened {
  const lines = event.kind === 'ResultConfirmed' ? event.body.lines : [];
  return { event, proposals: lines.filter(({ outcome }) => outcome === 'notPassed').map(({ proposal }) => proposal) };
}
