import {
  isAskedHere,
  RECEIPT,
  type ReceiptCommand,
  type ReceiptEvent,
  type ReceiptState,
} from '../../../domain/receipt/receipt.ts';
import { listRows, showList } from '../../board/list-board.ts';
import type { StreamStep } from '../stream-step.ts';

export const RECEIPT_STEP: StreamStep<ReceiptState, ReceiptCommand, ReceiptEvent, Record<string, never>> = {
  stream: RECEIPT,
  loadFacts: async () => ({}),
  async record({ tx, command }, changes) {
    const last = changes.at(-1);
    if (last !== undefined) await showList(tx, command, last.after, phaseOf(last.after));
  },
  rows: (place, commands) => [listRows(place, commands, phaseOf)],
  planVersion: () => null,
  rulePack: () => null,
  isOver: () => true,
};

/** A receipt whose lines are all dealt with, and whose wishes are answered, asks nothing more of the office. */
function phaseOf(state: ReceiptState): string {
  const open = Object.entries(state.status).some(
    ([proposal, status]) => status === 'open' || isAskedHere(state, proposal),
  );
  return state.phase === 'acknowledged' && !open ? 'settled' : state.phase;
}
