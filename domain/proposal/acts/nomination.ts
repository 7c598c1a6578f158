import { accept, type Decision, refuse } from '../../refusal.ts';
import type { Received } from '../../stream.ts';
import { type Act, needed } from '../act.ts';
import type { CommandOf } from '../commands.ts';
import { happened, type Mark, type ProposalEvent } from '../events.ts';
import type { OpeningFact, ProposalFacts } from '../facts.ts';
import { lateBy } from '../held.ts';
import { positionAfter, withoutDue } from '../position.ts';
import { type PinnedStage, stageOf, stageOfKind, titleIn } from '../round.ts';
import { openedOf, type ProposalState } from '../state.ts';
import type { Position } from '../states.ts';
import { takeBackMissed } from './evidence.ts';
import {
  isLateFor,
  lateMarks,
  openingFacts,
  refuseAlienDraft,
  refuseOpening,
  refuseUnpublished,
  refuseWindow,
} from './registration.ts';
import { afterTakingBack } from './waking.ts';

type Nominate = Received<CommandOf<'Nominate'>>;

/** Rows 6 and 11a. A unit's own nomination waits for its head; one carried from the unit's list has been confirmed. */
export const nominate: Act<'Nominate'> = (state, command, facts) => {
  if (state.opened === null) return nominateUnregistered(command, facts);
  if (command.by.role === 'outbox' || state.opened.onePerson) return nominated(state, command, facts);
  const no = refuseTitle(state, command, facts) ?? refuseNominationWindow(state, command.receivedAt);
  return no ?? propose(state, { kind: command.kind, body: command.body });
};

/**
 * What a confirmed nomination does; the head's confirmation and the carried list come here, and so does a unit of one
 * person, whose second pair of eyes is the office that receives it.
 */
export function nominated(state: ProposalState, command: Nominate, facts: ProposalFacts): Decision<ProposalEvent> {
  const no = refuseTitle(state, command, facts) ?? refuseNominationWindow(state, command.receivedAt);
  if (no !== null) return no;
  const { opened, round } = openedOf(state);
  const stage = nominationOf(state);
  const takenBack = takeBackMissed(state, stage, command.receivedAt);
  if (state.position.state === 'lapsed' && takenBack === null) return refuseLapsed();
  const route = titleIn(round, command.body.title)?.route ?? opened.route;
  const back = afterTakingBack(state, takenBack, facts, command.receivedAt);
  const to = positionAfter(openedOf(back.state).round, stage.key, route, lateBy(state, command.receivedAt));
  const { title: code, reason, letter, unitVote } = command.body;
  const body = {
    title: code,
    route,
    reason: code === opened.title ? null : reason,
    letter,
    unitVote,
    marks: marksAt(state, stage, command.receivedAt),
    to,
  };
  return accept<ProposalEvent>(...back.events, happened('Nominated', body));
}

/** The table lets these acts through only where the case stands, or lapsed, in its nomination. */
function nominationOf(state: ProposalState): PinnedStage {
  const stage = stageOf(openedOf(state).round, state.position.stage);
  if (stage === null) throw new Error('The case stands in no stage of its round');
  return stage;
}

function marksAt(state: ProposalState, stage: PinnedStage, receivedAt: number): readonly Mark[] {
  const late = lateMarks(stage, lateBy(state, receivedAt));
  return openedOf(state).opened.onePerson ? [...late, 'one person'] : late;
}

/** A list that the head had confirmed in time may surface after the lapse; any other is too late. */
function refuseLapsed(): Decision<never> {
  return refuse('OUT_OF_ORDER', 'deadlines: an earlier receipt that surfaces later', { state: 'lapsed' });
}

function refuseTitle(state: ProposalState, command: Nominate, facts: ProposalFacts): Decision<never> | null {
  const { opened, round } = openedOf(state);
  const title = titleIn(round, command.body.title);
  if (title === null)
    return refuse('TITLE_NOT_IN_ROUND', 'plan: titles of the round', { title: command.body.title, round: round.key });
  if (!title.subjects.includes(opened.subject.kind)) {
    return refuse('SUBJECT_KIND_NOT_ALLOWED', 'plan: subjects of the title', {
      title: title.code,
      subjectKind: opened.subject.kind,
      allowed: title.subjects,
    });
  }
  if (command.body.title !== opened.title && command.body.reason === null) {
    return refuse('REASON_FOR_DIFFERENCE', 'row 11a: another title than registered', {
      registered: opened.title,
      nominated: command.body.title,
    });
  }
  const first = command.body.title === opened.title ? null : (facts.claimedBy ?? null);
  return first === null
    ? null
    : refuse('ALREADY_PROPOSED', 'one proposal per subject and title in a round', { first, title: title.code });
}

export function refuseNominationWindow(state: ProposalState, receivedAt: number): Decision<never> | null {
  return refuseWindow(nominationOf(state), openedOf(state).round, receivedAt, lateBy(state, receivedAt));
}

/** Row 6: in rounds without registration, where the plan admits the unregistered, or when the office itself proposes. */
function nominateUnregistered(command: Nominate, facts: ProposalFacts): Decision<ProposalEvent> {
  if (command.body.draft === null)
    return refuse('OUT_OF_ORDER', 'row 6: a proposal begins with a draft', { state: 'none' });
  const opening = needed(facts.opening, 'opening');
  if (opening === null) return refuseUnpublished({ draft: command.body.draft });
  const { round } = opening;
  const registers = stageOfKind(round, 'registration') !== null;
  if (registers && !round.admitsUnregistered)
    return refuse('REGISTRATION_REQUIRED', `plan: round ${round.key}`, { round: round.key });
  if (command.by.role === 'standingOffice' && !round.officeProposes) {
    return refuse('WRONG_ROLE', 'row 6: the pack does not let the authority propose by itself', {
      allowed: ['unitClerk'],
    });
  }
  const stage = stageOfKind(round, 'nomination');
  const no = refuseOtherDraft(command, opening) ?? refuseEntrance(command, opening, stage) ?? refuseOpening(opening);
  if (no !== null) return no;
  const facts6 = openingFacts(opening, nominationMarks(stage, registers, command.receivedAt));
  const to = afterNominating(command, stage, facts6, command.receivedAt);
  return accept(
    happened('Nominating', { ...facts6, letter: command.body.letter, unitVote: command.body.unitVote, to }),
  );
}

/** A unit's draft is its own until it proposes it; and whoever proposes names what the draft is for. */
function refuseOtherDraft({ by, body }: Nominate, opening: OpeningFact): Decision<never> | null {
  if (by.role === 'standingOffice' && !opening.begunByOffice)
    return refuse('NOT_YOUR_UNIT', 'row 6: a unit’s draft is its own', { unit: opening.unit });
  return body.title === opening.title ? null : refuse('STALE', 'draft', { seen: body.title, drafted: opening.title });
}

/** A unit nominates its own, in the window of a nomination; an intake without one is the office's alone. */
function refuseEntrance(
  { by, receivedAt }: Nominate,
  opening: OpeningFact,
  stage: PinnedStage | null,
): Decision<never> | null {
  const { round } = opening;
  const alien = by.role === 'unitClerk' ? refuseAlienDraft(opening, by) : null;
  if (alien !== null) return alien;
  if (stage !== null) return refuseWindow(stage, round, receivedAt);
  const registers = stageOfKind(round, 'registration') !== null;
  return registers || by.role !== 'standingOffice'
    ? refuse('OUT_OF_ORDER', `plan: round ${round.key} has no nomination`, { round: round.key })
    : null;
}

function nominationMarks(stage: PinnedStage | null, registers: boolean, receivedAt: number): readonly Mark[] {
  const late = stage !== null && isLateFor(stage, receivedAt);
  return [...(late ? ['late' as const] : []), ...(registers ? ['unregistered' as const] : [])];
}

function afterNominating(
  command: Nominate,
  stage: PinnedStage | null,
  opening: ReturnType<typeof openingFacts>,
  now: number,
): Position {
  const direct = command.by.role === 'standingOffice' || opening.onePerson;
  if (direct) return positionAfter(opening.round, stage?.key ?? null, opening.route, now);
  const dueAt = stage?.dueAt != null && now < stage.dueAt ? stage.dueAt : null;
  return {
    state: 'awaitingHead',
    stage: stage?.key ?? null,
    opensAt: null,
    dueAt,
    printed: stage?.printed ?? null,
    onMissed: dueAt === null ? null : 'escalate',
  };
}

export const notNominate: Act<'NotNominate'> = (state, command, facts) => {
  const { opened } = openedOf(state);
  if (command.by.role === 'outbox' || opened.onePerson) return notNominated(state, command, facts);
  const no = refuseNominationWindow(state, command.receivedAt);
  return no ?? propose(state, { kind: command.kind, body: command.body });
};

export function notNominated(
  state: ProposalState,
  command: Received<CommandOf<'NotNominate'>>,
  facts: ProposalFacts,
): Decision<ProposalEvent> {
  const no = refuseNominationWindow(state, command.receivedAt);
  if (no !== null) return no;
  const stage = nominationOf(state);
  const takenBack = takeBackMissed(state, stage, command.receivedAt);
  if (state.position.state === 'lapsed' && takenBack === null) return refuseLapsed();
  const marks = marksAt(state, stage, command.receivedAt);
  const back = afterTakingBack(state, takenBack, facts, command.receivedAt);
  const to = withoutDue(back.state.position, 'notNominated');
  const said = happened('NotNominated', { reason: command.body.reason, marks, to });
  return accept<ProposalEvent>(...back.events, said);
}

/** The first of the two commands of an act that another person confirms: it records the wish and changes no state. */
export function propose(
  state: ProposalState,
  act: Extract<ProposalEvent, { kind: 'ActProposed' }>['body']['act'],
): Decision<ProposalEvent> {
  if (state.pendingAct !== null)
    return refuse('ACT_ALREADY_PENDING', 'two-person acts', {
      act: state.pendingAct.seq,
      kind: state.pendingAct.act.kind,
    });
  return accept(happened('ActProposed', { act }));
}
