import {
  SESSION,
  type SessionCommand,
  type SessionEvent,
  type SessionFacts,
  type SessionState,
  sessionListings,
} from '../../../domain/session/session.ts';
import { showList } from '../../board/list-board.ts';
import { councilRegulations } from '../../facts/council-regulation.ts';
import { changeListings, claimLines, lineFacts } from '../../facts/listing.ts';
import type { StreamStep } from '../stream-step.ts';

export const SESSION_STEP: StreamStep<SessionState, SessionCommand, SessionEvent, SessionFacts> = {
  stream: SESSION,
  async loadFacts({ tx, command: { org, stream } }, state, command) {
    if (command.kind === 'CallSession') {
      await claimLines(tx, org, 'session', stream, command.body.proposals);
      return { lines: await lineFacts(tx, org, 'session', stream, command.body.proposals) };
    }
    const proposals = state.lines.map(({ proposal }) => proposal);
    return command.kind === 'ConfirmResult' ? { regulations: await councilRegulations(tx, org, proposals) } : {};
  },
  async record({ tx, command }, changes) {
    const last = changes.at(-1);
    if (last === undefined) return;
    await showList(tx, command, last.after, last.after.phase);
    await changeListings(
      tx,
      command.org,
      changes.flatMap(({ event }) => sessionListings(event)).filter(({ status }) => status !== 'claimed'),
    );
  },
  planVersion: () => null,
  rulePack: () => null,
  isOver: () => true,
};
