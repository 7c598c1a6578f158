import { endOfDay } from '../../calendar/local-date.ts';
import { accept, type Decision, refuse } from '../../refusal.ts';
import { type Act, needed } from '../act.ts';
import { happened, type Mark, type OpeningFacts, type ProposalEvent } from '../events.ts';
import type { OpeningFact, ProposalFacts } from '../facts.ts';
import { positionAfter, withinState, withoutDue, withServiceDue } from '../position.ts';
import { type PinnedRound, type PinnedStage, stageOfKind, titleIn } from '../round.ts';
import { openedOf, type ProposalState } from '../state.ts';
import type { Position } from '../states.ts';

/** Row 2: a unit registers a subject for a title; a dossier sent back is submitted again. */
export const submit: Act<'Submit'> = (state, command, facts) => {
  if (state.opened !== null) return submitAgain(state, facts);
  const opening = needed(facts.opening, 'opening');
  const stage = stageOfKind(opening.round, 'registration');
  if (stage === null) return refuse('OUT_OF_ORDER', 'row 6', { round: opening.round.key, begins: 'Nominate' });
  const no = refuseOpening(opening) ?? refuseWindow(stage, opening.round, command.receivedAt);
  if (no !== null) return no;
  const marks = lateMarks(stage, command.receivedAt);
  return accept(
    happened('Submitted', {
      ...openingFacts(opening, marks),
      to: afterSubmit(opening, stage, facts, command.receivedAt),
    }),
  );
};

function submitAgain(state: ProposalState, facts: ProposalFacts): Decision<ProposalEvent> {
  const to: Position = { ...state.position, state: 'awaitingHead' };
  return accept(happened('SubmittedAgain', { dossier: needed(facts.dossier, 'dossier'), marks: [], to }));
}

/** A unit of one person has no second pair of eyes of its own: the office's acceptance is the next one up. */
function afterSubmit(opening: OpeningFact, stage: PinnedStage, facts: ProposalFacts, now: number): Position {
  if (opening.onePerson)
    return withServiceDue({ ...registering(stage, now), state: 'awaitingAcceptance' }, facts.serviceDue);
  return registering(stage, now);
}

function registering(stage: PinnedStage, now: number): Position {
  const dueAt = stage.dueAt !== null && now < stage.dueAt ? stage.dueAt : null;
  return {
    state: 'awaitingHead',
    stage: stage.key,
    opensAt: null,
    dueAt,
    printed: stage.printed,
    onMissed: dueAt === null ? null : 'escalate',
  };
}

export function openingFacts(opening: OpeningFact, marks: readonly Mark[]): OpeningFacts {
  const { round, subject, unit, title, achievement, dossier, onePerson } = opening;
  const route = titleIn(round, title)?.route ?? 'here';
  const all = onePerson ? [...marks, 'one person' as const] : marks;
  return { round, subject, unit, title, route, achievement, dossier, onePerson, marks: all };
}

/** What any first act must satisfy: a title of the round that fits the subject, and no proposal for the same. */
export function refuseOpening(opening: OpeningFact): Decision<never> | null {
  const title = titleIn(opening.round, opening.title);
  if (title === null)
    return refuse('TITLE_NOT_IN_ROUND', 'plan: titles of the round', {
      title: opening.title,
      round: opening.round.key,
    });
  if (!title.subjects.includes(opening.subject.kind)) {
    return refuse('SUBJECT_KIND_NOT_ALLOWED', 'plan: subjects of the title', {
      title: opening.title,
      subjectKind: opening.subject.kind,
      allowed: title.subjects,
    });
  }
  if (opening.claimedBy !== null) {
    return refuse('ALREADY_PROPOSED', 'one proposal per subject and title in a round', {
      first: opening.claimedBy,
      title: opening.title,
    });
  }
  return null;
}

/** The window of a stage: before it nothing, after it as the plan says until the round closes. */
export function refuseWindow(stage: PinnedStage, round: PinnedRound, receivedAt: number): Decision<never> | null {
  if (stage.opensAt !== null && receivedAt < stage.opensAt) {
    return refuse('ROUND_NOT_OPEN', `plan: stage ${stage.key}`, { opensAt: stage.opensAt });
  }
  if (round.closesAt !== null && receivedAt >= round.closesAt) {
    return refuse('ROUND_CLOSED', `plan: round ${round.key}`, { closedAt: round.closesAt });
  }
  if (isLateFor(stage, receivedAt) && round.afterWindow === 'refuse') {
    return refuse('WINDOW_CLOSED', `plan: stage ${stage.key}`, { closedAt: stage.dueAt, printed: stage.printed });
  }
  return null;
}

/** A command received at the very instant of the deadline is late. */
export function isLateFor(stage: PinnedStage, receivedAt: number): boolean {
  return stage.dueAt !== null && receivedAt >= stage.dueAt;
}

export function lateMarks(stage: PinnedStage, receivedAt: number): readonly Mark[] {
  return isLateFor(stage, receivedAt) ? ['late'] : [];
}

/** Row 3: the head confirms, and is never the one who submitted. */
export const confirm: Act<'Confirm'> = (state, command, facts) => {
  const { opened, round } = openedOf(state);
  if (state.submittedBy === command.by.id) return refuse('SAME_PERSON', 'row 3', { submittedBy: state.submittedBy });
  if (state.leftStep !== null) {
    return accept(happened('Confirmed', { marks: [], to: withServiceDue(state.leftStep, facts.serviceDue) }));
  }
  const stage = stageOfKind(round, opened.origin === 'nomination' ? 'nomination' : 'registration');
  const no = stage === null ? null : refuseWindow(stage, round, command.receivedAt);
  if (no !== null) return no;
  const marks = stage === null ? [] : lateMarks(stage, command.receivedAt);
  return accept(happened('Confirmed', { marks, to: afterConfirm(state, stage, facts, command.receivedAt) }));
};

function afterConfirm(state: ProposalState, stage: PinnedStage | null, facts: ProposalFacts, now: number): Position {
  const { opened, round } = openedOf(state);
  if (opened.origin === 'nomination') return positionAfter(round, stage?.key ?? null, opened.route, now);
  return withServiceDue(withinState(state.position, 'awaitingAcceptance'), facts.serviceDue);
}

export const sendBack: Act<'SendBack'> = (state, command) =>
  accept(happened('SentBack', { reason: command.body.reason, to: withinState(state.position, 'sentBack') }));

/** Row 4: the office takes the registration, and the case goes to the first stage after it. */
export const acceptRegistration: Act<'Accept'> = (state, command) => {
  const { opened, round } = openedOf(state);
  return accept(
    happened('Accepted', { to: positionAfter(round, state.position.stage, opened.route, command.receivedAt) }),
  );
};

/** Rows 4, 11b, 12: the case comes back to the exact step that returned it; only the listed items are open. */
export const returnForSupplement: Act<'Return'> = (state, command) => {
  const dueAt = endOfDay(command.body.dueOn);
  if (dueAt <= command.receivedAt) return refuse('DUE_IN_THE_PAST', 'row 5', { dueOn: command.body.dueOn });
  const to: Position = { ...state.position, state: 'returned', dueAt, printed: null, onMissed: 'escalate' };
  return accept(happened('Returned', { items: command.body.items, step: state.position, to }));
};

export const reject: Act<'Reject'> = (state, command) =>
  accept(
    happened('Rejected', {
      rule: command.body.rule,
      reason: command.body.reason,
      to: withoutDue(state.position, 'rejected'),
    }),
  );

/** Row 5: a supplement goes through the head again, unless the unit is one person. */
export const resubmit: Act<'Resubmit'> = (state, _command, facts) => {
  const { opened } = openedOf(state);
  const dossier = needed(facts.dossier, 'dossier');
  const step = state.leftStep ?? state.position;
  if (opened.onePerson) return accept(happened('Resubmitted', { dossier, to: withServiceDue(step, facts.serviceDue) }));
  return accept(happened('Resubmitted', { dossier, to: withinState(state.position, 'awaitingHead') }));
};
