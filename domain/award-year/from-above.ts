import { accept, type Decision, refuse } from '../refusal.ts';
import { type MilestonesReached, milestonesReached } from './milestones.ts';
import type { Duty, YearState } from './year.ts';

/** The dates of a published plan of the level above, as they stand after one event of its year: `seq` of that stream. */
export type PlanAbove = { org: string; plan: string; version: number; seq: number };
export type DatesAbove = PlanAbove & { tasks: readonly { task: string; dueAt: number | null }[] };

/** What the level above says of one task here; `task` is the key of its own. */
export type TaskFilled = {
  kind: 'TaskFilled';
  body: {
    task: string;
    dueAt: number | null;
    /** What it had said before. */
    before: number | null;
    /** The date that a person entered here meanwhile, which stays in force; null where this one is. */
    kept: number | null;
    above: PlanAbove & { task: string };
  };
};

/** The last word of the level above on a task here, and whether it is the date in force. */
export type Filled = { dueAt: number | null; inForce: boolean; org: string; plan: string; seq: number };

/**
 * Each task that waits for a task of that plan gets its date, and loses it where the plan no longer says one. A person's
 * own date is never overwritten: what came from above is recorded beside it. What overtook a later word is left aside.
 * Two plans of the level above may have a task of the same key: a date comes from the one that is named.
 */
export function fillTasks(state: YearState, said: DatesAbove): Decision<TaskFilled | MilestonesReached> {
  const events = waitingTasks(state).flatMap((waiting) => filled(state, said, waiting));
  if (events.length > 0) return accept<TaskFilled | MilestonesReached>(...events, ...overAlready(state, events));
  const { org, plan, version, seq } = said;
  return refuse('OLDER_THAN_KNOWN', 'tasks set by the level above: nothing new', { org, plan, version, seq });
}

/** What an amendment leaves of the words from above: those of another plan than it names for the task are let go. */
export function heardOnly(state: YearState, duties: readonly Duty[]): YearState {
  const named = new Map(duties.map(({ task, awaitsPlan }) => [task, awaitsPlan]));
  const others = Object.entries(state.fromAbove).filter(([task, { plan }]) => (named.get(task) ?? plan) !== plan);
  return {
    ...state,
    fromAbove: without(state.fromAbove, new Set(others.map(([task]) => task))),
    dated: without(state.dated, new Set(others.flatMap(([task, { inForce }]) => (inForce ? [task] : [])))),
  };
}

function without<T>(all: Readonly<Record<string, T>>, tasks: ReadonlySet<string>): Record<string, T> {
  return Object.fromEntries(Object.entries(all).filter(([task]) => !tasks.has(task)));
}

type Waiting = { task: string; awaits: string; awaitsPlan: string | undefined };

/** By the plan in force: what it dates itself waits for nobody. */
function waitingTasks({ published }: YearState): Waiting[] {
  const waiting = (published?.duties ?? []).flatMap(({ task, dueAt, awaits, awaitsPlan }) =>
    awaits === undefined || dueAt !== null ? [] : [[task, { task, awaits, awaitsPlan }] as const],
  );
  return [...new Map(waiting).values()];
}

function filled(state: YearState, said: DatesAbove, { task, awaits, awaitsPlan }: Waiting): TaskFilled[] {
  const { tasks, ...above } = said;
  const known = state.fromAbove[task] ?? null;
  const dueAt = tasks.find((each) => each.task === awaits)?.dueAt ?? null;
  if (!isHeard(said, known, awaitsPlan) || dueAt === (known?.dueAt ?? null)) return [];
  const kept = known?.inForce === true ? null : (state.dated[task] ?? null);
  const body = { task, dueAt, before: known?.dueAt ?? null, kept, above: { ...above, task: awaits } };
  return [{ kind: 'TaskFilled', body }];
}

/** Time tells only what lies ahead of what it has told: a date behind that is reached, and missed, when it comes. */
function overAlready(state: YearState, events: readonly TaskFilled[]): MilestonesReached[] {
  const over = events.flatMap(({ body: { task, dueAt, kept } }) =>
    dueAt === null || kept !== null || dueAt > state.toldUntil ? [] : [{ at: dueAt, kind: 'taskDue', key: task }],
  );
  const instants = [...new Set(over.map(({ at }) => at))].sort((a, b) => a - b);
  const reachedAt = (instant: number) => over.filter(({ at }) => at === instant);
  return instants.map((at) => milestonesReached(state, at, reachedAt(at)));
}

/** Where no plan is named, the one that dated the task is heard alone until it takes its date back. */
function isHeard({ org, plan, seq }: PlanAbove, known: Filled | null, awaitsPlan: string | undefined): boolean {
  if (awaitsPlan !== undefined && awaitsPlan !== plan) return false;
  if (known === null) return true;
  return known.org === org && known.plan === plan ? seq >= known.seq : known.dueAt === null;
}
