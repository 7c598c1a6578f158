import { hasLeft, standsIn } from './places.ts';
import type { StageStory } from './stories.ts';

/** The head confirms what the clerk submitted, or sends it back; then the office accepts, returns or rejects it. */
export const registration: StageStory = async (life) => {
  const { stage } = life.state.position;
  await life.until(standsIn(stage, 'awaitingAcceptance'));
  await life.until(hasLeft(stage));
};
