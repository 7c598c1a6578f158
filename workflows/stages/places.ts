import type { ProposalState } from '../../domain/proposal/state.ts';
import { isOver, type ProposalStateName } from '../../domain/proposal/states.ts';

type Place = (state: ProposalState) => boolean;

/** The case has gone on to another stage, or is over. */
export function hasLeft(stage: string | null): Place {
  return ({ position }) => position.stage !== stage || isOver(position.state);
}

/** The case stands in one of these states, or has left the stage altogether. */
export function standsIn(stage: string | null, ...states: ProposalStateName[]): Place {
  const left = hasLeft(stage);
  return (state) => left(state) || states.includes(state.position.state);
}
