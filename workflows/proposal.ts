import type { DueAct } from '../activities/contract.ts';
import type { ProposalEvent } from '../domain/proposal/events.ts';
import { evolveProposal } from '../domain/proposal/fold.ts';
import { timerOfCase } from '../domain/proposal/held.ts';
import { stageOf } from '../domain/proposal/round.ts';
import { NO_PROPOSAL, type ProposalState } from '../domain/proposal/state.ts';
import { isOver } from '../domain/proposal/states.ts';
import { type LifeOf, openLife } from './life.ts';
import type { StreamInput } from './messages.ts';
import { type StageStory, stageStories } from './stages/stories.ts';

/**
 * A proposal's year: it walks the stages that it pinned when it began, each told by its own story, until it ends or
 * rests. A later act on a case that is over (a reinstatement, say) wakes it, and it goes on from where it stands.
 */
export async function proposalWorkflow(input: StreamInput): Promise<void> {
  const life = await openLife<ProposalState, ProposalEvent>(input, {
    initial: NO_PROPOSAL,
    evolve: evolveProposal,
    due,
  });
  do {
    while (stands(life)) await storyHere(life)(life);
  } while (!(await life.settled()) || stands(life));
}

/** Begun and not over: somebody is waited for. */
function stands({ state }: LifeOf<ProposalState>): boolean {
  return state.opened !== null && !isOver(state.position.state);
}

function storyHere({ state }: LifeOf<ProposalState>): StageStory {
  const stage = state.opened === null ? null : stageOf(state.opened.round, state.position.stage);
  return stage === null ? stageStories.nomination : stageStories[stage.kind];
}

function due(state: ProposalState): DueAct | null {
  const dueAt = timerOfCase(state);
  return dueAt === null ? null : { kind: 'DeadlinePassed', dueAt, setBy: state.dueSetBy };
}
