import { hasLeft } from './places.ts';
import type { StageStory } from './stories.ts';

/** The unit nominates or does not, and its head confirms: alone, or for its whole list under one cover letter. */
export const nomination: StageStory = async (life) => {
  await life.until(hasLeft(life.state.position.stage));
};
