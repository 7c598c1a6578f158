import { stageRecord } from '../../domain/proposal/state.ts';
import { hasLeft } from './places.ts';
import type { StageStory } from './stories.ts';

/** The list is shown to the public for its term; comments are taken; the office reports and closes it. */
export const publicNotice: StageStory = async (life) => {
  const { stage } = life.state.position;
  const left = hasLeft(stage);
  await life.until((state) => left(state) || stageRecord(state, stage ?? '').noticeUntil !== null);
  await life.until(left);
};

/** Another body is asked in writing; at the due date silence goes on only where the plan says so. */
export const opinion: StageStory = async (life) => {
  const { stage } = life.state.position;
  const left = hasLeft(stage);
  await life.until((state) => left(state) || stageRecord(state, stage ?? '').opinionRequested);
  await life.until(left);
};
