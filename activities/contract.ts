import type { CommandOutcome } from '../domain/refusal.ts';

/** What workflows ask of the outside world. Types only: the doing is in the other files of this folder. */

/** The last event that a workflow has folded; `seq` 0 before the first. */
export type Known = { seq: number; hash: string | null };

/** A due instant that passed, with the event that set it. */
export type DueAct = { kind: 'DeadlinePassed' | 'MilestonePassed'; dueAt: number; setBy: number };

export type PerformInput = {
  org: string;
  stream: string;
  known: Known;
  act: { command: string } | { timer: DueAct } | null;
};

/**
 * `events`: the canonical texts after `known`; byte for byte, since recovery may have to put them back. As many as an
 * answer may hold: `more` says that the ledger has gone on from `head`, and what follows is loaded from there.
 */
export type Told = { events: readonly string[]; head: Known; more?: true };

export type PerformAnswer = { now: BusinessInstant } & (
  | ({ status: 'settled'; outcome: CommandOutcome } & Told)
  | ({ status: 'loaded' } & Told)
  | { status: 'notYet' }
);

/** Epoch ms by the clock that judges deadlines; the Temporal server's own may differ, in a rehearsal by years. */
export type BusinessInstant = number;

export type AwardActivities = {
  /** One step of a stream: decide, record, acknowledge, in one transaction. */
  perform(input: PerformInput): Promise<PerformAnswer>;
  /**
   * The working morning after an instant, by the holiday tables, and how long it is until then. Those that went by long
   * ago, in an outage, are made good at once and in one: now, or on a day off on the next working morning.
   */
  nextMorning(after: BusinessInstant): Promise<{ morning: BusinessInstant; waitMs: number }>;
  /**
   * Queues at most one digest a person and local day for what is owed at this instant; tells how many. One that comes to
   * it late asks as of now, or on a day off not at all: the next morning tells that one's share as well.
   */
  queueDigests(input: { org: string; plan: string; asOf: number }): Promise<{ queued: number; ended: boolean }>;
};
