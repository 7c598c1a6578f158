import type { OnMissed } from '../../plan/plan.ts';
import { accept, refuse } from '../../refusal.ts';
import { type Act, needed } from '../act.ts';
import { asGiven, closesInForce, dated } from '../dates-in-force.ts';
import { type EventOf, happened } from '../events.ts';
import { lateBy } from '../held.ts';
import { onward } from '../onward.ts';
import { ASKING_STAGES, HAND_IN_STAGES, timerOf, withoutDue } from '../position.ts';
import { type PinnedRound, type PinnedStage, stageOf } from '../round.ts';
import { openedOf, type ProposalState, stageRecord } from '../state.ts';
import type { Position } from '../states.ts';

/** Rows 9 and 9a: a due instant passed. The deadline in force is read again; an older timer's act does nothing. */
export const deadlinePassed: Act<'DeadlinePassed'> = (state, command) => {
  const inForce = timerOf(state.position);
  if (inForce !== command.body.dueAt || state.dueSetBy !== command.body.setBy) {
    return refuse('DEADLINE_MOVED', 'row 9', { asked: command.body.dueAt, inForce });
  }
  const stage = stageOf(openedOf(state).round, state.position.stage);
  const consequence = consequenceOf(state);
  // A timer may be told late: the case comes to its next stage now, and a date that has passed by then takes nothing.
  const to = positionAfterMissing(state, stage, consequence, Math.max(command.body.dueAt, command.receivedAt));
  return accept(happened('DeadlineMissed', { stage: missedStage(state), dueAt: command.body.dueAt, consequence, to }));
};

function missedStage(state: ProposalState): string | null {
  return state.position.state === 'inStage' ? state.position.stage : null;
}

/** Outside a stage of the pipeline a missed date escalates; only a dossier to be mended may lapse, where the plan says so. */
function consequenceOf({ position }: ProposalState): OnMissed {
  const asked = position.onMissed ?? 'flag';
  if (position.state === 'inStage') return asked;
  const mayLapse = position.state === 'sentBack' || position.state === 'returned';
  return mayLapse && asked === 'lapse' ? 'lapse' : 'escalate';
}

function positionAfterMissing(
  state: ProposalState,
  stage: PinnedStage | null,
  consequence: OnMissed,
  now: number,
): Position {
  if (consequence === 'lapse') return withoutDue(state.position, 'lapsed');
  const goesOn =
    state.position.state === 'inStage' && stage !== null && consequence !== 'block' && leavesAlone(state, stage);
  if (goesOn) return onward(state, stage.key, now);
  return { ...state.position, dueAt: null, onMissed: null };
}

/**
 * A missed checkpoint stays owed and the case goes on. A nomination cannot be passed over, since nothing is appraised
 * that was not nominated; and an opinion only where silence is said to go on, and somebody was asked.
 */
function leavesAlone(state: ProposalState, stage: PinnedStage): boolean {
  if (HAND_IN_STAGES.includes(stage.kind)) return true;
  const { noticeUntil, opinionRequested } = stageRecord(state, stage.key);
  const asked = noticeUntil !== null || opinionRequested;
  return ASKING_STAGES.includes(stage.kind) && stage.onSilence === 'goOn' && asked;
}

/** An amendment of the plan: the pinned deadlines move, the place does not. */
export const recalendar: Act<'Recalendar'> = (state, command, facts) => {
  const amendment = amendmentOf(state, needed(facts.round, 'round'), command.receivedAt);
  if (amendment !== null) return accept(amendment);
  const known = openedOf(state).round.planVersion;
  return refuse('OLDER_THAN_KNOWN', 'plan amendments', { known, asked: command.body.planVersion });
};

/** What the round in force brings to a case; null when the case has it already. */
export function amendmentOf(state: ProposalState, inForce: PinnedRound, now: number): EventOf<'Recalendared'> | null {
  const { round } = openedOf(state);
  if (inForce.planVersion <= round.planVersion) return null;
  const stages = round.stages.map((pinned) => asGiven(state, amendedStage(pinned, inForce.stages)));
  const here = stages.find(({ key }) => key === state.position.stage) ?? null;
  const { planVersion, afterHold } = inForce;
  const term = afterHold === undefined ? {} : { afterHold };
  // It may surface after acts that were received later; a date that has passed by those is not ahead.
  const to = dated(state, here, lateBy(state, Math.max(now, state.lastReceivedAt)));
  return happened('Recalendared', { planVersion, stages, closesAt: closesInForce(state, inForce), ...term, to });
}

/** The pipeline stays as pinned: an amendment that adds, drops or turns about stages is for cases that begin later. */
function amendedStage(pinned: PinnedStage, amended: readonly PinnedStage[]): PinnedStage {
  const amendment = amended.find(({ key, kind }) => key === pinned.key && kind === pinned.kind);
  // So does the way: a case whose title is decided here would find no stage where another title's decision is.
  return amendment === undefined ? pinned : { ...amendment, route: pinned.route };
}
