import { refuseAhead } from '../../day-ahead.ts';
import { accept, type Decision, refuse } from '../../refusal.ts';
import type { Received } from '../../stream.ts';
import type { Act } from '../act.ts';
import type { CommandOf } from '../commands.ts';
import { type EventOf, happened, type Mark, type ProposalEvent } from '../events.ts';
import type { ProposalFacts } from '../facts.ts';
import { lateBy } from '../held.ts';
import { onward } from '../onward.ts';
import { consequenceAt, HAND_IN_STAGES, withinState } from '../position.ts';
import { type PinnedStage, stageOf } from '../round.ts';
import { openedOf, type ProposalState, stageRecord } from '../state.ts';
import type { Position } from '../states.ts';
import { isLateFor } from './registration.ts';
import { afterTakingBack } from './waking.ts';

/** Row 7, and row 9 for a stage that was missed: late evidence is taken, marked, and moves nothing. */
export const handIn: Act<'HandIn'> = (state, command, facts) => {
  const stage = owedStage(state, command.body.stage);
  if (stage === null || stage.kind === 'scoring' || stage.kind === 'clusterScoring')
    return notOwed(state, command.body.stage);
  const no = refuseHandIn(stage, command);
  if (no !== null) return no;
  const takenBack = takeBackMissed(state, stage, command.receivedAt);
  if (state.position.state === 'lapsed' && takenBack === null) return notOwed(state, command.body.stage);
  const marks: readonly Mark[] = isLateFor(stage, lateBy(state, command.receivedAt)) ? ['late'] : [];
  const back = afterTakingBack(state, takenBack, facts, command.receivedAt);
  const to = afterHandIn(back.state, stage, command.receivedAt);
  const handed = happened('EvidenceHandedIn', { stage: stage.key, evidence: command.body.evidence, marks, to });
  return accept<ProposalEvent>(...back.events, handed);
};

function refuseHandIn(stage: PinnedStage, command: Received<CommandOf<'HandIn'>>): Decision<never> | null {
  if (stage.opensAt !== null && command.receivedAt < stage.opensAt) {
    return refuse('STAGE_NOT_OPEN', `plan: stage ${stage.key}`, { opensAt: stage.opensAt });
  }
  if (stage.per === 'unit' && command.by.role !== 'outbox') {
    return refuse('HAND_IN_BY_UNIT', 'row 7: one hand-in for all the unit’s proposals', { stage: stage.key });
  }
  if (command.by.role === 'unitHead' && !stage.actors.includes('unitHead')) {
    return refuse('WRONG_ROLE', `row 7; plan: actors of stage ${stage.key}`, { allowed: ['unitClerk'] });
  }
  const missing = stage.evidence.filter((key) => !command.body.evidence.some((item) => item.key === key));
  if (missing.length > 0) return refuse('EVIDENCE_INCOMPLETE', `plan: stage ${stage.key}`, { missing });
  return null;
}

/** The stage that a hand-in names, when it is the current one or one that was missed and never made good. */
function owedStage(state: ProposalState, key: string): PinnedStage | null {
  const { round } = openedOf(state);
  const stage = stageOf(round, key);
  if (stage === null || !HAND_IN_STAGES.includes(stage.kind)) return null;
  const record = stageRecord(state, key);
  const current = state.position.stage === key && state.position.state === 'inStage';
  return current || (record.missed && record.handedInAt === null) ? stage : null;
}

function notOwed(state: ProposalState, stage: string): Decision<never> {
  return refuse('STAGE_NOT_OWED', 'row 7', { stage, current: state.position.stage, state: state.position.state });
}

/**
 * The consequence of a missed deadline is taken back when an earlier receipt surfaces later. A case that has lapsed
 * comes back only when it was this very stage that it lapsed at.
 */
export function takeBackMissed(
  state: ProposalState,
  stage: PinnedStage,
  receivedAt: number,
): EventOf<'MissedDeadlineTakenBack'> | null {
  const record = stageRecord(state, stage.key);
  if (!record.missed || isLateFor(stage, lateBy(state, receivedAt))) return null;
  if (state.position.state !== 'lapsed') {
    return happened('MissedDeadlineTakenBack', { stage: stage.key, to: state.position });
  }
  const left = state.endedFrom;
  const lapsedHere = left !== null && left.state === 'inStage' && left.stage === stage.key;
  return lapsedHere ? happened('MissedDeadlineTakenBack', { stage: stage.key, to: left }) : null;
}

function afterHandIn(state: ProposalState, stage: PinnedStage, now: number): Position {
  const here = state.position;
  if (here.stage !== stage.key || here.state !== 'inStage') return here;
  if (stage.acceptance === 'office' || stage.kind === 'initiative')
    return { ...withinState(here, 'handedIn'), dueAt: null, onMissed: null };
  return onward(state, stage.key, now);
}

/** Row 8: where the stage asks for the office's acceptance. */
export const acceptEvidence: Act<'AcceptEvidence'> = (state, command) => {
  if (command.body.stage !== state.position.stage) return notOwed(state, command.body.stage);
  return accept(happened('EvidenceAccepted', { stage: command.body.stage, to: nextOf(state, command.receivedAt) }));
};

export const returnEvidence: Act<'ReturnEvidence'> = (state, command) => {
  const { round } = openedOf(state);
  const stage = stageOf(round, command.body.stage);
  if (stage === null || stage.key !== state.position.stage) return notOwed(state, command.body.stage);
  // The stage's own date stays in force: a return is not an extension.
  const now = lateBy(state, command.receivedAt);
  const dueAt = stage.dueAt !== null && now < stage.dueAt ? stage.dueAt : null;
  const to: Position = {
    ...withinState(state.position, 'inStage'),
    dueAt,
    onMissed: dueAt === null ? null : consequenceAt(stage, now),
  };
  return accept(happened('EvidenceReturned', { stage: stage.key, items: command.body.items, to }));
};

export const recogniseInitiative: Act<'RecogniseInitiative'> = (state, command) =>
  refuseAppraised(state, command.body.stage) ??
  refuseAhead(command.body.on, command.receivedAt, 'row 8') ??
  accept(happened('InitiativeRecognised', command.body));

/** Refused: the case goes on, and may stand on the pack's other ground or be nominated for the lower title. */
export const refuseInitiative: Act<'RefuseInitiative'> = (state, command) =>
  refuseAppraised(state, command.body.stage) ??
  accept(happened('InitiativeRefused', { ...command.body, to: nextOf(state, command.receivedAt) }));

/** The council answers once; what it entered is corrected, never said again. */
function refuseAppraised(state: ProposalState, stage: string): Decision<never> | null {
  if (stage !== state.position.stage) return notOwed(state, stage);
  return stageRecord(state, stage).recognised
    ? refuse('OUT_OF_ORDER', 'row 28: an entry is corrected', { stage, state: 'recognised' })
    : null;
}

export const bindInitiative: Act<'BindInitiative'> = (state, command) => {
  if (command.body.stage !== state.position.stage) return notOwed(state, command.body.stage);
  if (!stageRecord(state, command.body.stage).recognised) {
    return refuse('INITIATIVE_NOT_RECOGNISED', 'row 8', { stage: command.body.stage });
  }
  return accept(happened('InitiativeBound', { stage: command.body.stage, to: nextOf(state, command.receivedAt) }));
};

export const liftBlock: Act<'LiftBlock'> = (state, command) => {
  const record = stageRecord(state, command.body.stage);
  if (command.body.stage !== state.position.stage || !record.missed) return notOwed(state, command.body.stage);
  return accept(happened('BlockLifted', { ...command.body, to: nextOf(state, command.receivedAt) }));
};

function nextOf(state: ProposalState, now: number): Position {
  return onward(state, state.position.stage, now);
}

/** Row 11: the unit scores itself, the office (in a cluster its head) verifies with a reason for each difference. */
export const enterScore: Act<'EnterScore'> = (state, command, facts) => {
  const { round } = openedOf(state);
  const stage = stageOf(round, command.body.stage);
  if (stage === null || (stage.kind !== 'scoring' && stage.kind !== 'clusterScoring'))
    return notOwed(state, command.body.stage);
  if (stage.opensAt !== null && command.receivedAt < stage.opensAt) {
    return refuse('STAGE_NOT_OPEN', `plan: stage ${stage.key}`, { opensAt: stage.opensAt });
  }
  return command.body.as === 'self' ? scoreOneself(state, stage, command, facts) : verifyScore(state, stage, command);
};

function scoreOneself(
  state: ProposalState,
  stage: PinnedStage,
  command: Received<CommandOf<'EnterScore'>>,
  facts: ProposalFacts,
): Decision<ProposalEvent> {
  if (command.by.role !== 'unitClerk')
    return refuse('WRONG_ROLE', 'row 11: the unit scores itself', { allowed: ['unitClerk'] });
  const record = stageRecord(state, stage.key);
  const current = state.position.stage === stage.key && state.position.state === 'inStage';
  if (!current && !(record.missed && record.selfScore === null)) return notOwed(state, stage.key);
  const takenBack = takeBackMissed(state, stage, command.receivedAt);
  if (state.position.state === 'lapsed' && takenBack === null) return notOwed(state, stage.key);
  const marks: readonly Mark[] = isLateFor(stage, lateBy(state, command.receivedAt)) ? ['late'] : [];
  const back = afterTakingBack(state, takenBack, facts, command.receivedAt);
  const here = back.state.position;
  const stands = here.stage === stage.key && here.state === 'inStage';
  const to = stands ? { ...withinState(here, 'handedIn'), dueAt: null, onMissed: null } : here;
  const entered = happened('ScoreEntered', { ...command.body, marks, to });
  return accept<ProposalEvent>(...back.events, entered);
}

export function verifierOf({ kind }: PinnedStage): 'clusterHead' | 'standingOffice' {
  return kind === 'clusterScoring' ? 'clusterHead' : 'standingOffice';
}

function verifyScore(
  state: ProposalState,
  stage: PinnedStage,
  command: Received<CommandOf<'EnterScore'>>,
): Decision<ProposalEvent> {
  const verifier = verifierOf(stage);
  if (command.by.role !== verifier) return refuse('WRONG_ROLE', 'row 11: who verifies', { allowed: [verifier] });
  const record = stageRecord(state, stage.key);
  if (record.selfScore === null || record.verifiedScore !== null) return notOwed(state, stage.key);
  if (record.selfScore !== command.body.score && command.body.reason === null) {
    return refuse('REASON_FOR_DIFFERENCE', 'row 11', { self: record.selfScore, verified: command.body.score });
  }
  const current = state.position.stage === stage.key && state.position.state === 'handedIn';
  const to = current ? nextOf(state, command.receivedAt) : state.position;
  return accept(happened('ScoreEntered', { ...command.body, marks: [], to }));
}
