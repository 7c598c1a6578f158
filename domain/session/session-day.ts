import type { LocalDate } from '../calendar/local-date.ts';
import { accept, type Decision, refuse } from '../refusal.ts';
import type { Received } from '../stream.ts';
import type { PrivateText } from '../text.ts';
import type { EnteredLine } from './lines.ts';

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
  /** The day of what came of it first: the next session that had it, or a complaint that brought it back. */
  nextOn: string | null;
};

export type Days = {
  /** The day on which a result was first entered, declined or not; null while there is none. */
  enteredOn: LocalDate | null;
  /** The constitutions in force on the day as it stands and on the one that is asked for; null where none is on record. */
  council: { stands: number | null; asked: number | null };
  lines: readonly DayBounds[];
};

export type DayFacts = { days?: Days };

type Session = {
  heldOn: LocalDate | null;
  satUnder: number | null;
  entered: { lines: readonly EnteredLine[] } | null;
  corrected?: readonly { satUnder?: number | null }[];
};

const CALLED = 'row 14: the day of a session';
const HELD = 'row 28: the day of a session';

/**
 * Row 14: while nobody has entered a result the secretary alone says when the session is held. After a result that the
 * chair declined it has been held, and only the day that was typed may be mended.
 */
export function move(
  state: Session,
  { body }: Received<Extract<DayCommand, { kind: 'MoveSession' }>>,
  facts: DayFacts,
): Decision<DayEvent> {
  const { heldOn } = body;
  const moved = accept<DayEvent>({ kind: 'SessionMoved', body });
  const before = refuseSame(state, heldOn, CALLED) ?? refuseBefore(daysOf(facts).lines, heldOn);
  if (before !== null || daysOf(facts).enteredOn === null) return before ?? moved;
  const { stands } = daysOf(facts).council;
  return refuseAfter(heldOn, facts, CALLED) ?? refuseOtherCouncil([stands], heldOn, facts, CALLED) ?? moved;
}

/** Row 28: the secretary enters the day that was meant; the chair confirms it. */
export function enterDay(
  state: Session,
  { body }: Received<Extract<DayCommand, { kind: 'CorrectDay' }>>,
  facts: DayFacts,
): Decision<DayEvent> {
  return refuseHeldDay(state, body.heldOn, facts) ?? accept({ kind: 'DayCorrectionEntered', body });
}

/** Asked again when the chair confirms: another session, or another constitution, may have come in between. */
export function confirmDay(
  state: Session,
  { heldOn, reason, by: enteredBy }: AnotherDay & { by: string },
  facts: DayFacts,
): Decision<DayEvent> {
  const body = { enteredBy, heldOn, reason };
  return refuseHeldDay(state, heldOn, facts) ?? accept({ kind: 'DayCorrected', body });
}

function refuseHeldDay(state: Session, heldOn: LocalDate, facts: DayFacts): Decision<never> | null {
  return (
    refuseSame(state, heldOn, HELD) ??
    refuseBefore(daysOf(facts).lines, heldOn) ??
    refuseAfter(heldOn, facts, HELD) ??
    refuseOtherCouncil(judgedUnder(state), heldOn, facts, HELD)
  );
}

function refuseSame(state: Session, heldOn: LocalDate, rule: string): Decision<never> | null {
  return state.heldOn === heldOn ? refuse('NOTHING_TO_CORRECT', rule, { entered: { heldOn } }) : null;
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

/** It had been held when its result was entered, and when anything came of it. */
function refuseAfter(heldOn: LocalDate, facts: DayFacts, rule: string): Decision<never> | null {
  const { enteredOn, lines } = daysOf(facts);
  const after = lines.flatMap(({ proposal, nextOn }) =>
    nextOn !== null && heldOn > nextOn ? [{ proposal, nextOn }] : [],
  );
  const isEnteredBefore = enteredOn !== null && heldOn > enteredOn;
  return after.length === 0 && !isEnteredBefore ? null : refuse('DAY_AFTER', rule, { heldOn, enteredOn, lines: after });
}

/**
 * Other seats would count the votes otherwise: that is no slip of the pen, and no correction may turn a result by a day.
 * Where nothing was voted on, or the votes were counted by the council of that very day, nothing can turn.
 */
function refuseOtherCouncil(
  judged: readonly (number | null)[],
  heldOn: LocalDate,
  facts: DayFacts,
  rule: string,
): Decision<never> | null {
  const { stands, asked } = daysOf(facts).council;
  return staysWithin(stands, asked, judged) ? null : refuse('COUNCIL_DIFFERS', rule, { heldOn, stands, asked });
}

/** Whether a day may go from one constitution to another, beside those by which votes were counted. */
export function staysWithin(stands: number | null, asked: number | null, judged: readonly (number | null)[]): boolean {
  return stands === asked || judged.every((constitution) => constitution === asked);
}

/** The constitutions by which the votes of a session were counted; none where it has voted on nothing. */
function judgedUnder({ entered, satUnder, corrected = [] }: Session): readonly (number | null)[] {
  const hasVoted = entered?.lines.some((line) => 'tally' in line) ?? false;
  return hasVoted ? [satUnder, ...corrected.map((each) => each.satUnder ?? null)] : [];
}

function daysOf({ days }: DayFacts): Days {
  if (days === undefined) throw new Error('The step did not load the fact days');
  return days;
}
