import { refuseAhead } from '../../day-ahead.ts';
import { isOfUnits } from '../../plan/stage-rules.ts';
import { accept, type Decision, refuse } from '../../refusal.ts';
import type { Received } from '../../stream.ts';
import type { PrivateText } from '../../text.ts';
import { type Act, needed } from '../act.ts';
import type { CommandOf } from '../commands.ts';
import { happened, type ProposalEvent } from '../events.ts';
import type { ProposalFacts } from '../facts.ts';
import { lateBy } from '../held.ts';
import { ASKING_STAGES, HAND_IN_STAGES, positionAt, stillAhead, withServiceDue } from '../position.ts';
import { isOnTheWay, type PinnedStage, stageOf } from '../round.ts';
import { openedOf, type ProposalState, stageRecord } from '../state.ts';
import type { Position } from '../states.ts';
import { propose } from './nomination.ts';
import { woken } from './waking.ts';

/** Row 29: two people open a stage again that is over; what was handed in is kept, and the case comes back here after it. */
export const reopen: Act<'Reopen'> = (state, command) =>
  refuseReopening(state, command.body.stage) ?? propose(state, { kind: command.kind, body: command.body });

export function reopened(state: ProposalState, key: string, reason: PrivateText, now: number): Decision<ProposalEvent> {
  const stage = stageOf(openedOf(state).round, key);
  const no = refuseReopening(state, key);
  if (no !== null || stage === null) return no ?? notOver(state, key);
  const by = lateBy(state, now);
  const to = keptWhatCame(state, stillAhead(positionAt(stage, by), by));
  return accept(happened('StageReopened', { stage: key, reason, back: state.position, to }));
}

/** Whoever has handed in has done their part: the date takes nothing from them a second time. */
function keptWhatCame(state: ProposalState, to: Position): Position {
  const { handedInAt } = stageRecord(state, to.stage ?? '');
  return handedInAt !== null && to.onMissed === 'lapse' ? { ...to, onMissed: 'flag' } : to;
}

function refuseReopening(state: ProposalState, key: string): Decision<never> | null {
  const stage = stageOf(openedOf(state).round, key);
  return stage !== null && isSeenAgain(stage) && isOver(state, stage) && isOpenTo(state, stage)
    ? null
    : notOver(state, key);
}

/** What is handed in or asked can be looked at again; a registration, a nomination and an appraisal are returned instead. */
function isSeenAgain({ kind }: PinnedStage): boolean {
  return HAND_IN_STAGES.includes(kind) || ASKING_STAGES.includes(kind);
}

/** A letter that was sent stands: the case is in the hands of the level above again, as its paper says. */
function redecidedAbove(
  state: ProposalState,
  { body, receivedAt }: Received<CommandOf<'Redecide'>>,
  facts: ProposalFacts,
): Decision<ProposalEvent> {
  const { complaint, grounds, stage } = body;
  if (state.above !== null) return refuse('OUT_OF_ORDER', 'row 31: the level above answers it itself', {});
  if (stage === null || stage !== state.position.stage)
    return refuse('STAGE_NOT_OWED', 'row 31', { stage, current: state.position.stage });
  const to = stillAhead(needed(state.endedFrom ?? undefined, 'endedFrom'), receivedAt);
  return accept<ProposalEvent>(
    ...woken(state, happened('Redecided', { complaint, grounds, stage, to }), facts, receivedAt).events,
  );
}

/** On the title's own way, and where somebody of this level acts: a case from below has no unit here. */
function isOpenTo(state: ProposalState, stage: PinnedStage): boolean {
  const { route, origin } = openedOf(state).opened;
  return isOnTheWay(stage, route) && !(origin === 'below' && isOfUnits(stage.kind));
}

function isOver(state: ProposalState, stage: PinnedStage): boolean {
  return placeOf(state, stage.key) < placeOf(state, state.position.stage);
}

function isAhead(state: ProposalState, stage: PinnedStage): boolean {
  return placeOf(state, stage.key) > placeOf(state, state.position.stage);
}

function placeOf(state: ProposalState, key: string | null): number {
  return openedOf(state).round.stages.findIndex((stage) => stage.key === key);
}

function notOver(state: ProposalState, stage: string) {
  return refuse('STAGE_NOT_OVER', 'row 29', { stage, current: state.position.stage, state: state.position.state });
}

/** Row 31: the authority answers a complaint: its no stands, or the case goes on at the stage that the answer names. */
export const redecide: Act<'Redecide'> = (state, command, facts) => {
  const { complaint, grounds, stage: key } = command.body;
  const ahead = refuseAhead(complaint.on, command.receivedAt, 'row 31');
  if (ahead !== null) return ahead;
  if (key === null) return accept(happened('ComplaintDismissed', { complaint, grounds }));
  if (state.position.state === 'refusedAbove') return redecidedAbove(state, command, facts);
  const stage = stageOf(openedOf(state).round, key);
  if (stage === null || !mayGoOnAt(state, stage))
    return refuse('STAGE_NOT_OWED', 'row 31', { stage: key, current: state.position.stage });
  const to = redecidedAt(stage, facts, command.receivedAt);
  const redecided = happened('Redecided', { complaint, grounds, stage: key, to });
  return accept<ProposalEvent>(...woken(state, redecided, facts, command.receivedAt).events);
};

/**
 * Nobody is spared the council, or any other stage, that the case had not passed. What was rejected at the registration
 * is accepted or rejected there anew; what has passed it is not registered twice.
 */
function mayGoOnAt(state: ProposalState, stage: PinnedStage): boolean {
  const registered = stage.kind === 'registration' && stage.key !== state.position.stage;
  return !registered && !isAhead(state, stage) && isOpenTo(state, stage);
}

function redecidedAt(stage: PinnedStage, { serviceDue }: ProposalFacts, now: number): Position {
  const there = stillAhead(positionAt(stage, now), now);
  return stage.kind === 'registration' ? withServiceDue(there, serviceDue) : there;
}
