import {
  addDays,
  dateOf,
  daysBetween,
  daysOfQuarter,
  endOfDay,
  type LocalDate,
  type Quarter,
  startOfDay,
  yearOf,
} from './local-date.ts';
import {
  type CountedDay,
  countDays,
  type DayUnit,
  isWorkingDay,
  type Term,
  type WorkingCalendar,
  workingDaysBetween,
} from './working-days.ts';

/** A deadline as the plan says it. `printed` is the wording of the document, untouched; '' where it prints none. */
export type DeadlineSpec =
  /** "Trước ngày 30/01": the day named is already too late. */
  | { readonly kind: 'before'; readonly printed: string; readonly on: LocalDate }
  /** "Chậm nhất ngày 30/01": the day named is the last one allowed. */
  | { readonly kind: 'atLatest'; readonly printed: string; readonly on: LocalDate }
  /** From the first day to the last, both included. */
  | { readonly kind: 'within'; readonly printed: string; readonly from: LocalDate; readonly to: LocalDate }
  | { readonly kind: 'quarter'; readonly printed: string; readonly year: number; readonly quarter: Quarter }
  /** So many days before or after a day that is known only when it happens or is set ("T-7" of the ceremony). */
  | {
      readonly kind: 'relative';
      readonly printed: string;
      readonly event: string;
      readonly days: number;
      readonly unit: DayUnit;
      readonly direction: 'before' | 'after';
    }
  /** The level above sets the date and has not done so. */
  | {
      readonly kind: 'setByAbove';
      readonly printed: string;
      /** Key of the task in the plan of the level above that dates it, where it is known. */
      readonly task?: string;
      /** Key of that plan; absent in plans that were read before it was asked for. */
      readonly plan?: string;
    }
  /** The document prints what cannot be a date ("80/02/2023"): a named person must amend it. */
  | { readonly kind: 'anomalous'; readonly printed: string; readonly reason: string }
  /** A stage that the document does not date. */
  | { readonly kind: 'none'; readonly printed: string };

/** Names the rule that gave the instant, for the screen and the audit. */
export type DeadlineRule =
  | 'before-exclusive'
  | 'at-latest-inclusive'
  | 'within-inclusive'
  | 'quarter-end'
  | `counted-${DayUnit}-days-${'before' | 'after'}`
  | 'set-by-above'
  | 'anomalous'
  | 'no-date';

/** Whom or what a deadline without an instant waits for; a deadline that waits is never overdue. */
export type WaitsFor =
  | { readonly kind: 'levelAbove' }
  | { readonly kind: 'event'; readonly event: string }
  | { readonly kind: 'amendment'; readonly reason: string };

export type ResolvedDeadline = {
  /** Epoch milliseconds; null where the deadline itself names no beginning. */
  readonly opensAt: number | null;
  /** Epoch milliseconds of the first instant that is late; null is never overdue. */
  readonly dueAt: number | null;
  readonly printed: string;
  readonly rule: DeadlineRule;
  /** The last day allowed: dueAt is its 24:00. */
  readonly lastDayOn: LocalDate | null;
  readonly waitsFor: WaitsFor | null;
  /** The instant rests on Monday to Friday for these years: it causes no lapse and is computed again with their table. */
  readonly provisional: { readonly missingYears: readonly number[] } | null;
  /** The day that a counted term reached before it moved to a working day. */
  readonly rolledFrom: LocalDate | null;
  /** The last day allowed is a day off. Only fixed dates can be: they do not roll, the screen says so. */
  readonly fallsOnDayOff: boolean;
  /** `fallsOnDayOff` was read from Monday to Friday because this year has no table; the instant is not in doubt. */
  readonly dayOffMissingYear: number | null;
};

/** Days of events by the keys that plans use; absent or undefined until known. */
export type EventDays = { readonly [event: string]: LocalDate | undefined };

/** Throws RangeError for a spec that no checked plan holds: an impossible date, a window that ends before it begins. */
export function resolveDeadline(spec: DeadlineSpec, events: EventDays, calendar: WorkingCalendar): ResolvedDeadline {
  switch (spec.kind) {
    case 'before':
      return fixed(spec.printed, 'before-exclusive', { from: null, to: addDays(spec.on, -1) }, calendar);
    case 'atLatest':
      return fixed(spec.printed, 'at-latest-inclusive', { from: null, to: spec.on }, calendar);
    case 'within':
      return fixed(spec.printed, 'within-inclusive', spec, calendar);
    case 'quarter':
      return fixed(spec.printed, 'quarter-end', daysOfQuarter(spec.year, spec.quarter), calendar);
    case 'relative':
      return counted(spec, events, calendar);
    case 'setByAbove':
      return undated(spec.printed, 'set-by-above', { kind: 'levelAbove' });
    case 'anomalous':
      return undated(spec.printed, 'anomalous', { kind: 'amendment', reason: spec.reason });
    case 'none':
      return undated(spec.printed, 'no-date', null);
  }
}

/** A command received at the very instant of the deadline is late; without an instant nothing is. */
export function isLate(receivedAt: number, dueAt: number | null): boolean {
  return dueAt !== null && receivedAt >= dueAt;
}

/** A service time counted from an instant of receipt; the local day of receipt is not counted. */
export function dueAfter(receivedAt: number, term: Term, calendar: WorkingCalendar): TermEnd {
  return endOf(countDays(dateOf(receivedAt), term, 'after', calendar));
}

/**
 * A counted term that stood still and goes on: what was left of it, in its own unit, from the instant of going on. The
 * local days of stopping and of going on are not counted, as that of receipt is not.
 */
export function continuedFrom(
  resumedAt: number,
  stopped: { readonly dueAt: number; readonly unit: DayUnit; readonly stoppedAt: number },
  calendar: WorkingCalendar,
): TermEnd {
  const [from, to] = [dateOf(stopped.stoppedAt), dateOf(stopped.dueAt - 1)];
  const working = stopped.unit === 'working' ? workingDaysBetween(from, to, calendar) : null;
  const days = working?.days ?? Math.max(0, daysBetween(from, to));
  const counted = countDays(dateOf(resumedAt), { days, unit: stopped.unit }, 'after', calendar);
  const years = new Set([...(working?.provisionalYears ?? []), ...counted.provisionalYears]);
  return endOf({ ...counted, provisionalYears: [...years].sort((a, b) => a - b) });
}

export type TermEnd = Pick<ResolvedDeadline, 'provisional' | 'rolledFrom'> & {
  readonly dueAt: number;
  readonly lastDayOn: LocalDate;
};

function endOf({ on, rolledFrom, provisionalYears }: CountedDay): TermEnd {
  const provisional = provisionalYears.length === 0 ? null : { missingYears: provisionalYears };
  return { dueAt: endOfDay(on), lastDayOn: on, provisional, rolledFrom };
}

/** Law.md N-04: no text moves a fixed date off a day off, so it stays. */
function fixed(
  printed: string,
  rule: DeadlineRule,
  { from, to }: { readonly from: LocalDate | null; readonly to: LocalDate },
  calendar: WorkingCalendar,
): ResolvedDeadline {
  const [opensAt, dueAt] = [from === null ? null : startOfDay(from), endOfDay(to)];
  if (opensAt !== null && opensAt >= dueAt) throw new RangeError(`The window ${from} to ${to} ends before it begins`);
  const { working, provisional } = isWorkingDay(to, calendar);
  return {
    ...undated(printed, rule, null),
    opensAt,
    dueAt,
    lastDayOn: to,
    fallsOnDayOff: !working,
    dayOffMissingYear: provisional ? yearOf(to) : null,
  };
}

function counted(
  spec: Extract<DeadlineSpec, { kind: 'relative' }>,
  events: EventDays,
  calendar: WorkingCalendar,
): ResolvedDeadline {
  const { printed, event, unit, direction } = spec;
  const rule: DeadlineRule = `counted-${unit}-days-${direction}`;
  // An event named 'constructor' must not be found on the prototype.
  const happensOn = Object.hasOwn(events, event) ? events[event] : undefined;
  if (happensOn === undefined) return undated(printed, rule, { kind: 'event', event });
  return { ...undated(printed, rule, null), ...endOf(countDays(happensOn, spec, direction, calendar)) };
}

function undated(printed: string, rule: DeadlineRule, waitsFor: WaitsFor | null): ResolvedDeadline {
  return {
    opensAt: null,
    dueAt: null,
    printed,
    rule,
    lastDayOn: null,
    waitsFor,
    provisional: null,
    rolledFrom: null,
    fallsOnDayOff: false,
    dayOffMissingYear: null,
  };
}
