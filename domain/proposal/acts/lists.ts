import { accept, type Decision, refuse } from '../../refusal.ts';
import type { PrivateText } from '../../text.ts';
import { type Act, needed } from '../act.ts';
import { happened, type Mark } from '../events.ts';
import type { ProposalFacts } from '../facts.ts';
import { heldAt } from '../held.ts';
import { positionAfter, withinState, withoutDue } from '../position.ts';
import { openedOf, type ProposalState } from '../state.ts';
import type { Position } from '../states.ts';

/** Row 13: a line on a session's agenda. */
export const putOnAgenda: Act<'PutOnAgenda'> = (state, command) =>
  accept(happened('PlacedOnAgenda', { ...command.body, to: withinState(state.position, 'onAgenda') }));

/** Row 14: the session's result reaches the case; the verdict was reached once, for the whole session. Row 21: not a held one. */
export const recordResult: Act<'RecordResult'> = (state, command) => {
  const other = refuseOtherList(state, 'session', command.body.session);
  if (other !== null) return other;
  const { opened, round } = openedOf(state);
  const { outcome, session, tally, verdict } = command.body;
  const [held] = heldAt(state, command.receivedAt)?.holds ?? [];
  if (held !== undefined) return deferred(state, { session, reason: held.ground, hold: held.seq });
  const marks: readonly Mark[] = verdict.result === 'undetermined' ? ['threshold undetermined'] : [];
  const passed = () => positionAfter(round, state.position.stage, opened.route, command.receivedAt);
  const to = outcome === 'passed' ? passed() : withoutDue(state.position, 'notPassed');
  return accept(happened('ResultRecorded', { session, tally, verdict, marks, to }));
};

export const defer: Act<'Defer'> = (state, command) => {
  const other = refuseOtherList(state, 'session', command.body.session);
  return other ?? deferred(state, command.body);
};

function deferred(state: ProposalState, why: { session: string; reason: PrivateText; hold?: number }) {
  return accept(happened('Deferred', { ...why, to: withinState(state.position, 'readyForCouncil') }));
}

/** Rows 15 and 17: the list has claimed the case by a unique row before it comes here. */
export const listOnDecision: Act<'ListOnDecision'> = (state, command, facts) =>
  refuseVoid(facts) ??
  accept(happened('ListedOnDecision', { ...command.body, to: withinState(state.position, 'onDecision') }));

export const listOnSubmission: Act<'ListOnSubmission'> = (state, command, facts) =>
  refuseVoid(facts) ??
  accept(happened('ListedOnSubmission', { ...command.body, to: withinState(state.position, 'onSubmission') }));

function refuseVoid(facts: ProposalFacts): Decision<never> | null {
  const listing = needed(facts.listing, 'listing');
  return listing === 'free' || listing === 'void'
    ? refuse('LINE_NOT_READY', 'rows 15, 17: the line was struck meanwhile', { listing })
    : null;
}

/** Row 16. */
export const grantAward: Act<'GrantAward'> = (state, command) => {
  const other = refuseOtherList(state, 'decision', command.body.decision);
  if (other !== null) return other;
  const { decision, number, on } = command.body;
  return accept(
    happened('AwardGranted', {
      decision,
      number,
      on,
      authority: null,
      marks: [],
      to: withoutDue(state.position, 'granted'),
    }),
  );
};

export const declineAward: Act<'DeclineAward'> = (state, command) =>
  refuseOtherList(state, 'decision', command.body.decision) ??
  accept(happened('AwardDeclined', { ...command.body, to: withoutDue(state.position, 'declined') }));

export const strikeFromDecision: Act<'StrikeFromDecision'> = (state, command) =>
  refuseOtherList(state, 'decision', command.body.decision) ??
  accept(happened('StruckFromDecision', { ...command.body, to: backToPassed(state) }));

/** Row 18. */
export const sendUp: Act<'SendUp'> = (state, command) =>
  refuseOtherList(state, 'submission', command.body.submission) ??
  accept(happened('SentUp', { ...command.body, to: withoutDue(state.position, 'sentUp') }));

export const declineSubmission: Act<'DeclineSubmission'> = (state, command) =>
  refuseOtherList(state, 'submission', command.body.submission) ??
  accept(happened('SubmissionDeclined', { ...command.body, to: withoutDue(state.position, 'declined') }));

export const strikeFromSubmission: Act<'StrikeFromSubmission'> = (state, command) =>
  refuseOtherList(state, 'submission', command.body.submission) ??
  accept(happened('StruckFromSubmission', { ...command.body, to: backToPassed(state) }));

function backToPassed(state: ProposalState): Position {
  return withinState(state.position, 'passed');
}

/** Jobs may overtake each other: an act of a list that does not hold the case does nothing. */
function refuseOtherList(
  state: ProposalState,
  kind: 'session' | 'decision' | 'submission',
  id: string,
): Decision<never> | null {
  const holds = state.listing !== null && state.listing.kind === kind && state.listing.id === id;
  return holds
    ? null
    : refuse('LINE_UNKNOWN', 'the list does not hold this case', { kind, id, holder: state.listing?.id ?? null });
}
