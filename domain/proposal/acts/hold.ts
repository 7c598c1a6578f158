import { refuseAhead } from '../../day-ahead.ts';
import { accept, refuse } from '../../refusal.ts';
import { type Act, needed } from '../act.ts';
import { happened, type ReleasedDates } from '../events.ts';
import type { AfterHold } from '../facts.ts';
import { stoppedClock } from '../held.ts';
import { openedOf, type ProposalState } from '../state.ts';
import type { Position } from '../states.ts';

/** Row 21: the case stays where it is. Several grounds may hold it at once; each ends by its own release. */
export const hold: Act<'Hold'> = (_state, command) =>
  refuseAhead(command.body.document.on, command.receivedAt, 'row 21') ?? accept(happened('Held', command.body));

/** The last release lets the dates run again. */
export const release: Act<'Release'> = (state, command, facts) => {
  const { held, position } = state;
  const { hold: ended, conclusion } = command.body;
  const holds = held?.holds.map(({ seq }) => seq) ?? [];
  if (held === null || !holds.includes(ended)) return refuse('NOT_HELD', 'row 21', { hold: ended, holds });
  const said = { hold: ended, conclusion };
  if (holds.length > 1) return accept(happened('Released', { ...said, dates: null, to: position }));
  const after = needed(facts.afterHold, 'afterHold');
  const passed = (dueAt: number | null) => dueAt !== null && held.since < dueAt && dueAt <= command.receivedAt;
  const to = goingOn(state, after, passed);
  return accept(happened('Released', { ...said, dates: datesAfter(state, after, passed), to }));
};

type HasPassed = (dueAt: number | null) => boolean;

/** A counted clock goes on with what was left; a fixed date stays, unless it passed meanwhile. One that was missed before stays so. */
function goingOn(state: ProposalState, { resumed, grace }: AfterHold, passed: HasPassed): Position {
  const { position } = state;
  if (stoppedClock(state) !== null) return resumed === null ? position : { ...position, dueAt: resumed.dueAt };
  if (!passed(position.dueAt)) return position;
  return { ...position, dueAt: grace.dueAt, printed: null, onMissed: certain(position, grace.provisional) };
}

/** A count without an official holiday table takes nobody's right away. */
function certain({ state, onMissed }: Position, provisional: boolean): Position['onMissed'] {
  if (onMissed !== 'lapse' || !provisional) return onMissed;
  return state === 'inStage' ? 'flag' : 'escalate';
}

/**
 * The dates of this stage and of those ahead, and the round's own end, so far as they passed while the case was held. Where
 * a service time runs the stage's own date is not in force.
 */
function datesAfter(state: ProposalState, { grace }: AfterHold, passed: HasPassed): ReleasedDates | null {
  const { round } = openedOf(state);
  const here = round.stages.findIndex(({ key }) => key === state.position.stage);
  const first = stoppedClock(state) === null ? here : here + 1;
  const stages = round.stages.filter(({ dueAt }, index) => index >= first && passed(dueAt)).map(({ key }) => key);
  const closes = passed(round.closesAt);
  return stages.length === 0 && !closes ? null : { ...grace, stages, closes };
}
