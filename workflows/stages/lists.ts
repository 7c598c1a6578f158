import { hasLeft, standsIn } from './places.ts';
import type { StageStory } from './stories.ts';

/** A decision lists the case; signed and numbered, it grants the award; declined or struck, it says so. */
export const decision: StageStory = async (life) => {
  const { stage } = life.state.position;
  await life.until(standsIn(stage, 'onDecision'));
  await life.until(hasLeft(stage));
};

/** A submission lists the case and sends it up; the level above acknowledges, returns it for supplement, and answers. */
export const submission: StageStory = async (life) => {
  const { stage } = life.state.position;
  await life.until(standsIn(stage, 'onSubmission', 'sentUp'));
  await life.until(standsIn(stage, 'sentUp'));
  await life.until(hasLeft(stage));
};
