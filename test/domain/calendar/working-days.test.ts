import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  addDays,
  daysBetween,
  type LocalDate,
  parsePrintedDate,
  weekdayOf,
} from '../../../domain/calendar/local-date.ts';
import {
  countDays,
  type HolidayTable,
  isWorkingDay,
  nearestWorkingDay,
  type WorkingCalendar,
  workingCalendar,
  workingDaysBetween,
} from '../../../domain/calendar/working-days.ts';
import { holidayTables } from '../../../rules/holidays.ts';
import { seed } from './seed.ts';

const addWorkingDays = (from: LocalDate, days: number, of: WorkingCalendar) =>
  countDays(from, { days, unit: 'working' }, 'after', of);
const addCalendarDays = (from: LocalDate, days: number, of: WorkingCalendar) =>
  countDays(from, { days, unit: 'calendar' }, 'after', of);

const calendar = workingCalendar(holidayTables);
const works = (date: LocalDate) => isWorkingDay(date, calendar);
const worked = { working: true, provisional: false };
const off = { working: false, provisional: false };
const counted = (on: LocalDate, rest: object = {}) => ({ on, rolledFrom: null, provisionalYears: [], ...rest });

function table(part: Partial<HolidayTable>): HolidayTable {
  return {
    year: 2027,
    weekdaysOff: ['2027-01-01'],
    weekendDaysWorked: [],
    status: 'official',
    verification: 'V',
    citation: 'a notice of the test',
    enabled: true,
    ...part,
  };
}

test('the tables run from 2021 to 2026, each with its citation and the grade of its source', () => {
  expect(holidayTables.map((row) => [row.year, row.status, row.verification, row.enabled])).toEqual(
    [2021, 2022, 2023, 2024, 2025, 2026].map((year) => [year, 'official', 'S', true]),
  );
  expect(holidayTables.every((row) => row.citation.includes('N-20'))).toBe(true);
});

test('the tables hold exactly the days that law.md N-20 prints', () => {
  const printed: [number, string, string][] = [
    [2021, '1/1; 10,11,12,15,16/2; 21/4; 30/4; 3/5; 2,3/9', ''],
    [2022, '3/1; 31/1; 1,2,3,4/2; 11/4; 2,3/5; 1,2/9', ''],
    [2023, '2/1; 20,23,24,25,26/1; 1,2,3/5; 1,4/9', ''],
    [2024, '1/1; 8,9,12,13,14/2; 18/4; 29,30/4; 1/5; 2,3/9', '4/5'],
    [2025, '1/1; 27,28,29,30,31/1; 7/4; 30/4; 1,2/5; 1,2/9', '26/4'],
    [2026, '1,2/1; 16,17,18,19,20/2; 27/4; 30/4; 1/5; 31/8; 1,2/9; 24/11', '10/1; 22/8'],
  ];
  const days = (year: number, text: string) =>
    text
      .split('; ')
      .filter(Boolean)
      .flatMap((group) => {
        const [list = '', month] = group.split('/');
        return list.split(',').map((day) => parsePrintedDate(`${day}/${month}/${year}`));
      });
  expect(holidayTables.map((row) => [row.year, row.weekdaysOff, row.weekendDaysWorked])).toEqual(
    printed.map(([year, off, worked]) => [year, days(year, off), days(year, worked)]),
  );
});

test('each year has the 11 days of article 112, and from 2026 a twelfth, net of the swapped days', () => {
  const net = holidayTables.map((row) => new Set(row.weekdaysOff).size - row.weekendDaysWorked.length);
  expect(net).toEqual([11, 11, 11, 11, 11, 12]);
});

test('Saturdays worked in exchange are working days, and the weekdays given for them are not', () => {
  expect((['2024-05-04', '2025-04-26', '2026-01-10', '2026-08-22'] as const).map(works)).toEqual([
    worked,
    worked,
    worked,
    worked,
  ]);
  expect((['2024-04-29', '2025-05-02', '2026-01-02', '2026-08-31'] as const).map(works)).toEqual([off, off, off, off]);
});

test('an ordinary Saturday, Sunday and Monday beside a swapped Saturday keep their nature', () => {
  expect((['2024-05-03', '2024-05-04', '2024-05-05', '2024-05-11', '2024-05-06'] as const).map(works)).toEqual([
    worked,
    worked,
    off,
    off,
    worked,
  ]);
});

test('Tết 2021 begins after 9/2 and ends before 17/2', () => {
  const days = [9, 10, 11, 12, 13, 14, 15, 16, 17].map((day): LocalDate => addDays('2021-02-01', day - 1));
  expect(days.filter((date) => works(date).working)).toEqual(['2021-02-09', '2021-02-17']);
});

test('24/11 is a day off from 2026 on', () => {
  expect((['2025-11-24', '2026-11-23', '2026-11-24', '2026-11-25'] as const).map(works)).toEqual([
    worked,
    worked,
    off,
    worked,
  ]);
});

test('2020 and 2027 have no table: Monday to Friday, provisional', () => {
  expect(works('2020-12-31')).toEqual({ working: true, provisional: true });
  expect(works('2021-01-01')).toEqual(off);
  expect(works('2026-12-31')).toEqual(worked);
  expect(works('2027-01-01')).toEqual({ working: true, provisional: true });
  expect(works('2027-01-02')).toEqual({ working: false, provisional: true });
});

test('a table that is disabled, or computed from the lunar calendar, counts for nothing', () => {
  const without = workingCalendar([table({ enabled: false }), table({ status: 'computed' })]);
  expect(isWorkingDay('2027-01-01', without)).toEqual({ working: true, provisional: true });
  const withTable = workingCalendar([table({ status: 'computed' }), table({})]);
  expect(isWorkingDay('2027-01-01', withTable)).toEqual(off);
});

test('two official tables for one year, or a day that a table cannot hold, are refused', () => {
  expect(() => workingCalendar([table({}), table({})])).toThrow('Two official holiday tables for 2027');
  expect(() => workingCalendar([table({ weekdaysOff: ['2026-12-31'] })])).toThrow('2027 cannot hold 2026-12-31');
  expect(() => workingCalendar([table({ weekdaysOff: ['2027-01-02'] })])).toThrow('2027 cannot hold 2027-01-02');
  expect(() => workingCalendar([table({ weekendDaysWorked: ['2027-01-04'] })])).toThrow('2027 cannot hold 2027-01-04');
  expect(() => workingCalendar([table({ weekdaysOff: ['2027-02-30'] })])).toThrow(RangeError);
});

test('a working calendar travels as JSON unchanged', () => {
  expect(JSON.parse(JSON.stringify(calendar))).toEqual(calendar);
});

test('the first day is not counted', () => {
  expect(addWorkingDays('2021-03-01', 1, calendar)).toEqual(counted('2021-03-02'));
  expect(addWorkingDays('2021-03-05', 1, calendar)).toEqual(counted('2021-03-08'));
  expect(addWorkingDays('2021-03-06', 1, calendar)).toEqual(counted('2021-03-08'));
});

test('five working days over Tết 2021 take twelve calendar days', () => {
  expect(addWorkingDays('2021-02-05', 5, calendar)).toEqual(counted('2021-02-19'));
});

test('a swapped Saturday is counted and the Monday given for it is not', () => {
  expect(addWorkingDays('2024-05-02', 2, calendar)).toEqual(counted('2024-05-04'));
  expect(addWorkingDays('2024-05-02', 3, calendar)).toEqual(counted('2024-05-06'));
  expect(addWorkingDays('2024-04-26', 1, calendar)).toEqual(counted('2024-05-02'));
});

test('a term of calendar days that ends on a day off ends on the next working day', () => {
  expect(addCalendarDays('2021-04-20', 9, calendar)).toEqual(counted('2021-04-29'));
  expect(addCalendarDays('2021-04-20', 10, calendar)).toEqual(counted('2021-05-04', { rolledFrom: '2021-04-30' }));
  expect(addCalendarDays('2024-04-24', 10, calendar)).toEqual(counted('2024-05-04'));
  expect(addCalendarDays('2024-04-25', 10, calendar)).toEqual(counted('2024-05-06', { rolledFrom: '2024-05-05' }));
});

test('a term counted back from an event ends on the working day before a day off, never nearer to the event', () => {
  const back = (from: LocalDate, days: number) => countDays(from, { days, unit: 'calendar' }, 'before', calendar);
  expect(back('2021-02-24', 7)).toEqual(counted('2021-02-17'));
  expect(back('2021-02-23', 7)).toEqual(counted('2021-02-09', { rolledFrom: '2021-02-16' }));
  expect(countDays('2021-02-18', { days: 3, unit: 'working' }, 'before', calendar)).toEqual(counted('2021-02-08'));
});

test('a term of no days is the day itself, or the nearest working day', () => {
  expect(addWorkingDays('2021-04-29', 0, calendar)).toEqual(counted('2021-04-29'));
  expect(nearestWorkingDay('2021-05-01', 'after', calendar)).toEqual(
    counted('2021-05-04', { rolledFrom: '2021-05-01' }),
  );
  expect(nearestWorkingDay('2021-05-01', 'before', calendar)).toEqual(
    counted('2021-04-29', { rolledFrom: '2021-05-01' }),
  );
});

test('a count that stays in years with a table is certain, to their very last day', () => {
  expect(addWorkingDays('2026-12-30', 1, calendar)).toEqual(counted('2026-12-31'));
  expect(addCalendarDays('2026-12-01', 30, calendar)).toEqual(counted('2026-12-31'));
});

test('a count that needs a year without a table is provisional and names the year', () => {
  expect(addWorkingDays('2026-12-31', 1, calendar)).toEqual(counted('2027-01-01', { provisionalYears: [2027] }));
  expect(addWorkingDays('2020-12-30', 2, calendar)).toEqual(counted('2021-01-04', { provisionalYears: [2020] }));
  expect(addCalendarDays('2026-12-01', 31, calendar)).toEqual(counted('2027-01-01', { provisionalYears: [2027] }));
  expect(addCalendarDays('2027-12-31', 1, calendar)).toEqual(
    counted('2028-01-03', { rolledFrom: '2028-01-01', provisionalYears: [2028] }),
  );
  const far = addWorkingDays('2026-12-31', 300, calendar);
  expect(far.provisionalYears).toEqual([2027, 2028]);
});

test('a calendar count across a year without a table is certain when its last day is in a year that has one', () => {
  expect(addCalendarDays('2020-12-20', 16, calendar)).toEqual(counted('2021-01-05'));
});

test('a provisional count becomes certain when the table comes', () => {
  const later = workingCalendar([...holidayTables, table({})]);
  expect(addWorkingDays('2026-12-31', 1, later)).toEqual(counted('2027-01-04'));
});

test('what is left of a stopped term is counted in working days, the day of the stop not among them', () => {
  expect(workingDaysBetween('2021-02-09', '2021-02-19', calendar)).toEqual({ days: 3, provisionalYears: [] });
  expect(workingDaysBetween('2021-02-19', '2021-02-19', calendar)).toEqual({ days: 0, provisionalYears: [] });
  expect(workingDaysBetween('2021-02-22', '2021-02-19', calendar)).toEqual({ days: 0, provisionalYears: [] });
  expect(workingDaysBetween('2026-12-30', '2027-01-04', calendar)).toEqual({ days: 3, provisionalYears: [2027] });
});

test('a broken count of days is thrown', () => {
  for (const days of [-1, 0.5, Number.NaN, Number.POSITIVE_INFINITY]) {
    expect(() => addWorkingDays('2021-03-01', days, calendar)).toThrow(RangeError);
  }
});

const dateWithTable = fc
  .integer({ min: 0, max: daysBetween('2021-01-01', '2026-06-30') })
  .map((n) => addDays('2021-01-01', n));
const daysOff = new Set<string>(holidayTables.flatMap((row) => row.weekdaysOff));
const daysWorked = new Set<string>(holidayTables.flatMap((row) => row.weekendDaysWorked));

/** The same question asked without the product's code: list the days, strike those off, take the n-th. */
function nthWorkingDay(from: LocalDate, n: number): LocalDate | undefined {
  const following = Array.from({ length: n * 3 + 30 }, (_, index) => addDays(from, index + 1));
  const working = following.filter((d) => daysWorked.has(d) || (!daysOff.has(d) && ![0, 6].includes(weekdayOf(d))));
  return working[n - 1];
}

test('counting working days agrees with a list of days from which the days off are struck', () => {
  fc.assert(
    fc.property(dateWithTable, fc.integer({ min: 1, max: 60 }), (from, n) => {
      const { on } = addWorkingDays(from, n, calendar);
      expect(on).toBe(nthWorkingDay(from, n));
      expect(workingDaysBetween(from, on, calendar).days).toBe(n);
    }),
    { seed },
  );
});

test('every counted term ends on a working day, and a day more never ends earlier', () => {
  const anyDay = fc.integer({ min: 0, max: 4_000 }).map((n) => addDays('2019-06-01', n));
  const unit = fc.constantFrom('calendar' as const, 'working' as const);
  fc.assert(
    fc.property(anyDay, fc.integer({ min: 0, max: 60 }), unit, (from, days, unit) => {
      const after = countDays(from, { days, unit }, 'after', calendar).on;
      const before = countDays(from, { days, unit }, 'before', calendar).on;
      expect([works(after).working, works(before).working]).toEqual([true, true]);
      expect(countDays(from, { days: days + 1, unit }, 'after', calendar).on >= after).toBe(true);
      expect(countDays(from, { days: days + 1, unit }, 'before', calendar).on <= before).toBe(true);
      expect(daysBetween(from, after) >= days && daysBetween(before, from) >= days).toBe(true);
    }),
    { seed },
  );
});
