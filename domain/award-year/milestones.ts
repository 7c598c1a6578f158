import type { YearMilestone, YearState } from './year.ts';

export type MilestonesReached = {
  kind: 'MilestonesReached';
  body: {
    at: number;
    reached: readonly { kind: string; key: string }[];
    missed: readonly { task: string; owner: string }[];
  };
};

/** What is told of an instant: what it reached, and whoever has not done what was due by then. */
export function milestonesReached(
  { duties }: YearState,
  at: number,
  reached: readonly YearMilestone[],
): MilestonesReached {
  const due = reached.filter(({ kind }) => kind === 'taskDue').map(({ key }) => key);
  const missed = duties.filter(({ task, status }) => due.includes(task) && status === 'owed');
  const body = {
    at,
    reached: reached.map(({ kind, key }) => ({ kind, key })),
    missed: missed.map(({ task, owner }) => ({ task, owner })),
  };
  return { kind: 'MilestonesReached', body };
}
