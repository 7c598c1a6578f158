import { addDays, daysBetween, type LocalDate, weekdayOf, yearOf } from './local-date.ts';

/** One year's days off and days swapped for them, as the yearly notice gives them. */
export type HolidayTable = {
  readonly year: number;
  /** Days from Monday to Friday on which offices are closed. */
  readonly weekdaysOff: readonly LocalDate[];
  /** Saturdays or Sundays worked in exchange (hoán đổi). */
  readonly weekendDaysWorked: readonly LocalDate[];
  /** `official`: taken from the yearly notice. `computed`: from the lunar calendar; never used to count, only shown. */
  readonly status: 'official' | 'computed';
  /** How far the source was checked, in the codes of law.md: V verified, S second-hand, L local, U unverified, X disputed. */
  readonly verification: 'V' | 'S' | 'L' | 'U' | 'X';
  readonly citation: string;
  readonly enabled: boolean;
};

/** Plain data, so that it may travel as JSON: which years have a table, and the days that differ from Monday to Friday. */
export type WorkingCalendar = {
  readonly officialYears: readonly number[];
  readonly exceptions: { readonly [date: LocalDate]: 'off' | 'worked' };
};

export type DayUnit = 'calendar' | 'working';

export type Term = { readonly days: number; readonly unit: DayUnit };

/** The last day of a counted term. A term is provisional when `provisionalYears` is not empty. */
export type CountedDay = {
  readonly on: LocalDate;
  /** The day that the count itself reached, when that was a day off and the term moved to a working day. */
  readonly rolledFrom: LocalDate | null;
  /** Years without an enabled official table that the count had to ask, ascending. */
  readonly provisionalYears: readonly number[];
};

/** Throws RangeError when two enabled official tables claim a year, or a table lists a day that it cannot hold. */
export function workingCalendar(tables: readonly HolidayTable[]): WorkingCalendar {
  const inForce = tables.filter((table) => table.enabled && table.status === 'official');
  const officialYears = inForce.map((table) => table.year).sort((a, b) => a - b);
  const twice = officialYears.find((year, index) => officialYears.indexOf(year) !== index);
  if (twice !== undefined) throw new RangeError(`Two official holiday tables for ${twice}`);
  return { officialYears, exceptions: Object.fromEntries(inForce.flatMap(exceptionsOf)) };
}

function exceptionsOf(table: HolidayTable): [LocalDate, 'off' | 'worked'][] {
  const misplaced = [
    ...table.weekdaysOff.filter((date) => yearOf(date) !== table.year || isWeekend(date)),
    ...table.weekendDaysWorked.filter((date) => yearOf(date) !== table.year || !isWeekend(date)),
  ];
  if (misplaced.length > 0) throw new RangeError(`Holiday table ${table.year} cannot hold ${misplaced.join(', ')}`);
  return [
    ...table.weekdaysOff.map((date): [LocalDate, 'off'] => [date, 'off']),
    ...table.weekendDaysWorked.map((date): [LocalDate, 'worked'] => [date, 'worked']),
  ];
}

function isWeekend(date: LocalDate): boolean {
  const weekday = weekdayOf(date);
  return weekday === 0 || weekday === 6;
}

/**
 * Monday to Friday, less the days off, plus the weekend days worked (law.md N-08, N-10).
 * `provisional`: the year of the date has no table, so Monday to Friday is all that is known.
 */
export function isWorkingDay(
  date: LocalDate,
  calendar: WorkingCalendar,
): { readonly working: boolean; readonly provisional: boolean } {
  if (!calendar.officialYears.includes(yearOf(date))) return { working: !isWeekend(date), provisional: true };
  const exception = calendar.exceptions[date];
  return { working: exception === undefined ? !isWeekend(date) : exception === 'worked', provisional: false };
}

/**
 * Counts a term from a day that is not itself counted (BLDS 2015 art. 147) to its last day, which is a working day (art. 148).
 * `before` counts backwards and moves off a day off backwards too: "at least 10 days before" must keep its 10 days.
 * Throws RangeError unless `days` is a whole number from 0 up.
 */
export function countDays(
  from: LocalDate,
  { days, unit }: Term,
  direction: 'before' | 'after',
  calendar: WorkingCalendar,
): CountedDay {
  if (!Number.isSafeInteger(days) || days < 0) throw new RangeError(`Not a count of days: ${days}`);
  const step = direction === 'after' ? 1 : -1;
  const reached =
    unit === 'calendar' ? { on: addDays(from, step * days), years: [] } : walk(from, days, step, calendar);
  const rolled = roll(reached.on, step, calendar);
  return {
    on: rolled.on,
    rolledFrom: rolled.on === reached.on ? null : reached.on,
    provisionalYears: ascending([...reached.years, ...rolled.years]),
  };
}

type Walk = { on: LocalDate; years: number[] };

function walk(from: LocalDate, days: number, step: 1 | -1, calendar: WorkingCalendar): Walk {
  const years: number[] = [];
  let on = from;
  for (let left = days; left > 0; ) {
    on = addDays(on, step);
    const { working, provisional } = isWorkingDay(on, calendar);
    if (provisional) years.push(yearOf(on));
    if (working) left -= 1;
  }
  return { on, years };
}

function roll(date: LocalDate, step: 1 | -1, calendar: WorkingCalendar): Walk {
  const { working, provisional } = isWorkingDay(date, calendar);
  const next = working ? { on: date, years: [] } : walk(date, 1, step, calendar);
  return { on: next.on, years: provisional ? [yearOf(date), ...next.years] : next.years };
}

/** The working day itself, or the nearest one before or after a day off. */
export function nearestWorkingDay(
  date: LocalDate,
  direction: 'before' | 'after',
  calendar: WorkingCalendar,
): CountedDay {
  return countDays(date, { days: 0, unit: 'calendar' }, direction, calendar);
}

/**
 * Working days after `from` up to and including `to`, so that what is left of a paused term can be counted on later;
 * 0 when `to` is not after `from`.
 */
export function workingDaysBetween(
  from: LocalDate,
  to: LocalDate,
  calendar: WorkingCalendar,
): { readonly days: number; readonly provisionalYears: readonly number[] } {
  const years: number[] = [];
  let days = 0;
  for (let passed = 1; passed <= daysBetween(from, to); passed += 1) {
    const on = addDays(from, passed);
    const { working, provisional } = isWorkingDay(on, calendar);
    if (provisional) years.push(yearOf(on));
    if (working) days += 1;
  }
  return { days, provisionalYears: ascending(years) };
}

function ascending(years: readonly number[]): number[] {
  return [...new Set(years)].sort((a, b) => a - b);
}
