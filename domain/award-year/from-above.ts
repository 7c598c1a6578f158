import { accept, type Decision, refuse } from '../refusal.ts';
import type { YearState } from './year.ts';

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
 */
export function fillTasks(state: YearState, said: DatesAbove): Decision<TaskFilled> {
  const events = waitingTasks(state).flatMap(({ task, awaits }) => filled(state, said, task, awaits));
  if (events.length > 0) return accept(...events);
  const { org, plan, version, seq } = said;
  return refuse('OLDER_THAN_KNOWN', 'tasks set by the level above: nothing new', { org, plan, version, seq });
}

/** By the plan in force: what it dates itself waits for nobody. */
function waitingTasks({ published }: YearState): { task: string; awaits: string }[] {
  const waiting = (published?.duties ?? []).flatMap(({ task, dueAt, awaits }) =>
    awaits === undefined || dueAt !== null ? [] : [[task, awaits] as const],
  );
  return [...new Map(waiting)].map(([task, awaits]) => ({ task, awaits }));
}

function filled(state: YearState, said: DatesAbove, task: string, awaits: string): TaskFilled[] {
  const { tasks, ...above } = said;
  const known = state.fromAbove[task] ?? null;
  const dueAt = tasks.find((each) => each.task === awaits)?.dueAt ?? null;
  // Another plan of the level above may date it; what that one says is not undone by one that is silent.
  const isOfOther = known !== null && (known.plan !== said.plan || known.org !== said.org);
  if ((isOfOther && dueAt === null) || (known !== null && !isOfOther && said.seq < known.seq)) return [];
  if (dueAt === (known?.dueAt ?? null)) return [];
  const kept = known?.inForce === true ? null : (state.dated[task] ?? null);
  const body = { task, dueAt, before: known?.dueAt ?? null, kept, above: { ...above, task: awaits } };
  return [{ kind: 'TaskFilled', body }];
}
