/** A calendar day as 'YYYY-MM-DD'. The type only shapes literals: text from outside goes through `parseLocalDate`. */
export type LocalDate = `${number}-${number}-${number}`;

/** A time of day as 'HH:MM', 24 hours, local. */
export type LocalTime = `${number}:${number}`;

export type Quarter = 1 | 2 | 3 | 4;

/** 0 is Sunday, 6 is Saturday. */
export type Weekday = 0 | 1 | 2 | 3 | 4 | 5 | 6;

/** All of Vietnam has kept +07:00 without daylight saving since 13/6/1975 (tzdata, Asia/Ho_Chi_Minh); no award is older. */
const OFFSET_MS = 7 * 3_600_000;
const DAY_MS = 86_400_000;

/** Null for any text that is not a possible date from year 0100 to 9999 in exactly this form, such as '2021-02-30'. */
export function parseLocalDate(text: string): LocalDate | null {
  return isLocalDate(text) ? text : null;
}

const FIRST_DAY: LocalDate = '1945-01-01';
const LAST_DAY: LocalDate = '2200-12-31';

/**
 * Whether people may name this day: no award of the country is older, and no award year will be younger for long. What
 * is counted from such a day is a day too, and its instant is less than the 292 years ahead that a timer can wait.
 */
export function mayBeNamed(date: LocalDate): boolean {
  return FIRST_DAY <= date && date <= LAST_DAY;
}

/** Reads a date as Vietnamese papers print it, 'd/m/yyyy' (leading zeros and spaces allowed); null for '80/02/2023'. */
export function parsePrintedDate(text: string): LocalDate | null {
  const [, day, month, year] = /^\s*(\d{1,2})\s*\/\s*(\d{1,2})\s*\/\s*(\d{4})\s*$/.exec(text) ?? [];
  if (day === undefined || month === undefined || year === undefined) return null;
  return parseLocalDate(`${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`);
}

export function isLocalDate(text: string): text is LocalDate {
  const [, year, month, day] = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text) ?? [];
  // Date.UTC turns 30 February into 2 March and year 50 into 1950: only what comes back unchanged is a date.
  return isoDay(Date.UTC(Number(year), Number(month) - 1, Number(day))) === text;
}

/** `days` is a whole number and may be negative. */
export function addDays(date: LocalDate, days: number): LocalDate {
  if (!Number.isSafeInteger(days)) throw new RangeError(`Not a whole number of days: ${days}`);
  return localDate(isoDay(utcMidnight(date) + days * DAY_MS));
}

/** Days from `from` to `to`: 1 from today to tomorrow, negative when `to` is earlier. */
export function daysBetween(from: LocalDate, to: LocalDate): number {
  return (utcMidnight(to) - utcMidnight(from)) / DAY_MS;
}

export function weekdayOf(date: LocalDate): Weekday {
  // `as`: getUTCDay gives 0 to 6 for every valid date, and utcMidnight has refused the others.
  return new Date(utcMidnight(date)).getUTCDay() as Weekday;
}

export function yearOf(date: LocalDate): number {
  return new Date(utcMidnight(date)).getUTCFullYear();
}

export function quarterOf(date: LocalDate): Quarter {
  // `as`: months 0 to 11 in threes give 1 to 4.
  return (Math.floor(new Date(utcMidnight(date)).getUTCMonth() / 3) + 1) as Quarter;
}

/** First and last day of a quarter. */
export function daysOfQuarter(year: number, quarter: Quarter): { from: LocalDate; to: LocalDate } {
  const from = localDate(isoDay(Date.UTC(year, (quarter - 1) * 3, 1)));
  return { from, to: localDate(isoDay(Date.UTC(year, quarter * 3, 0))) };
}

export function endOfMonth(date: LocalDate): LocalDate {
  const first = new Date(utcMidnight(date));
  return localDate(isoDay(Date.UTC(first.getUTCFullYear(), first.getUTCMonth() + 1, 0)));
}

/** Epoch milliseconds of 00:00 +07:00. */
export function startOfDay(date: LocalDate): number {
  return utcMidnight(date) - OFFSET_MS;
}

/** Epoch milliseconds of the end of the day, 24:00 +07:00: the first instant that no longer belongs to it. */
export function endOfDay(date: LocalDate): number {
  return startOfDay(date) + DAY_MS;
}

/** Epoch milliseconds of a local time of that day. */
export function atTime(date: LocalDate, time: LocalTime): number {
  const [, hours, minutes] = /^([01]\d|2[0-3]):([0-5]\d)$/.exec(time) ?? [];
  if (hours === undefined || minutes === undefined) throw new RangeError(`Not a time of day: ${time}`);
  return startOfDay(date) + (Number(hours) * 60 + Number(minutes)) * 60_000;
}

/** The local day in which an instant (epoch milliseconds) falls. */
export function dateOf(instant: number): LocalDate {
  return localDate(isoDay(instant + OFFSET_MS));
}

function utcMidnight(date: LocalDate): number {
  return Date.parse(`${localDate(date)}T00:00:00.000Z`);
}

function isoDay(utc: number): string | null {
  const date = new Date(utc);
  return Number.isNaN(date.getTime()) ? null : date.toISOString().slice(0, -'T00:00:00.000Z'.length);
}

function localDate(text: string | null): LocalDate {
  if (text === null || !isLocalDate(text)) throw new RangeError(`Not a date from year 0100 to 9999: ${text}`);
  return text;
}
