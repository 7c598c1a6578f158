import type { OnMissed, StageKind } from '../plan/plan.ts';
import type { ServiceDue } from './facts.ts';
import { type PinnedRound, type PinnedStage, type Route, stageAfter } from './round.ts';
import type { Position, ProposalStateName } from './states.ts';

/** The state in which a proposal waits for the acts of a stage. */
export const STATE_AT_STAGE: Readonly<Record<StageKind, ProposalStateName>> = {
  registration: 'awaitingAcceptance',
  checkpoint: 'inStage',
  review: 'inStage',
  scoring: 'inStage',
  initiative: 'inStage',
  clusterScoring: 'inStage',
  nomination: 'inStage',
  publicNotice: 'inStage',
  partyOpinion: 'inStage',
  concurrence: 'inStage',
  appraisal: 'nominated',
  council: 'readyForCouncil',
  decision: 'passed',
  submission: 'passed',
  conferral: 'granted',
};

/** Stages in which evidence or scores are handed in: a missed one may be made good later. */
export const HAND_IN_STAGES: readonly StageKind[] = ['checkpoint', 'review', 'scoring', 'initiative', 'clusterScoring'];

/** Stages where another body is asked: at the due date silence goes on only where the plan says so. */
export const ASKING_STAGES: readonly StageKind[] = ['publicNotice', 'partyOpinion', 'concurrence'];

export function positionAt(stage: PinnedStage, now: number): Position {
  return {
    state: STATE_AT_STAGE[stage.kind],
    stage: stage.key,
    opensAt: stage.opensAt,
    dueAt: stage.dueAt,
    printed: stage.printed,
    onMissed: consequenceAt(stage, now),
  };
}

/**
 * A lapse needs a certain date that the case could still meet: never one counted without an official holiday table,
 * and never one that had passed before the case came to the stage. Another body's silence takes nobody's right away:
 * an opinion that is late is chased (row 13a).
 */
export function consequenceAt(stage: PinnedStage, now: number): OnMissed {
  if (ASKING_STAGES.includes(stage.kind)) return stage.onMissed === 'flag' ? 'flag' : 'escalate';
  const couldBeMet = stage.dueAt === null || now < stage.dueAt;
  if (stage.onMissed !== 'lapse') return stage.onMissed;
  return couldBeMet && !stage.provisional ? 'lapse' : 'flag';
}

/** Row 9a: a dossier that the unit must mend lapses only where the plan says so, and only by a certain date. */
export function consequenceOfMending(stage: PinnedStage | null, certain: boolean): OnMissed {
  return stage?.onMissed === 'lapse' && certain ? 'lapse' : 'escalate';
}

/** Where a case goes when the stage `key` is over. A pipeline ends in a decision or a submission, so there is one. */
export function positionAfter(round: PinnedRound, key: string | null, route: Route, now: number): Position {
  const next = stageAfter(round, key, route);
  if (next === null) throw new Error(`Pipeline of round ${round.key} ends at stage ${key ?? '(start)'}`);
  return positionAt(next, now);
}

/** The same place, in another state of the stage's own course. */
export function withinState(position: Position, state: ProposalStateName, change: Partial<Position> = {}): Position {
  return { ...position, state, ...change };
}

/** Nothing is due any more: at an end, at a rest, or after the consequence was drawn. */
export function withoutDue(position: Position, state: ProposalStateName): Position {
  return { ...position, state, opensAt: null, dueAt: null, onMissed: null };
}

/** The same place come back to: a date that has passed meanwhile is not held against the case. */
export function stillAhead(position: Position, now: number): Position {
  const ahead = position.dueAt !== null && now < position.dueAt;
  return ahead ? position : { ...position, dueAt: null, onMissed: null };
}

/** A service clock that begins now, of which the plan prints nothing; without a service time nothing is ever overdue. */
export function withServiceDue(position: Position, due: ServiceDue | undefined): Position {
  if (due === undefined || due === null) return { ...position, dueAt: null, printed: null, onMissed: null };
  return { ...position, dueAt: due.dueAt, printed: null, onMissed: 'escalate' };
}

/** The states in which time alone does something (rows 9 and 9a). */
export const TIMED_STATES: readonly ProposalStateName[] = [
  'inStage',
  'awaitingHead',
  'sentBack',
  'awaitingAcceptance',
  'returned',
  'nominated',
  'inAppraisal',
  'onDecision',
  'onSubmission',
  'sentUp',
  'returnedFromAbove',
];

/** The instant at which the proposal's own timer must act; null when none does. */
export function timerOf(position: Position): number | null {
  return TIMED_STATES.includes(position.state) && position.onMissed !== null ? position.dueAt : null;
}
