import { comeBackTo } from './dates-in-force.ts';
import { lateBy } from './held.ts';
import { positionAfter } from './position.ts';
import { openedOf, type ProposalState } from './state.ts';
import type { Position } from './states.ts';

/** Where a case goes when a stage is over: to the next one, or back to where it was when this one was opened again. */
export function onward(state: ProposalState, stage: string | null, now: number): Position {
  const { opened, round } = openedOf(state);
  const reopening = state.reopened.at(-1);
  const by = lateBy(state, now);
  return reopening !== undefined && reopening.stage === stage
    ? comeBackTo(state, reopening.back, by)
    : positionAfter(round, stage, opened.route, by);
}
