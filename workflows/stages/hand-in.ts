import { stageRecord } from '../../domain/proposal/state.ts';
import { hasLeft, standsIn } from './places.ts';
import type { StageStory } from './stories.ts';

/** The unit hands in until the due instant, which does what the plan says; then whoever checks it lets it go on. */
export const handInStage: StageStory = async (life) => {
  const { stage } = life.state.position;
  await life.until(standsIn(stage, 'handedIn'));
  await life.until(hasLeft(stage));
};

/** As above; but it is the initiative council that recognises, and the office only binds what was recognised. */
export const initiative: StageStory = async (life) => {
  const { stage } = life.state.position;
  const left = hasLeft(stage);
  await life.until(standsIn(stage, 'handedIn'));
  await life.until((state) => left(state) || stageRecord(state, stage ?? '').recognised);
  await life.until(left);
};
