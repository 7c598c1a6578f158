import { accept, type Decision, refuse } from '../../refusal.ts';
import type { Role } from '../../roles.ts';
import type { Act } from '../act.ts';
import type { ScoreCorrection } from '../commands.ts';
import { happened, type ProposalEvent } from '../events.ts';
import { type PinnedStage, stageOf } from '../round.ts';
import { openedOf, type ProposalState, stageRecord } from '../state.ts';
import { verifierOf } from './evidence.ts';
import { propose } from './nomination.ts';

/**
 * Row 28: a score is corrected by those who entered it. A unit's own score that was verified is corrected by two people:
 * whoever verifies at that stage confirms it, and their own figure stands beside the new one.
 */
export const correctEntry: Act<'CorrectEntry'> = (state, { by, body }) =>
  refuseStranger(state, by.role, body) ?? (isConfirmed(state, body) ? asked(state, body) : scoreCorrected(state, body));

function asked(state: ProposalState, body: ScoreCorrection): Decision<ProposalEvent> {
  const corrected = scoreCorrected(state, body);
  return corrected.ok ? propose(state, { kind: 'CorrectEntry', body }) : corrected;
}

/** The second person confirms what was asked; another correction may have made it needless meanwhile. */
export function scoreCorrected(state: ProposalState, body: ScoreCorrection): Decision<ProposalEvent> {
  const was = enteredScore(state, body);
  return was === null || was === body.score
    ? refuse('NOTHING_TO_CORRECT', 'row 28: after an entry', { stage: body.stage, as: body.as, entered: was })
    : accept(happened('ScoreCorrected', { ...body, was }));
}

/** Who confirms the correction of a unit's own score. */
export function confirmerOfScore(state: Pick<ProposalState, 'opened'>, { stage }: ScoreCorrection): Role {
  const found = state.opened === null ? null : stageOf(state.opened.round, stage);
  return found === null ? 'standingOffice' : verifierOf(found);
}

function scoringStage(state: ProposalState, key: string): PinnedStage | null {
  const stage = stageOf(openedOf(state).round, key);
  return stage?.kind === 'scoring' || stage?.kind === 'clusterScoring' ? stage : null;
}

function refuseStranger(state: ProposalState, role: Role, { stage: key, as }: ScoreCorrection): Decision<never> | null {
  const stage = scoringStage(state, key);
  if (stage === null) return null;
  const enterer = as === 'self' ? 'unitClerk' : verifierOf(stage);
  return role === enterer ? null : refuse('WRONG_ROLE', 'row 28: who entered it', { allowed: [enterer] });
}

function enteredScore(state: ProposalState, { stage, as }: ScoreCorrection): number | null {
  if (scoringStage(state, stage) === null) return null;
  const { selfScore, verifiedScore } = stageRecord(state, stage);
  return as === 'self' ? selfScore : verifiedScore;
}

function isConfirmed(state: ProposalState, { stage, as }: ScoreCorrection): boolean {
  return as === 'self' && stageRecord(state, stage).verifiedScore !== null;
}
