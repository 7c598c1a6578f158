import type { LostCommand } from '../../domain/recovery/told-stream.ts';
import type { CommandOutcome } from '../../domain/refusal.ts';
import { recordedIn } from '../../domain/stream.ts';
import type { CommandRow } from '../commands/command-row.ts';
import { type Database, inTransaction, type Transaction } from '../database.ts';
import { appendAndSettle, type Sealed } from '../ledger/append.ts';
import { lockHead, lockUnbegun, readStream } from '../ledger/read-stream.ts';
import { queueNoticesAgain } from '../reminders/queue-notices.ts';
import { foldChanges } from '../step/fold-changes.ts';
import { enqueueCarried } from '../step/outbox.ts';
import { stepFor } from '../step/registry.ts';
import type { StepDependencies, StreamStep } from '../step/stream-step.ts';
import { ensureCommand } from './lost-command.ts';
import { type LostDesk, makeDeskFor } from './lost-desk.ts';

/** `waits`: for something of another stream that is lost as well and has not come back yet; nothing was written. */
export type BroughtBack = { how: 'back' | 'there' | 'waits'; desk: readonly LostDesk[] };

class Waits extends Error {}

export type BringBackOptions = {
  /** Also where a claim that belongs to them is held by another, which stays there. */
  whateverHolds: boolean;
  /** Whether the acts that they carry to other streams, and the mails that tell of them, are queued again, under the same ids. */
  carries: boolean;
};

/**
 * Appends the events of one lost command, text for text, in one transaction with all that stood beside them: head, board,
 * claims, lists, the command's row and outcome, the acts that they carry and the mails. It decides nothing.
 */
export async function bringBack(
  dependencies: StepDependencies,
  lost: LostCommand,
  whateverHolds = false,
): Promise<BroughtBack> {
  try {
    const options = { whateverHolds, carries: true };
    return await inTransaction(dependencies.database, (tx) => bringBackIn(tx, dependencies, lost, options));
  } catch (error) {
    if (error instanceof Waits) return { how: 'waits', desk: [] };
    throw error;
  }
}

/** The same in the caller's transaction, which is at its end where they still wait for something of another stream. */
export async function bringBackIn(
  tx: Transaction,
  dependencies: StepDependencies,
  lost: LostCommand,
  options: BringBackOptions,
): Promise<BroughtBack> {
  const { org, stream } = lost;
  const [first] = lost.events;
  // One after another, and with whoever writes here by mistake: the heads' locks are those of every step.
  await lockUnbegun(tx, org, stream);
  const head = await lockHead(tx, org, stream);
  if ((head?.seq ?? 0) >= first.envelope.seq) return { how: 'there', desk: [] };
  if (head !== null && head.hash !== first.envelope.prev)
    throw new Error(`Event ${first.envelope.seq} of ${stream} does not follow the head of the ledger`);
  const command = await ensureCommand(tx, first.envelope);
  const before = await readStream(tx, org, stream, 0);
  const texts = before.map(({ text }) => text);
  const desk = await stepFor(stream, {
    run: (step) => appendAs(step, { tx, dependencies, command, texts, lost, ...options }),
  });
  return { how: 'back', desk };
}

type Appending = BringBackOptions & {
  tx: Transaction;
  dependencies: StepDependencies;
  command: CommandRow;
  texts: readonly string[];
  lost: LostCommand;
};

async function appendAs<S, C extends { kind: string }, E extends { kind: string }, F>(
  step: StreamStep<S, C, E, F>,
  { tx, dependencies, command, texts, lost, whateverHolds, carries }: Appending,
): Promise<readonly LostDesk[]> {
  const before = recordedIn<E>(texts).reduce((state, event) => step.stream.evolve(state, event), step.stream.initial);
  const changes = foldChanges(
    step,
    before,
    lost.events.map(({ text }) => text),
  );
  const desk = await makeDeskFor(tx, lost);
  for (const change of changes) {
    const taken = (await step.retake?.({ tx, command }, change)) ?? true;
    if (!taken && !whateverHolds) throw new Waits(`${lost.stream} waits for something of another stream`);
  }
  const after = changes.at(-1)?.after ?? before;
  await appendAndSettle(tx, lost.events satisfies readonly Sealed[], {
    over: step.isOver(after),
    outcome: outcomeOf(lost),
  });
  await step.record({ tx, command, dependencies }, changes);
  if (!carries) return desk;
  await queueNoticesAgain(tx, step.tells?.(changes) ?? []);
  const carried = changes.flatMap(({ after: state, event }) =>
    step.stream.carry(state, event).map((each) => ({ carried: each, event: event.envelope })),
  );
  await enqueueCarried(tx, command, carried);
  return desk;
}

function outcomeOf({ events }: LostCommand): CommandOutcome {
  const seq = Math.max(...events.map(({ envelope }) => envelope.seq));
  return { ok: true, seq, events: events.map(({ envelope }) => envelope.kind) };
}

/** A refusal that was told, of a command whose row stands there as if nobody had answered it. True where it was so. */
export async function settleRefused(
  database: Database,
  org: string,
  id: string,
  outcome: CommandOutcome,
): Promise<'settled' | 'there' | 'lost'> {
  const settled = await database.query(
    'update command set outcome = $3, settled_at = clock_timestamp(), last_error = null where org_id = $1 and id = $2 and settled_at is null',
    [org, id, JSON.stringify(outcome)],
  );
  if (settled.rowCount === 1) return 'settled';
  const found = await database.query('select from command where org_id = $1 and id = $2', [org, id]);
  return found.rows.length > 0 ? 'there' : 'lost';
}
