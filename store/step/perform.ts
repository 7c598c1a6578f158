import type { Json } from '../../domain/json.ts';
import type { Envelope } from '../../domain/ledger/envelope.ts';
import type { CommandOutcome, Decision } from '../../domain/refusal.ts';
import type { Received, Recorded } from '../../domain/stream.ts';
import { COMMAND_COLUMNS, type CommandRecord, type CommandRow, commandRow } from '../commands/command-row.ts';
import { inBegunTransaction, type Transaction, together } from '../database.ts';
import { append, dress, type Head, type Sealed } from '../ledger/append.ts';
import { logOrigin } from '../ledger/log-origin.ts';
import { lockHead, lockUnbegun, readStream, type StoredEvent } from '../ledger/read-stream.ts';
import { statement } from '../statement.ts';
import { enqueueCarried, enqueueRefusal } from './outbox.ts';
import { stepFor } from './registry.ts';
import type { Change, StepContext, StepDependencies, StreamStep } from './stream-step.ts';
import { insertTimerCommand, mayNotActYet, type TimerAct, takeBackTimerCommand } from './timer-command.ts';

/** The last event that the caller has folded; `seq` 0 before the first. */
export type Known = { seq: number; hash: string | null };

export type StepRequest = {
  org: string;
  stream: string;
  known: Known;
  act: { command: string } | { timer: TimerAct } | null;
};

/** `events`: canonical texts after `known`, this step's own included. */
export type StepAnswer =
  | { status: 'settled'; outcome: CommandOutcome; events: string[]; head: Known }
  | { status: 'loaded'; events: string[]; head: Known }
  | { status: 'notYet' };

/** The ledger is behind what a workflow has seen: it was set back, and nothing may be decided until it is recovered. */
export class LedgerGap extends Error {}

/**
 * A step is one transaction (ADR 0002). It locks the stream's head, folds its events, decides with the facts read
 * under that lock, appends, updates the board, queues what other streams must hear, and settles the command row.
 * 1. Nothing is decided on stale facts: every decision is made under the lock.
 * 2. Nothing is acknowledged that is not in the ledger: the outcome is written by the same commit.
 * 3. A repeat changes nothing: a settled row is only read.
 */
export async function perform(dependencies: StepDependencies, request: StepRequest): Promise<StepAnswer> {
  return inBegunTransaction(dependencies.database, async (tx, begun) => {
    const { head, stored, asked } = await open(tx, begun, request);
    refuseGap(request, stored);
    if (request.act === null)
      return { status: 'loaded', events: textsAfter(stored, request.known.seq), head: headOf(head) };
    const command = await commandOf(tx, dependencies, request, request.act, asked);
    if (command === null) return { status: 'notYet' };
    if (command.outcome !== null) {
      return {
        status: 'settled',
        outcome: command.outcome,
        events: textsAfter(stored, request.known.seq),
        head: headOf(head),
      };
    }
    return stepFor(command.stream, {
      run: (step) => settle(step, { tx, command, dependencies }, head, stored, request.known),
    });
  });
}

// Not locked: whoever settles it has the stream's turn. One that locked it while it waits for its turn, on a stream that
// has not begun, would stand in the way of whoever has the turn.
const READ_COMMAND = statement(`select ${COMMAND_COLUMNS} from command where org_id = $1 and id = $2`);

type Opened = { head: Head | null; stored: StoredEvent[]; asked: CommandRecord | undefined };

/** The stream as it stands, locked; and the command row that was asked for. */
async function open(tx: Transaction, begun: Promise<unknown>, request: StepRequest): Promise<Opened> {
  const opened = await lockAndRead(tx, begun, request);
  if (opened.head !== null) return opened;
  await lockUnbegun(tx, request.org, request.stream);
  return lockAndRead(tx, begun, request);
}

/** Sent together, the lock first: the server takes each statement's view of the data when that statement's turn comes. */
async function lockAndRead(
  tx: Transaction,
  begun: Promise<unknown>,
  { org, stream, act }: StepRequest,
): Promise<Opened> {
  const [, head, stored, asked] = await together([
    begun,
    lockHead(tx, org, stream),
    readStream(tx, org, stream, 0),
    act !== null && 'command' in act ? readCommand(tx, org, act.command) : Promise.resolve(undefined),
  ]);
  return { head, stored, asked };
}

async function readCommand(tx: Transaction, org: string, id: string): Promise<CommandRecord | undefined> {
  const found = await tx.query<CommandRecord>(READ_COMMAND([org, id]));
  return found.rows[0];
}

function headOf(head: Head | null): Known {
  return head ?? { seq: 0, hash: null };
}

function textsAfter(stored: readonly StoredEvent[], seq: number): string[] {
  return stored.filter((event) => event.seq > seq).map((event) => event.text);
}

function refuseGap({ stream, known }: StepRequest, stored: readonly StoredEvent[]): void {
  if (known.seq === 0) return;
  const found = stored[known.seq - 1];
  if (found === undefined)
    throw new LedgerGap(`GAP: ${stream} is known up to ${known.seq}, the ledger has ${stored.length}`);
  if (found.hash !== known.hash)
    throw new Error(`FORK: event ${known.seq} of ${stream} is not the one that was folded`);
}

async function commandOf(
  tx: Transaction,
  dependencies: StepDependencies,
  request: StepRequest,
  act: NonNullable<StepRequest['act']>,
  record: CommandRecord | undefined,
): Promise<CommandRow | null> {
  if ('timer' in act) {
    if (await mayNotActYet(tx, dependencies.clock, request.org, request.stream, act.timer.dueAt)) return null;
    return insertTimerCommand(tx, dependencies.clock, request.org, request.stream, act.timer);
  }
  if (record === undefined)
    throw new LedgerGap(`GAP: command ${act.command} of ${request.stream} is not in the database`);
  if (record.stream !== request.stream)
    throw new Error(`Command ${act.command} belongs to ${record.stream}, not to ${request.stream}`);
  return commandRow(record);
}

async function settle<S, C extends { kind: string }, E extends { kind: string }, F>(
  step: StreamStep<S, C, E, F>,
  context: StepContext,
  head: Head | null,
  stored: readonly StoredEvent[],
  known: Known,
): Promise<StepAnswer> {
  const { tx, command } = context;
  const before = stored.reduce(
    (state, event) => step.stream.evolve(state, recorded<E>(event.text)),
    step.stream.initial,
  );
  const received = receivedOf<C>(command);
  const alone = step.factsAlone?.(context, before, received) ?? null;
  // Claims are inserted while the facts are loaded; a refusal must leave none behind.
  if (alone === null) await tx.query('savepoint facts');
  const facts = alone ?? (await step.loadFacts(context, before, received));
  const decision = step.stream.decide(before, received, facts);
  if (!decision.ok) {
    const outcome: CommandOutcome = { ok: false, refusal: decision.refusal };
    if (command.by.role === 'timer') await takeBackTimerCommand(tx);
    else {
      if (alone === null) await tx.query('rollback to savepoint facts');
      const told = step.stream.carryRefusal?.(command.org, received, decision.refusal) ?? [];
      await together([writeOutcome(tx, command, outcome), enqueueRefusal(tx, command, told)]);
    }
    return { status: 'settled', outcome, events: textsAfter(stored, known.seq), head: headOf(head) };
  }
  const sealed = await seal(step, context, head, before, decision, facts);
  return accepted(step, context, { head, stored, known, before, sealed });
}

async function seal<S, C extends { kind: string }, E extends { kind: string }, F>(
  step: StreamStep<S, C, E, F>,
  { tx, command }: StepContext,
  head: Head | null,
  before: S,
  decision: Extract<Decision<E>, { ok: true }>,
  facts: F,
): Promise<Sealed[]> {
  return dress(decision.events.map(plain), {
    command,
    head,
    // Only a stream's first link holds it.
    logOrigin: head === null ? await logOrigin(tx) : '',
    revision: step.stream.revision,
    planVersion: step.planVersion(before),
    rulePack: step.rulePack(before),
    facts: plainJson(facts),
  });
}

type Outcome<S> = {
  head: Head | null;
  stored: readonly StoredEvent[];
  known: Known;
  before: S;
  sealed: readonly Sealed[];
};

async function accepted<S, C extends { kind: string }, E extends { kind: string }, F>(
  step: StreamStep<S, C, E, F>,
  context: StepContext,
  { head, stored, known, before, sealed }: Outcome<S>,
): Promise<StepAnswer> {
  const { tx, command } = context;
  const changes = foldChanges(step, before, sealed);
  const after = changes.at(-1)?.after ?? before;
  const last = sealed.at(-1);
  const outcome: CommandOutcome = {
    ok: true,
    seq: last?.envelope.seq ?? head?.seq ?? 0,
    events: sealed.map((each) => each.envelope.kind),
  };
  const carried = changes.flatMap(({ after: state, event }) =>
    step.stream.carry(state, event).map((each) => ({ carried: each, event: event.envelope })),
  );
  await together([
    append(tx, sealed, step.isOver(after)),
    step.record(context, changes),
    enqueueCarried(tx, command, carried),
    writeOutcome(tx, command, outcome),
  ]);
  const events = [...textsAfter(stored, known.seq), ...sealed.map((each) => each.text)];
  return {
    status: 'settled',
    outcome,
    events,
    head: last === undefined ? headOf(head) : { seq: last.envelope.seq, hash: last.hash },
  };
}

function foldChanges<S, C extends { kind: string }, E extends { kind: string }, F>(
  step: StreamStep<S, C, E, F>,
  before: S,
  sealed: readonly Sealed[],
): Change<S, E>[] {
  const changes: Change<S, E>[] = [];
  for (const { text } of sealed) {
    const state = changes.at(-1)?.after ?? before;
    const event = recorded<E>(text);
    changes.push({ before: state, after: step.stream.evolve(state, event), event });
  }
  return changes;
}

const SETTLE = statement(
  'update command set outcome = $3, settled_at = clock_timestamp(), last_error = null where org_id = $1 and id = $2',
);

async function writeOutcome(tx: Transaction, command: CommandRow, outcome: CommandOutcome): Promise<void> {
  await tx.query(SETTLE([command.org, command.id, JSON.stringify(outcome)]));
}

/** An event as folded. Its text came from the ledger, where only this module writes, so its shape is the domain's. */
function recorded<E>(text: string): Recorded<E> {
  const envelope = JSON.parse(text) as Envelope;
  return { kind: envelope.kind, body: envelope.body, envelope } as unknown as Recorded<E>;
}

/** A command as decided upon. Its body passed the schema of its kind at the edge, or was made by another stream. */
function receivedOf<C>(command: CommandRow): Received<C> {
  const { id, kind, body, by, receivedAt, at, basis, cause } = command;
  return { id, kind, body, by, receivedAt, at, basis, cause } as unknown as Received<C>;
}

function plain(event: { kind: string }): { kind: string; body: Json } {
  // Every event of the domain is a kind and a body of ledger values; canonicalText refuses anything else.
  const { kind, body } = event as { kind: string; body: unknown };
  return { kind, body: plainJson(body) };
}

/** Drops members that are undefined, which canonical JSON has no way to say. */
function plainJson(value: unknown): Json {
  return JSON.parse(JSON.stringify(value ?? null)) as Json;
}
