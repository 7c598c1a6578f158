import { endOfDay } from '../calendar/local-date.ts';
import type { OnMissed } from '../plan/plan.ts';
import { consequenceAt, consequenceOfMending, stillAhead } from './position.ts';
import { type PinnedRound, type PinnedStage, stageOf } from './round.ts';
import { openedOf, type ProposalState, stageRecord } from './state.ts';
import type { Position } from './states.ts';

// What the calendar says of a place by now: the plan's own dates, and those that were given to this case alone.

/** What was granted to this case is not taken from it; a stage that is due no more has no date to extend. */
export function asGiven({ extended }: ProposalState, stage: PinnedStage): PinnedStage {
  const given = extended[stage.key];
  return given === undefined || stage.dueAt === null || given.dueAt <= stage.dueAt ? stage : { ...stage, ...given };
}

/** The end of a round, which a release or an extension may have moved for this case. */
export function closesInForce({ closesGiven }: ProposalState, { closesAt }: PinnedRound): number | null {
  return closesAt === null || closesGiven === null ? closesAt : Math.max(closesAt, closesGiven);
}

/** A place come back to, with the dates that amendments, extensions and releases have brought meanwhile. */
export function comeBackTo(state: ProposalState, back: Position, now: number): Position {
  const stage = stageOf(openedOf(state).round, back.stage);
  return stillAhead(notBeforeGiven(state, dated({ ...state, position: back }, stage, now)), now);
}

/** A clock that begins anew, or goes on, ends no earlier than the day that was given to this case. */
export function notBeforeGiven({ extended }: ProposalState, to: Position): Position {
  const given = to.stage === null ? undefined : extended[to.stage];
  return given === undefined || to.dueAt === null || given.dueAt <= to.dueAt
    ? to
    : { ...to, dueAt: given.dueAt, printed: null };
}

/** Only a date that the plan gave moves: a return's own date, or a service clock, was given by somebody else. */
export function dated(state: ProposalState, stage: PinnedStage | null, now: number): Position {
  const ofPlan = ['inStage', 'nominated', 'readyForCouncil', 'passed', 'onDecision', 'onSubmission'].includes(
    state.position.state,
  );
  const registering = ['awaitingHead', 'sentBack'].includes(state.position.state) && state.leftStep === null;
  if (stage === null || !(ofPlan || registering) || isAskedOf(state, stage)) return state.position;
  const { noticeUntil } = stageRecord(state, stage.key);
  const endsAt = noticeUntil === null ? null : endOfDay(noticeUntil);
  const open = stage.dueAt === null || now < stage.dueAt;
  if (endsAt !== null && open) return afterNotice({ ...state.position, printed: stage.printed }, stage, endsAt, now);
  const onMissed = registering ? consequenceBefore(state, stage) : consequenceAt(stage, now);
  return {
    ...state.position,
    opensAt: endsAt ?? stage.opensAt,
    printed: stage.printed,
    dueAt: open ? stage.dueAt : null,
    onMissed: open ? onMissed : null,
  };
}

function consequenceBefore({ position }: ProposalState, stage: PinnedStage): OnMissed {
  return position.state === 'sentBack' ? consequenceOfMending(stage, !stage.provisional) : 'escalate';
}

/** Another body has the date that it was given. */
function isAskedOf(state: ProposalState, stage: PinnedStage): boolean {
  return stageRecord(state, stage.key).opinionRequested && state.position.printed === null;
}

/** The closing opens when the notice has ended; the stage's own date holds where it leaves time for that. */
export function afterNotice(position: Position, stage: PinnedStage, endsAt: number, now: number): Position {
  const leavesTime = stage.dueAt !== null && stage.dueAt > endsAt;
  return {
    ...position,
    opensAt: endsAt,
    dueAt: leavesTime ? stage.dueAt : null,
    onMissed: leavesTime ? consequenceAt(stage, now) : null,
  };
}
