import type { WorkingCalendar } from '../../domain/calendar/working-days.ts';
import type { ListingChange } from '../../domain/listing.ts';
import type { Received, Recorded, StreamKind } from '../../domain/stream.ts';
import type { Clock } from '../clock.ts';
import type { CommandRow } from '../commands/command-row.ts';
import type { Database, Transaction } from '../database.ts';
import type { Happened } from '../reminders/queue-notices.ts';
import type { Folds } from './folds.ts';

/** What a step needs beside its request; handed in at the composition root. */
export type StepDependencies = {
  database: Database;
  clock: Clock;
  calendar: WorkingCalendar;
  /** Without it every step folds its stream from the first event. */
  folds?: Folds;
  /** A list of more lines is written in parts; `MOST_LINES` unless a test asks for parts of short lists. */
  mostLines?: number;
};

export type StepContext = { tx: Transaction; command: CommandRow; dependencies: StepDependencies };

/** An event with the states around it, for the board and the lists that hang on it. */
export type Change<S, E> = { before: S; after: S; event: Recorded<E> };

/** Rows of one table that a stream alone says, as PostgreSQL's own JSON of them. */
export type TableRows = {
  table: 'proposal_board' | 'list_board' | 'year_board' | 'duty_board' | 'proposal_claim' | 'register_number';
  rows: readonly Readonly<Record<string, unknown>>[];
};

/** What one command of a stream changed. */
export type CommandChanges<S, E> = readonly [Change<S, E>, ...Change<S, E>[]];

/** How one kind of stream takes part in a step: the facts it reads, and the rows that show what happened. */
export type StreamStep<S, C extends { kind: string }, E extends { kind: string }, F> = {
  stream: StreamKind<S, C, E, F>;
  /** The facts of a command for which the database need not be asked; null where it must. Most acts are of this kind. */
  factsAlone?(context: Omit<StepContext, 'tx'>, state: S, command: Received<C>): F | null;
  /** Reads, under the head's lock, what the decision needs. May insert claims; a refusal takes them back. */
  loadFacts(context: StepContext, state: S, command: Received<C>): Promise<F>;
  /** Updates the board and whatever else is rebuilt from events, in the same transaction. */
  record(context: StepContext, changes: readonly Change<S, E>[]): Promise<void>;
  /** Of what people are told by mail. */
  tells?(changes: readonly Change<S, E>[]): readonly Happened[];
  /** Queues what else these events set in motion, beside the acts that they carry. */
  setInMotion?(context: StepContext, changes: readonly Change<S, E>[]): Promise<void>;
  /**
   * For an event that comes back without its decision: takes what was claimed while its facts were loaded. False where
   * another still holds it, or where it stands on something that has not come back yet.
   */
  retake?(context: Pick<StepContext, 'tx' | 'command'>, change: Change<S, E>): Promise<boolean>;
  /** Every row of the board that the stream alone says, from all of its commands: what `record` has left behind. */
  rows(place: { org: string; stream: string }, commands: readonly CommandChanges<S, E>[]): readonly TableRows[];
  /** What an event says of the rows that tie proposals to lists. */
  listings?(change: Change<S, E>): readonly ListingChange[];
  /** What a refused act changes in such rows, in the same transaction; most change nothing. */
  recordRefusal?(context: StepContext, command: Received<C>): Promise<void>;
  planVersion(state: S): string | null;
  rulePack(state: S): string | null;
  /** Nothing waits: no workflow need run until the next command. */
  isOver(state: S): boolean;
};
