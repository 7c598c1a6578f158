import { sittingOn } from '../../../domain/office/councils.ts';
import {
  SESSION,
  type SessionCommand,
  type SessionEvent,
  type SessionFacts,
  type SessionState,
  sessionListings,
} from '../../../domain/session/session.ts';
import { listRows } from '../../board/list-board.ts';
import { councilRegulations } from '../../facts/council-regulation.ts';
import { claimLines, lineFacts } from '../../facts/listing.ts';
import { officeInForce } from '../../facts/office.ts';
import type { StreamStep } from '../stream-step.ts';
import { recordList, retakeLines } from './record-list.ts';

export const SESSION_STEP: StreamStep<SessionState, SessionCommand, SessionEvent, SessionFacts> = {
  stream: SESSION,
  async loadFacts({ tx, command: { org, stream } }, state, command) {
    if (command.kind === 'CallSession') {
      await claimLines(tx, org, 'session', stream, command.body.proposals);
      return { lines: await lineFacts(tx, org, 'session', stream, command.body.proposals) };
    }
    const proposals = state.lines.map(({ proposal }) => proposal);
    const judges = command.kind === 'EnterResult' || command.kind === 'ConfirmResult';
    if (!judges) return {};
    const councils = (await officeInForce(tx, org))?.councils ?? [];
    const { meeting, heldOn } = state;
    const sitting = meeting === null || heldOn === null ? null : sittingOn(councils, meeting, heldOn);
    return { regulations: await councilRegulations(tx, org, proposals), sitting };
  },
  record: (context, changes) => recordList(context, changes, ({ event }) => sessionListings(event)),
  rows: (place, commands) => [listRows(place, commands, ({ phase }) => phase)],
  listings: ({ event }) => sessionListings(event),
  retake: (context, { event }) => retakeLines(context, 'session', sessionListings(event)),
  planVersion: () => null,
  rulePack: () => null,
  isOver: () => true,
};
