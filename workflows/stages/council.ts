import { hasLeft, standsIn } from './places.ts';
import type { StageStory } from './stories.ts';

/** A session takes the case on its agenda; its result, or a deferral, comes back from the session's own stream. */
export const council: StageStory = async (life) => {
  const { stage } = life.state.position;
  await life.until(standsIn(stage, 'onAgenda'));
  await life.until(hasLeft(stage));
};
