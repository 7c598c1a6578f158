import { accept, type Decision, refuse } from '../../refusal.ts';
import type { Act } from '../act.ts';
import { happened, type Mark, type ProposalEvent } from '../events.ts';
import { positionAfter, withoutDue } from '../position.ts';
import { type PinnedStage, stageOfKind } from '../round.ts';
import { openedOf, type ProposalState } from '../state.ts';
import type { Position, ProposalStateName } from '../states.ts';
import { woken } from './waking.ts';

/**
 * Row 28: the session's corrected line reaches the case. It is judged again: what had passed may have failed, and the
 * other way round. It is no step of the case itself, so that a hold does not keep it away.
 */
export const correctResult: Act<'CorrectResult'> = (state, { body, receivedAt }, facts) => {
  const { outcome, ...correction } = body;
  const council = stageOfKind(openedOf(state).round, 'council');
  const no = refuseListed(state) ?? refuseOther(state, council, body.session);
  if (no !== null || council === null) return no ?? unknown(state, body.session);
  const turned = (state.position.state === 'notPassed') === (outcome === 'passed');
  const marks: readonly Mark[] = body.verdict.result === 'undetermined' ? ['threshold undetermined'] : [];
  const to = turned ? turnedTo(state, council, outcome, receivedAt) : state.position;
  const corrected = happened('ResultCorrected', { ...correction, turned, marks, to });
  const wakes = turned && outcome === 'passed';
  return wakes ? accept<ProposalEvent>(...woken(state, corrected, facts, receivedAt).events) : accept(corrected);
};

function turnedTo(state: ProposalState, { key }: PinnedStage, outcome: 'passed' | 'notPassed', now: number): Position {
  const { opened, round } = openedOf(state);
  if (outcome === 'passed') return positionAfter(round, key, opened.route, now);
  return { ...withoutDue(state.position, 'notPassed'), stage: key };
}

/** What a list has taken up stands on the tally as it was: struck from it first, and once it is signed countered. */
const LISTED: readonly ProposalStateName[] = [
  'onDecision',
  'onSubmission',
  'sentUp',
  'returnedFromAbove',
  'granted',
  'conferred',
  'declined',
  'refusedAbove',
];

function refuseListed({ position, listing }: ProposalState): Decision<never> | null {
  return LISTED.includes(position.state)
    ? refuse('TALLY_LISTED', 'row 28: afterwards only by counter-decision', { list: listing?.id ?? null })
    : null;
}

/** Of a case that another session has voted on, or that stands before its council again, this tally is no more. */
function refuseOther(state: ProposalState, council: PinnedStage | null, session: string): Decision<never> | null {
  const { stages } = openedOf(state).round;
  const place = (key: string | null) => stages.findIndex((stage) => stage.key === key);
  const isPast = state.position.state === 'notPassed' || place(state.position.stage) > place(council?.key ?? null);
  return isPast && state.votedIn === session ? null : unknown(state, session);
}

function unknown({ votedIn }: ProposalState, session: string) {
  return refuse('LINE_UNKNOWN', 'row 28: the session whose tally stands', { session, votedIn });
}
