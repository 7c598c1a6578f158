import { hasLeft, standsIn } from './places.ts';
import type { StageStory } from './stories.ts';

/** The office receives paper and files, from which the service time runs; then it appraises, returns or rejects. */
export const appraisal: StageStory = async (life) => {
  const { stage } = life.state.position;
  await life.until(standsIn(stage, 'inAppraisal'));
  await life.until(hasLeft(stage));
};
