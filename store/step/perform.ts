import type { Json } from '../../domain/json.ts';
import { MOST_LINES } from '../../domain/ledger/parts.ts';
import type { CommandOutcome, Decision, Refusal } from '../../domain/refusal.ts';
import { type Received, recordedIn } from '../../domain/stream.ts';
import { type CommandRecord, type CommandRow, commandRow } from '../commands/command-row.ts';
import { inBegunTransaction, type Transaction, together } from '../database.ts';
import { appendAndSettle, dress, type Head, type Sealed } from '../ledger/append.ts';
import { logOrigin } from '../ledger/log-origin.ts';
import type { StoredEvent } from '../ledger/read-stream.ts';
import { enterRecovery } from '../recovery/recovery-mode.ts';
import { queueNotices } from '../reminders/queue-notices.ts';
import { statement } from '../statement.ts';
import { actingFor } from './acting-for.ts';
import { foldChanges } from './fold-changes.ts';
import type { Fold } from './folds.ts';
import {
  asTold,
  eventsAfter,
  type Known,
  LedgerGap,
  type Opened,
  openStream,
  refuseGap,
  type StepRequest,
} from './opened-stream.ts';
import { enqueueCarried, enqueueRefusal } from './outbox.ts';
import { stepFor } from './registry.ts';
import type { StepContext, StepDependencies, StreamStep } from './stream-step.ts';
import { insertTimerCommand, mayNotActYet, takeBackTimerCommand } from './timer-command.ts';
import { type Told, told } from './told.ts';

/** Told is what came after `known`, this step's own included. */
export type StepAnswer =
  | ({ status: 'settled'; outcome: CommandOutcome } & Told)
  | ({ status: 'loaded' } & Told)
  | { status: 'notYet' };

/**
 * A step is one transaction (ADR 0002). It locks the stream's head, folds its events, decides with the facts read
 * under that lock, appends, updates the board, queues what other streams must hear, and settles the command row.
 * 1. Nothing is decided on stale facts: every decision is made under the lock.
 * 2. Nothing is acknowledged that is not in the ledger: the outcome is written by the same commit.
 * 3. A repeat changes nothing: a settled row is only read.
 * 4. Nothing at all happens while the installation is in recovery: it throws `InRecovery`.
 */
export async function perform(dependencies: StepDependencies, request: StepRequest): Promise<StepAnswer> {
  const { org, stream } = request;
  const { answer, fold } = await inBegunTransaction(dependencies.database, (tx, begun) =>
    stepIn(tx, begun, dependencies, request),
  ).catch((error: unknown) => notedGap(dependencies, error));
  // Only what was committed is kept.
  if (fold !== null) dependencies.folds?.keep(org, stream, fold);
  return answer;
}

/** The first that finds the ledger set back stops every writer, before more is decided on it. */
async function notedGap({ database }: StepDependencies, error: unknown): Promise<never> {
  if (error instanceof LedgerGap) await enterRecovery(database, error.message);
  throw error;
}

type Stepped = { answer: StepAnswer; fold: Fold | null };

async function stepIn(
  tx: Transaction,
  begun: Promise<unknown>,
  dependencies: StepDependencies,
  request: StepRequest,
): Promise<Stepped> {
  const opened = await openStream(tx, begun, request, dependencies.folds?.of(request.org, request.stream) ?? null);
  refuseGap(request, opened);
  if (request.act === null) return { answer: { status: 'loaded', ...asTold(opened, request.known) }, fold: null };
  const command = await commandOf(tx, dependencies, request, request.act, opened.asked);
  if (command === null) return { answer: { status: 'notYet' }, fold: null };
  if (command.outcome !== null) {
    const { outcome } = command;
    return { answer: { status: 'settled', outcome, ...asTold(opened, request.known) }, fold: null };
  }
  return stepFor(command.stream, {
    run: (step) => settle(step, { tx, command, dependencies }, opened, request.known),
  });
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
  opened: Opened,
  known: Known | null,
): Promise<Stepped> {
  const { tx, command } = context;
  const before = stateOf(step, opened);
  const received = receivedOf<C>(command);
  const acting = await actingFor(tx, command);
  if (acting !== null && 'refusal' in acting)
    return refused(step, context, { opened, known, before }, acting.refusal, { received, claimed: false });
  const alone = step.factsAlone?.(context, before, received) ?? null;
  // Claims are inserted while the facts are loaded; a refusal must leave none behind.
  if (alone === null) await tx.query('savepoint facts');
  const facts = alone ?? (await step.loadFacts(context, before, received));
  const decision = step.stream.decide(before, received, facts);
  if (!decision.ok)
    return refused(step, context, { opened, known, before }, decision.refusal, { received, claimed: alone === null });
  const used = acting === null ? facts : { ...facts, acting: acting.fact };
  const sealed = await seal(step, context, opened.head, before, decision, used);
  return accepted(step, context, { opened, known, before, sealed });
}

async function refused<S, C extends { kind: string }, E extends { kind: string }, F>(
  step: StreamStep<S, C, E, F>,
  context: StepContext,
  { opened, known, before }: Omit<Outcome<S>, 'sealed'>,
  refusal: Refusal,
  asked: { received: Received<C>; claimed: boolean },
): Promise<Stepped> {
  await recordRefusal(step, context, refusal, asked);
  const outcome: CommandOutcome = { ok: false, refusal };
  return { answer: { status: 'settled', outcome, ...asTold(opened, known) }, fold: foldOf(opened.head, before) };
}

function stateOf<S, C extends { kind: string }, E extends { kind: string }, F>(
  { stream }: StreamStep<S, C, E, F>,
  { fold, stored }: Opened,
): S {
  // Kept by a step of this same stream, and so of its kind.
  const start = fold === null ? stream.initial : (fold.state as S);
  return recordedIn<E>(stored.map(({ text }) => text)).reduce((state, event) => stream.evolve(state, event), start);
}

function foldOf(head: Known | null, state: unknown): Fold | null {
  return head === null || head.hash === null ? null : { seq: head.seq, hash: head.hash, state };
}

/** A timer's refused act leaves nothing at all; anybody else's leaves its outcome, and what its sender must be told. */
async function recordRefusal<S, C extends { kind: string }, E extends { kind: string }, F>(
  step: StreamStep<S, C, E, F>,
  context: StepContext,
  refusal: Refusal,
  { received, claimed }: { received: Received<C>; claimed: boolean },
): Promise<void> {
  const { tx, command } = context;
  if (command.by.role === 'timer') return takeBackTimerCommand(tx);
  if (claimed) await tx.query('rollback to savepoint facts');
  const carried = step.stream.carryRefusal?.(command.org, received, refusal) ?? [];
  await together([
    writeOutcome(tx, command, { ok: false, refusal }),
    enqueueRefusal(tx, command, carried),
    step.recordRefusal?.(context, received) ?? Promise.resolve(),
  ]);
}

async function seal<S, C extends { kind: string }, E extends { kind: string }, F>(
  step: StreamStep<S, C, E, F>,
  { tx, command, dependencies }: StepContext,
  head: Head | null,
  before: S,
  decision: Extract<Decision<E>, { ok: true }>,
  facts: F,
): Promise<Sealed[]> {
  // Only a stream's first link holds the log's origin.
  const origin = head === null ? await logOrigin(tx) : '';
  const sealUnder = (state: S) =>
    dress(decision.events.map(plain), {
      command,
      head,
      logOrigin: origin,
      mostLines: dependencies.mostLines ?? MOST_LINES,
      revision: step.stream.revision,
      planVersion: step.planVersion(state),
      rulePack: step.rulePack(state),
      facts: plainJson(facts),
    });
  const sealed = sealUnder(before);
  // What begins a stream says by which plan and rules it lives; before it, nothing does.
  return head === null ? sealUnder(lastOf(step, before, sealed)) : sealed;
}

function lastOf<S, C extends { kind: string }, E extends { kind: string }, F>(
  step: StreamStep<S, C, E, F>,
  before: S,
  sealed: readonly Sealed[],
): S {
  return foldChanges(step, before, textsOf(sealed)).at(-1)?.after ?? before;
}

type Outcome<S> = { opened: Opened; known: Known | null; before: S; sealed: readonly Sealed[] };

async function accepted<S, C extends { kind: string }, E extends { kind: string }, F>(
  step: StreamStep<S, C, E, F>,
  context: StepContext,
  { opened, known, before, sealed }: Outcome<S>,
): Promise<Stepped> {
  const { tx, command } = context;
  const last = sealed.at(-1);
  if (last === undefined) throw new Error(`${command.kind} was accepted without an event`);
  const changes = foldChanges(step, before, textsOf(sealed));
  const after = changes.at(-1)?.after ?? before;
  const kinds = sealed.map(({ envelope }) => envelope.kind);
  const outcome: CommandOutcome = { ok: true, seq: last.envelope.seq, events: kinds };
  const carried = changes.flatMap(({ after: state, event }) =>
    step.stream.carry(state, event).map((each) => ({ carried: each, event: event.envelope })),
  );
  await together([
    appendAndSettle(tx, sealed, { over: step.isOver(after), outcome }),
    step.record(context, changes),
    queueNotices(tx, step.tells?.(changes) ?? []),
    step.setInMotion?.(context, changes) ?? Promise.resolve(),
    enqueueCarried(tx, command, carried),
  ]);
  const head = { seq: last.envelope.seq, hash: last.hash };
  const stored = [...opened.stored, ...sealed.map(storedAs)];
  return {
    answer: { status: 'settled', outcome, ...told(eventsAfter(stored, known), head) },
    fold: foldOf(head, after),
  };
}

const textsOf = (sealed: readonly Sealed[]) => sealed.map(({ text }) => text);

function storedAs({ envelope, hash, text }: Sealed): StoredEvent {
  return { seq: envelope.seq, hash, text };
}

const SETTLE = statement(
  'update command set outcome = $3, settled_at = clock_timestamp(), last_error = null where org_id = $1 and id = $2',
);

async function writeOutcome(tx: Transaction, command: CommandRow, outcome: CommandOutcome): Promise<void> {
  await tx.query(SETTLE([command.org, command.id, JSON.stringify(outcome)]));
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
