import {
  allHandlersFinished,
  condition,
  continueAsNew,
  defineUpdate,
  patched,
  proxyLocalActivities,
  setHandler,
  sleep,
  workflowInfo,
} from '@temporalio/workflow';
import type { AwardActivities, DueAct, Known, PerformAnswer, PerformInput, Told } from '../activities/contract.ts';
import type { CommandOutcome } from '../domain/refusal.ts';
import { type Recorded, recordedIn } from '../domain/stream.ts';
import { PERFORM_UPDATE, type StreamInput } from './messages.ts';

// Outages are retried for ever: quickly at first, then by timer, so that a workflow task is not held meanwhile.
const { perform } = proxyLocalActivities<AwardActivities>({
  startToCloseTimeout: '10s',
  localRetryThreshold: '5s',
  retry: { initialInterval: '200ms', backoffCoefficient: 2, maximumInterval: '60s' },
});

const performUpdate = defineUpdate<CommandOutcome, [string]>(PERFORM_UPDATE);

/** The server's own suggestion comes later than this, and the test server gives none. */
const MOST_UPDATES = 1_000;
const MOST_EVENTS = 4_000;

/** Zero would be no timer at all. */
const AT_ONCE_MS = 1;
const PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 60_000;

/** A stream as its workflow holds it: the fold of its events, and the one instant at which time itself acts. */
export type LifeOf<S> = {
  /** The folded state; changes only by events that the ledger has taken. */
  readonly state: S;
  /** Waits until the stream has come this far; when its due instant passes meanwhile, time's own act is performed. */
  until(reached: (state: S) => boolean): Promise<void>;
  /** Waits for whoever is still being answered; true when nothing has moved since. */
  settled(): Promise<boolean>;
};

export type Folding<S, E> = {
  initial: S;
  evolve(state: S, event: Recorded<E>): S;
  /** What is due, and which event set it; null when time does nothing here. */
  due(state: S): DueAct | null;
};

/**
 * Opens a stream's life. Its promises:
 * 1. The handler is registered before anything is awaited, so no command is ever met by a workflow that cannot answer.
 * 2. Commands, timers and the first load take turns; what one decides, the next has folded.
 * 3. Only what the ledger returned is folded.
 */
export async function openLife<S, E>(input: StreamInput, folding: Folding<S, E>): Promise<LifeOf<S>> {
  const stream = new Stream(input, folding);
  setHandler(performUpdate, (command) => stream.inTurn(() => stream.answer(command)));
  // An Update that came with the start is handled in this same activation, and loads the stream by itself.
  await Promise.resolve();
  await stream.inTurn(() => stream.load());
  return stream;
}

class Stream<S, E> implements LifeOf<S> {
  state: S;
  private known: Known = { seq: 0, hash: null };
  private loaded = false;
  private moves = 0;
  private updates = 0;
  /** By how much the clock that judges deadlines is ahead of the server's. */
  private ahead = 0;
  private turn: Promise<unknown> = Promise.resolve();
  private readonly input: StreamInput;
  private readonly folding: Folding<S, E>;

  constructor(input: StreamInput, folding: Folding<S, E>) {
    this.input = input;
    this.folding = folding;
    this.state = folding.initial;
  }

  /** One at a time, in the order of arrival; a failed turn does not stop the next. */
  inTurn<T>(work: () => Promise<T>): Promise<T> {
    const mine = this.turn.then(work);
    this.turn = mine.catch(() => undefined);
    return mine;
  }

  async answer(command: string): Promise<CommandOutcome> {
    this.updates += 1;
    const answer = await this.step({ command });
    if (answer.status !== 'settled') throw new Error(`A command was answered with ${answer.status}`);
    return answer.outcome;
  }

  async load(): Promise<void> {
    if (!this.loaded) await this.step(null);
  }

  async until(reached: (state: S) => boolean): Promise<void> {
    let leastMs = AT_ONCE_MS;
    while (!reached(this.state)) {
      const due = this.folding.due(this.state);
      const moved = () => reached(this.state) || !sameDue(due, this.folding.due(this.state)) || this.isLong();
      if (due === null) await condition(moved);
      else if (await condition(moved, Math.max(leastMs, due.dueAt - this.now()))) leastMs = AT_ONCE_MS;
      else leastMs = await this.timePassed(due, leastMs);
      if (this.isLong()) await this.rollOver();
    }
  }

  async settled(): Promise<boolean> {
    const before = this.moves;
    await condition(allHandlersFinished);
    return before === this.moves;
  }

  /**
   * An earlier command may still be on its way: the turn is given up, so that it can come first. Tells how long to wait
   * at least before the next act: one that was refused, though the fold still says that it is due, is asked for again,
   * but ever more seldom.
   */
  private async timePassed(timer: DueAct, waitedMs: number): Promise<number> {
    for (let waitMs = PAUSE_MS; ; waitMs = longer(waitMs)) {
      const answer = await this.inTurn(() => this.stepIfDue(timer));
      if (answer?.status !== 'notYet') return this.isStillDue(timer) ? longer(waitedMs) : AT_ONCE_MS;
      await sleep(Math.max(waitMs, timer.dueAt - this.now()));
      // Whoever keeps it waiting may do so for days: a history has an end, and a new run waits as well.
      if (this.isLong() && patched('a-long-wait-rolls-over')) return AT_ONCE_MS;
    }
  }

  /** Whoever had the turn before may have moved the deadline, or the case itself. */
  private async stepIfDue(timer: DueAct): Promise<PerformAnswer | null> {
    return this.isStillDue(timer) ? this.step({ timer }) : null;
  }

  private isStillDue(timer: DueAct): boolean {
    return sameDue(timer, this.folding.due(this.state));
  }

  private async step(act: PerformInput['act']): Promise<PerformAnswer> {
    const answer = await perform({ ...this.input, known: this.known, act });
    this.ahead = answer.now - Date.now();
    if (answer.status !== 'notYet') await this.foldAll(answer);
    return answer;
  }

  /** Folded in one go, so that nobody sees the stream as it stood between two of its pages. */
  private async foldAll(first: Told): Promise<void> {
    const texts = [...first.events];
    let last = first;
    while (last.more === true) {
      // A task of its own for each page: what a workflow says in one task has a limit, too.
      await sleep(AT_ONCE_MS);
      last = await this.page(last.head);
      texts.push(...last.events);
    }
    this.fold(texts, last.head);
  }

  private async page(known: Known): Promise<Told> {
    const answer = await perform({ ...this.input, known, act: null });
    if (answer.status === 'notYet') throw new Error('A load was answered with notYet');
    return answer;
  }

  private fold(texts: readonly string[], head: Known): void {
    for (const event of recordedIn<E>(texts)) this.state = this.folding.evolve(this.state, event);
    this.known = head;
    this.loaded = true;
    this.moves += texts.length;
  }

  private now(): number {
    return Date.now() + this.ahead;
  }

  private isLong(): boolean {
    return this.updates >= MOST_UPDATES || workflowInfo().historyLength >= MOST_EVENTS;
  }

  /** Whoever is not answered in this run is answered from the command row in the next. */
  private async rollOver(): Promise<never> {
    await condition(allHandlersFinished);
    return continueAsNew<(input: StreamInput) => Promise<void>>(this.input);
  }
}

function longer(pauseMs: number): number {
  return Math.min(Math.max(PAUSE_MS, 2 * pauseMs), LONGEST_PAUSE_MS);
}

function sameDue(a: DueAct | null, b: DueAct | null): boolean {
  return a?.dueAt === b?.dueAt && a?.setBy === b?.setBy;
}
