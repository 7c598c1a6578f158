import type { Envelope } from '../../domain/ledger/envelope.ts';
import { COMMAND_COLUMNS, type CommandRecord } from '../commands/command-row.ts';
import { type Transaction, together } from '../database.ts';
import type { Head } from '../ledger/append.ts';
import { lockHead, lockUnbegun, readStream, type StoredEvent } from '../ledger/read-stream.ts';
import { refuseInRecovery } from '../recovery/recovery-mode.ts';
import { statement } from '../statement.ts';
import type { Fold } from './folds.ts';
import type { TimerAct } from './timer-command.ts';
import { type Told, told } from './told.ts';

/** The last event that the caller has folded; `seq` 0 before the first. */
export type Known = { seq: number; hash: string | null };

export type StepRequest = {
  org: string;
  stream: string;
  /** Null: the caller holds no fold and wants no events. */
  known: Known | null;
  act: { command: string } | { timer: TimerAct } | null;
};

/** The ledger is behind what a workflow has seen: it was set back, and nothing may be decided until it is recovered. */
export class LedgerGap extends Error {}

/** The ledger was set back and went on in another way, or was written anew: a person has to look. */
export class LedgerFork extends LedgerGap {}

// Not locked: whoever settles it has the stream's turn. One that locked it while it waits for its turn, on a stream that
// has not begun, would stand in the way of whoever has the turn.
const READ_COMMAND = statement(`select ${COMMAND_COLUMNS} from command where org_id = $1 and id = $2`);

/** `stored` are the events after `fold`, or all of them. */
export type Opened = { head: Head | null; fold: Fold | null; stored: StoredEvent[]; asked: CommandRecord | undefined };

/** The stream as it stands, locked; and the command row that was asked for. */
export async function openStream(
  tx: Transaction,
  begun: Promise<unknown>,
  request: StepRequest,
  kept: Fold | null,
): Promise<Opened> {
  const fold = kept !== null && reaches(request.known, kept.seq) ? kept : null;
  const opened = await lockAndRead(tx, begun, request, fold);
  if (opened.head === null) await lockUnbegun(tx, request.org, request.stream);
  else if (goesOnFrom(fold, opened)) return opened;
  return lockAndRead(tx, begun, request, null);
}

function reaches(known: Known | null, seq: number): boolean {
  return known === null || known.seq >= seq;
}

/** A fold of another history (the database was set back, say) is as good as none. */
function goesOnFrom(fold: Fold | null, { head, stored }: Opened): boolean {
  if (fold === null) return true;
  const [next] = stored;
  return next === undefined ? head?.hash === fold.hash : next.seq === fold.seq + 1 && previousOf(next) === fold.hash;
}

function previousOf({ text }: StoredEvent): string {
  // Every text in the ledger is an envelope: nothing else is written there.
  return (JSON.parse(text) as Envelope).prev;
}

/** Sent together, the lock first: the server takes each statement's view of the data when that statement's turn comes. */
async function lockAndRead(
  tx: Transaction,
  begun: Promise<unknown>,
  { org, stream, act }: StepRequest,
  fold: Fold | null,
): Promise<Opened> {
  const [, head, stored, asked] = await together([
    begun,
    lockHead(tx, org, stream),
    readStream(tx, org, stream, fold?.seq ?? 0),
    act !== null && 'command' in act ? readCommand(tx, org, act.command) : Promise.resolve(undefined),
    refuseInRecovery(tx),
  ]);
  return { head, fold, stored, asked };
}

async function readCommand(tx: Transaction, org: string, id: string): Promise<CommandRecord | undefined> {
  const found = await tx.query<CommandRecord>(READ_COMMAND([org, id]));
  return found.rows[0];
}

export function eventsAfter(stored: readonly StoredEvent[], known: Known | null): StoredEvent[] {
  return known === null ? [] : stored.filter((event) => event.seq > known.seq);
}

export function refuseGap({ stream, known }: StepRequest, { head, fold, stored }: Opened): void {
  if (known === null || known.seq === 0) return;
  const last = head?.seq ?? 0;
  if (known.seq > last) throw new LedgerGap(`GAP: ${stream} is known up to ${known.seq}, the ledger has ${last}`);
  const found = known.seq === fold?.seq ? fold : stored.find(({ seq }) => seq === known.seq);
  if (found?.hash !== known.hash)
    throw new LedgerFork(`FORK: event ${known.seq} of ${stream} is not the one that was folded`);
}

/** What a caller hears when nothing happens: the head, and the events that it has not folded. */
export function asTold({ head, stored }: Opened, known: Known | null): Told {
  return told(eventsAfter(stored, known), head ?? { seq: 0, hash: null });
}
