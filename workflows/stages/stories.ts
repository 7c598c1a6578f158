import type { StageKind } from '../../domain/plan/plan.ts';
import type { ProposalState } from '../../domain/proposal/state.ts';
import type { LifeOf } from '../life.ts';
import { appraisal } from './appraisal.ts';
import { opinion, publicNotice } from './asking.ts';
import { council } from './council.ts';
import { handInStage, initiative } from './hand-in.ts';
import { decision, submission } from './lists.ts';
import { nomination } from './nomination.ts';
import { registration } from './registration.ts';

/** Told from wherever the case stands in the stage, until it has left it. */
export type StageStory = (life: LifeOf<ProposalState>) => Promise<void>;

/** A conferral is an act on a case at rest: nothing waits for it. */
const conferral: StageStory = async () => undefined;

export const stageStories: Readonly<Record<StageKind, StageStory>> = {
  registration,
  checkpoint: handInStage,
  review: handInStage,
  scoring: handInStage,
  clusterScoring: handInStage,
  initiative,
  nomination,
  publicNotice,
  appraisal,
  council,
  partyOpinion: opinion,
  concurrence: opinion,
  decision,
  submission,
  conferral,
};
