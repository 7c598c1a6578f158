import { endOfDay } from '../../calendar/local-date.ts';
import { refuseAhead } from '../../day-ahead.ts';
import { accept, refuse } from '../../refusal.ts';
import type { Act } from '../act.ts';
import { happened } from '../events.ts';
import { consequenceAt } from '../position.ts';
import { type PinnedStage, stageOf } from '../round.ts';
import { openedOf, type ProposalState, stageRecord } from '../state.ts';
import type { Position } from '../states.ts';

/**
 * Row 27: one deadline of one case, before or after it has passed. What the plan printed stays as it is for everybody
 * else; an amendment that comes later moves this case only to a day that is later still.
 */
export const extend: Act<'Extend'> = (state, command) => {
  const { stage: key, dueOn, reason, document } = command.body;
  const stage = stageOf(openedOf(state).round, key);
  if (stage === null) return refuse('STAGE_NOT_OWED', 'row 27', { stage: key, state: state.position.state });
  const dueAt = endOfDay(dueOn);
  const ahead = refuseAhead(document?.on ?? null, command.receivedAt, 'row 27');
  if (ahead !== null) return ahead;
  if (dueAt <= command.receivedAt) return refuse('DUE_IN_THE_PAST', 'row 27', { dueOn });
  const inForce = deadlineOf(state, stage);
  if (inForce === null || dueAt <= inForce)
    return refuse('NO_LATER_DEADLINE', 'row 27', { stage: key, dueOn, inForce });
  const to = extended(state, { ...stage, dueAt, provisional: false }, command.receivedAt);
  return accept(happened('DeadlineExtended', { stage: key, dueAt, reason, document, to }));
};

/** Where the case stands the date that was given to it; elsewhere that of the plan. A published notice runs to its end. */
function deadlineOf(state: ProposalState, stage: PinnedStage): number | null {
  const { position } = state;
  const { noticeUntil } = stageRecord(state, stage.key);
  const inForce = position.stage === stage.key && position.dueAt !== null ? position.dueAt : stage.dueAt;
  return noticeUntil === null || inForce === null ? inForce : Math.max(inForce, endOfDay(noticeUntil));
}

/** Where nobody is waited for at this stage, nothing is due until the case comes to it. */
function extended({ position }: ProposalState, stage: PinnedStage, now: number): Position {
  const waits = position.stage === stage.key && position.state !== 'handedIn' && position.state !== 'onAgenda';
  if (!waits) return position;
  const onMissed = position.onMissed ?? (position.state === 'inStage' ? consequenceAt(stage, now) : 'escalate');
  return { ...position, dueAt: stage.dueAt, printed: null, onMissed };
}
