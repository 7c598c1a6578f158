import { lateBy } from './held.ts';
import { positionAfter, stillAhead } from './position.ts';
import { openedOf, type ProposalState } from './state.ts';
import type { Position } from './states.ts';

/** Where a case goes when a stage is over: to the next one, or back to where it was when this one was opened again. */
export function onward(state: ProposalState, stage: string | null, now: number): Position {
  const { opened, round } = openedOf(state);
  const { reopened } = state;
  const by = lateBy(state, now);
  return reopened !== null && reopened.stage === stage
    ? stillAhead(reopened.back, by)
    : positionAfter(round, stage, opened.route, by);
}
