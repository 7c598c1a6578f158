import { isLate } from '../../calendar/deadline.ts';
import { endOfDay } from '../../calendar/local-date.ts';
import { accept, type Decision, type Refusal, refuse } from '../../refusal.ts';
import type { Actor } from '../../stream.ts';
import { type Act, needed } from '../act.ts';
import { notBeforeGiven } from '../dates-in-force.ts';
import { happened, type Mark, type OpeningFacts, type ProposalEvent } from '../events.ts';
import type { OpeningFact, ProposalFacts } from '../facts.ts';
import { lateBy } from '../held.ts';
import { consequenceOfMending, positionAfter, withinState, withoutDue, withServiceDue } from '../position.ts';
import { type PinnedRound, type PinnedStage, stageOf, stageOfKind, titleIn } from '../round.ts';
import { openedOf, type ProposalState } from '../state.ts';
import type { Position } from '../states.ts';
import { type Woken, woken } from './waking.ts';

/** Row 2: a unit registers a subject for a title; a dossier sent back is submitted again. */
export const submit: Act<'Submit'> = (state, command, facts) => {
  if (state.opened !== null) return submitAgain(state, facts, command.receivedAt);
  const opening = needed(facts.opening, 'opening');
  if (opening === null) return refuseUnpublished({ draft: command.body.draft });
  const stage = stageOfKind(opening.round, 'registration');
  if (stage === null) return refuse('OUT_OF_ORDER', 'row 6', { round: opening.round.key, begins: 'Nominate' });
  const no =
    refuseAlienDraft(opening, command.by) ??
    refuseOpening(opening) ??
    refuseWindow(stage, opening.round, command.receivedAt);
  if (no !== null) return no;
  const marks = lateMarks(stage, command.receivedAt);
  return accept(
    happened('Submitted', {
      ...openingFacts(opening, marks),
      to: afterSubmit(opening, stage, facts, command.receivedAt),
    }),
  );
};

/** In time as the first time; a return has a date of its own, and no window. */
function submitAgain(state: ProposalState, facts: ProposalFacts, now: number): Decision<ProposalEvent> {
  const back = mendedLate(state, 'sentBack', facts, now);
  if (!back.ok) return back;
  const { round } = openedOf(back.state);
  const stage = state.leftStep === null ? entryOf(state) : null;
  const no = stage === null ? null : refuseWindow(stage, round, now, lateBy(state, now));
  if (no !== null) return no;
  const marks = stage === null ? [] : lateMarks(stage, lateBy(state, now));
  const to = toTheHead(back.state.position);
  const again = happened('SubmittedAgain', { dossier: needed(facts.dossier, 'dossier'), marks, to });
  return accept<ProposalEvent>(...back.events, again);
}

/** The stage by which the case came in: its window is that of the head's confirmation too. */
function entryOf(state: ProposalState): PinnedStage | null {
  const { opened, round } = openedOf(state);
  return stageOfKind(round, opened.origin === 'nomination' ? 'nomination' : 'registration');
}

function toTheHead(position: Position): Position {
  return { ...position, state: 'awaitingHead', onMissed: position.dueAt === null ? null : 'escalate' };
}

/**
 * A dossier that was mended in time, though it surfaces after the lapse: the lapse is taken back by an event of its
 * own. Where the case has not lapsed nothing happens.
 */
export function mendedLate(
  state: ProposalState,
  asked: 'sentBack' | 'returned',
  facts: ProposalFacts,
  receivedAt: number,
): ({ ok: true } & Woken) | Extract<Decision<never>, { ok: false }> {
  if (state.position.state !== 'lapsed') return { ok: true, events: [], state };
  const left = state.endedFrom;
  const inTime = left !== null && left.state === asked && left.dueAt !== null && receivedAt < left.dueAt;
  if (!inTime || left.stage === null)
    return refuse('OUT_OF_ORDER', 'deadlines: an earlier receipt that surfaces later', { state: 'lapsed', asked });
  const back = happened('MissedDeadlineTakenBack', { stage: left.stage, to: left });
  return { ok: true, ...woken(state, back, facts, receivedAt) };
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

/** A draft of another unit is not this one's to propose. */
export function refuseAlienDraft(opening: OpeningFact, by: Actor): Decision<never> | null {
  return by.unit === opening.unit
    ? null
    : refuse('NOT_YOUR_UNIT', 'a unit acts for its own proposals', { unit: opening.unit });
}

export function openingFacts(opening: OpeningFact, marks: readonly Mark[]): OpeningFacts {
  const { round, subject, unit, title, achievement, dossier, onePerson } = opening;
  const route = titleIn(round, title)?.route ?? 'here';
  const all = onePerson ? [...marks, 'one person' as const] : marks;
  return { round, subject, unit, title, route, achievement, dossier, onePerson, marks: all };
}

/** An amendment may leave a round out as long as nobody has begun in it. */
export function refuseUnpublished(facts: Refusal['facts']): Decision<never> {
  return refuse('ROUND_NOT_OPEN', 'plan: the rounds in force', facts);
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
export function refuseWindow(
  stage: PinnedStage,
  round: PinnedRound,
  receivedAt: number,
  judgedAt = receivedAt,
): Decision<never> | null {
  if (round.opensAt !== null && receivedAt < round.opensAt) {
    return refuse('ROUND_NOT_OPEN', `plan: round ${round.key}`, { opensAt: round.opensAt });
  }
  if (stage.opensAt !== null && receivedAt < stage.opensAt) {
    return refuse('ROUND_NOT_OPEN', `plan: stage ${stage.key}`, { opensAt: stage.opensAt });
  }
  if (round.closesAt !== null && judgedAt >= round.closesAt) {
    return refuse('ROUND_CLOSED', `plan: round ${round.key}`, { closedAt: round.closesAt });
  }
  if (isLateFor(stage, judgedAt) && round.afterWindow === 'refuse') {
    return refuse('WINDOW_CLOSED', `plan: stage ${stage.key}`, { closedAt: stage.dueAt, printed: stage.printed });
  }
  return null;
}

export function isLateFor(stage: PinnedStage, receivedAt: number): boolean {
  return isLate(receivedAt, stage.dueAt);
}

export function lateMarks(stage: PinnedStage, receivedAt: number): readonly Mark[] {
  return isLateFor(stage, receivedAt) ? ['late'] : [];
}

/** Row 3: the head confirms, and is never the one who submitted. */
export const confirm: Act<'Confirm'> = (state, command, facts) => {
  const by = lateBy(state, command.receivedAt);
  if (state.submittedBy === command.by.id) return refuse('SAME_PERSON', 'row 3', { submittedBy: state.submittedBy });
  const to = confirmedTo(state, facts, by);
  if (state.leftStep !== null) return accept(happened('Confirmed', { marks: [], to }));
  const stage = entryOf(state);
  const no = stage === null ? null : refuseWindow(stage, openedOf(state).round, command.receivedAt, by);
  if (no !== null) return no;
  const marks = stage === null ? [] : lateMarks(stage, by);
  return accept(happened('Confirmed', { marks, to }));
};

/** Where a case goes that waits for no head any more: to the exact step that returned it, or to the office. */
export function confirmedTo(state: ProposalState, facts: ProposalFacts, now: number): Position {
  return state.leftStep === null
    ? afterConfirm(state, entryOf(state), facts, now)
    : backTo(state, state.leftStep, facts, now);
}

function afterConfirm(state: ProposalState, stage: PinnedStage | null, facts: ProposalFacts, now: number): Position {
  const { opened, round } = openedOf(state);
  if (opened.origin === 'nomination') return positionAfter(round, stage?.key ?? null, opened.route, now);
  return withServiceDue(withinState(state.position, 'awaitingAcceptance'), facts.serviceDue);
}

/** Back to the exact step: its service clock starts anew, and a date of the plan is what it is by now. */
export function backTo(state: ProposalState, step: Position, facts: ProposalFacts, now: number): Position {
  const stage = stageOf(openedOf(state).round, step.stage);
  if (step.state !== 'nominated' || stage === null)
    return notBeforeGiven(state, withServiceDue(step, facts.serviceDue));
  const ahead = stage.dueAt !== null && now < stage.dueAt;
  return { ...step, dueAt: ahead ? stage.dueAt : null, onMissed: ahead ? step.onMissed : null };
}

export const sendBack: Act<'SendBack'> = (state, command) => {
  if (state.submittedBy === command.by.id) return refuse('SAME_PERSON', 'row 3', { submittedBy: state.submittedBy });
  const { dueAt, stage: key } = state.position;
  const stage = stageOf(openedOf(state).round, key);
  // The date of a return was given by a person, so it is certain whatever the plan's own date rests on.
  const certain =
    dueAt !== null &&
    lateBy(state, command.receivedAt) < dueAt &&
    (state.leftStep !== null || stage?.provisional === false);
  const onMissed = dueAt === null ? null : consequenceOfMending(stage, certain);
  const to = withinState(state.position, 'sentBack', { onMissed });
  return accept(happened('SentBack', { reason: command.body.reason, to }));
};

/** Row 4: the office takes the registration, and the case goes to the first stage after it. */
export const acceptRegistration: Act<'Accept'> = (state, command) => {
  const { opened, round } = openedOf(state);
  return accept(
    happened('Accepted', { to: positionAfter(round, state.position.stage, opened.route, command.receivedAt) }),
  );
};

/** Rows 4, 11b, 12: the case comes back to the exact step that returned it; only the listed items are open. */
export const returnForSupplement: Act<'Return'> = (state, command) => {
  const { round } = openedOf(state);
  const dueAt = endOfDay(command.body.dueOn);
  if (dueAt <= command.receivedAt) return refuse('DUE_IN_THE_PAST', 'row 5', { dueOn: command.body.dueOn });
  const onMissed = consequenceOfMending(stageOf(round, state.position.stage), true);
  const to: Position = { ...state.position, state: 'returned', dueAt, printed: null, onMissed };
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
export const resubmit: Act<'Resubmit'> = (state, command, facts) => {
  const back = mendedLate(state, 'returned', facts, command.receivedAt);
  if (!back.ok) return back;
  const { opened } = openedOf(back.state);
  const dossier = needed(facts.dossier, 'dossier');
  // A return always records the step that it left.
  const step = needed(state.leftStep ?? undefined, 'leftStep');
  const to = opened.onePerson
    ? backTo(back.state, step, facts, lateBy(state, command.receivedAt))
    : toTheHead(back.state.position);
  return accept<ProposalEvent>(...back.events, happened('Resubmitted', { dossier, to }));
};
