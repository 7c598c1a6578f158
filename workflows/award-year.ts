import type { DueAct } from '../activities/contract.ts';
import { nextMilestone, YEAR, type YearEvent, type YearState } from '../domain/award-year/year.ts';
import { openLife } from './life.ts';
import type { StreamInput } from './messages.ts';

/**
 * An award year: it tells each milestone of its calendar when it comes, which also finds the tasks that nobody did in
 * time. Tasks, dates from above and amendments reach it as commands. When all is told it rests, and any act wakes it.
 */
export async function awardYearWorkflow(input: StreamInput): Promise<void> {
  const life = await openLife<YearState, YearEvent>(input, { initial: YEAR.initial, evolve: YEAR.evolve, due });
  const allTold = (state: YearState) => nextMilestone(state) === null;
  do {
    await life.until(allTold);
  } while (!(await life.settled()) || !allTold(life.state));
}

function due(state: YearState): DueAct | null {
  const dueAt = nextMilestone(state);
  return dueAt === null ? null : { kind: 'MilestonePassed', dueAt, setBy: state.seq };
}
