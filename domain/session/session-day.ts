import type { LocalDate } from '../calendar/local-date.ts';
import { accept, type Decision, refuse } from '../refusal.ts';
import type { Received } from '../stream.ts';
import type { PrivateText } from '../text.ts';

type AnotherDay = { heldOn: LocalDate; reason: PrivateText };

/** A session that has not been held is put off or brought forward; the day of one that has been was typed wrongly. */
export type DayCommand = { kind: 'MoveSession'; body: AnotherDay } | { kind: 'CorrectDay'; body: AnotherDay };

export type DayEvent =
  | { kind: 'SessionMoved'; body: AnotherDay }
  | { kind: 'DayCorrectionEntered'; body: AnotherDay }
  | { kind: 'DayCorrected'; body: AnotherDay & { enteredBy: string } };

/** The events of a session that say on what day it is held; the last of them is so. */
export const SAYING_THE_DAY = ['SessionCalled', 'SessionMoved', 'DayCorrected'] as const;

/** Between what days the papers of a case leave its session. */
export type DayBounds = {
  proposal: string;
  /** The day from which it may have been before its council, when it came on this agenda. */
  reachedOn: string | null;
  /** The day of the session that had it next. */
  nextHeldOn: string | null;
};

export type Days = {
  /** The day on which the result that stands was entered; null while there is none. */
  enteredOn: LocalDate | null;
  /** The constitutions in force on the day as it stands and on the one that is asked for; null where none is on record. */
  council: { stands: number | null; asked: number | null };
  lines: readonly DayBounds[];
};

export type DayFacts = { days?: Days };

type Held = { heldOn: LocalDate | null };

/** Row 14: of a session that nobody has told the result of, the secretary says when it is held. */
export function move(
  state: Held,
  { body }: Received<Extract<DayCommand, { kind: 'MoveSession' }>>,
  facts: DayFacts,
): Decision<DayEvent> {
  return refuseDay(state, body.heldOn, facts) ?? accept({ kind: 'SessionMoved', body });
}

/** Row 28: the secretary enters the day that was meant; the chair confirms it. */
export function enterDay(
  state: Held,
  { body }: Received<Extract<DayCommand, { kind: 'CorrectDay' }>>,
  facts: DayFacts,
): Decision<DayEvent> {
  return refuseHeldDay(state, body.heldOn, facts) ?? accept({ kind: 'DayCorrectionEntered', body });
}

/** Asked again when the chair confirms: another session, or another constitution, may have come in between. */
export function confirmDay(
  state: Held,
  { heldOn, reason, by: enteredBy }: AnotherDay & { by: string },
  facts: DayFacts,
): Decision<DayEvent> {
  const body = { enteredBy, heldOn, reason };
  return refuseHeldDay(state, heldOn, facts) ?? accept({ kind: 'DayCorrected', body });
}

function refuseHeldDay(state: Held, heldOn: LocalDate, facts: DayFacts): Decision<never> | null {
  return refuseDay(state, heldOn, facts) ?? refuseAfter(heldOn, facts) ?? refuseOtherCouncil(heldOn, facts);
}

function refuseDay(state: Held, heldOn: LocalDate, facts: DayFacts): Decision<never> | null {
  if (state.heldOn === heldOn) return refuse('NOTHING_TO_CORRECT', 'row 28: after an entry', { heldOn });
  return refuseBefore(daysOf(facts).lines, heldOn);
}

/** The day says which council sat, and so how many decide: nobody picks an older one for a case that it cannot have seen. */
export function refuseBefore(
  lines: readonly Pick<DayBounds, 'proposal' | 'reachedOn'>[],
  heldOn: LocalDate,
): Decision<never> | null {
  const before = lines.flatMap(({ proposal, reachedOn }) =>
    reachedOn !== null && heldOn < reachedOn ? [{ proposal, reachedOn }] : [],
  );
  if (before.length === 0) return null;
  return refuse('DAY_BEFORE', 'row 14: a session on a day when its cases had come so far', { heldOn, lines: before });
}

/** It had been held when its result was entered, and when its cases came before the next one. */
function refuseAfter(heldOn: LocalDate, facts: DayFacts): Decision<never> | null {
  const { enteredOn, lines } = daysOf(facts);
  const after = lines.flatMap(({ proposal, nextHeldOn }) =>
    nextHeldOn !== null && heldOn > nextHeldOn ? [{ proposal, nextHeldOn }] : [],
  );
  const isEnteredBefore = enteredOn !== null && heldOn > enteredOn;
  if (after.length === 0 && !isEnteredBefore) return null;
  return refuse('DAY_AFTER', 'row 28: a session on a day before what came of it', { heldOn, enteredOn, lines: after });
}

/** Other seats would count the votes otherwise: that is no slip of the pen, and no correction may turn a result by a day. */
function refuseOtherCouncil(heldOn: LocalDate, facts: DayFacts): Decision<never> | null {
  const { stands, asked } = daysOf(facts).council;
  return stands === asked
    ? null
    : refuse('COUNCIL_DIFFERS', 'row 28: the council of the day', { heldOn, stands, asked });
}

function daysOf({ days }: DayFacts): Days {
  if (days === undefined) throw new Error('The step did not load the fact days');
  return days;
}
