import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  addDays,
  atTime,
  dateOf,
  daysBetween,
  daysOfQuarter,
  endOfDay,
  endOfMonth,
  type LocalDate,
  parseLocalDate,
  parsePrintedDate,
  quarterOf,
  startOfDay,
  weekdayOf,
  yearOf,
} from '../../../domain/calendar/local-date.ts';
import { seed } from './seed.ts';

const anyDate = fc.integer({ min: -30_000, max: 30_000 }).map((days) => addDays('2000-01-01', days));

test('a date that the calendar does not have is refused', () => {
  const impossible = ['2021-02-29', '2021-02-30', '2100-02-29', '2021-04-31', '2021-13-01', '2021-00-10', '2021-01-00'];
  expect(impossible.map(parseLocalDate)).toEqual(impossible.map(() => null));
});

test('29 February exists in leap years only', () => {
  expect(['2020-02-29', '2024-02-29', '2000-02-29'].map(parseLocalDate)).toEqual([
    '2020-02-29',
    '2024-02-29',
    '2000-02-29',
  ]);
});

test('a date in any other form is refused', () => {
  const others = [
    '',
    'null',
    'no date',
    '2021-1-5',
    '2021-01-05T00:00',
    ' 2021-01-05',
    '2021-01-05\n',
    '0050-01-01',
    '12021-01-01',
  ];
  expect(others.map(parseLocalDate)).toEqual(others.map(() => null));
});

test('dates are read as Vietnamese papers print them', () => {
  expect(['30/01/2021', '10/3/2021', '5/4/2021', '15 / 01/2021'].map(parsePrintedDate)).toEqual([
    '2021-01-30',
    '2021-03-10',
    '2021-04-05',
    '2021-01-15',
  ]);
});

test('the date 80/02/2023 of the Ba Vì plan is not guessed', () => {
  const misprints = ['80/02/2023', '29/02/2023', '02/13/2023', '30/01', '30/01/21', '30-01-2021', '2021-01-30', ''];
  expect(misprints.map(parsePrintedDate)).toEqual(misprints.map(() => null));
});

test('a day begins at 00:00 +07:00, which is 17:00 UTC of the day before', () => {
  expect(startOfDay('2021-01-30')).toBe(Date.UTC(2021, 0, 29, 17));
  expect(endOfDay('2021-01-30')).toBe(Date.UTC(2021, 0, 30, 17));
  expect(atTime('2021-01-30', '07:30')).toBe(Date.UTC(2021, 0, 30, 0, 30));
  expect(atTime('2021-01-30', '23:59')).toBe(endOfDay('2021-01-30') - 60_000);
});

test('the year ends at 31/12 23:59:59.999 +07:00', () => {
  const newYear = startOfDay('2022-01-01');
  expect(dateOf(newYear - 1)).toBe('2021-12-31');
  expect(dateOf(newYear)).toBe('2022-01-01');
});

test('an instant before 1970 still has its day', () => {
  expect(dateOf(-1)).toBe('1970-01-01');
  expect(dateOf(startOfDay('1969-12-31'))).toBe('1969-12-31');
  expect(dateOf(startOfDay('1969-12-31') - 1)).toBe('1969-12-30');
});

test('counting passes leap days, month ends and year ends', () => {
  expect([addDays('2024-02-28', 1), addDays('2023-02-28', 1)]).toEqual(['2024-02-29', '2023-03-01']);
  expect([addDays('2021-12-31', 1), addDays('2022-01-01', -1)]).toEqual(['2022-01-01', '2021-12-31']);
  expect([daysBetween('2024-01-01', '2025-01-01'), daysBetween('2025-01-01', '2024-01-01')]).toEqual([366, -366]);
});

test('months and quarters know their last day', () => {
  expect(['2024-02-01', '2023-02-28', '2021-12-31', '2021-04-10'].map((date) => endOfMonth(date as LocalDate))).toEqual(
    ['2024-02-29', '2023-02-28', '2021-12-31', '2021-04-30'],
  );
  expect(([1, 2, 3, 4] as const).map((quarter) => daysOfQuarter(2020, quarter))).toEqual([
    { from: '2020-01-01', to: '2020-03-31' },
    { from: '2020-04-01', to: '2020-06-30' },
    { from: '2020-07-01', to: '2020-09-30' },
    { from: '2020-10-01', to: '2020-12-31' },
  ]);
});

test('a task due on 10/4 belongs to quarter II even when it is printed under quarter I', () => {
  expect([quarterOf('2021-03-31'), quarterOf('2021-04-01'), quarterOf('2021-04-10'), quarterOf('2021-12-31')]).toEqual([
    1, 2, 2, 4,
  ]);
});

test('weekdays agree with the printed calendar', () => {
  expect([weekdayOf('2026-11-24'), weekdayOf('2027-02-28'), weekdayOf('2027-07-10')]).toEqual([2, 0, 6]);
});

test('a defect in a date, a time or a count is thrown, never repaired', () => {
  expect(() => addDays('2021-02-30', 1)).toThrow(RangeError);
  expect(() => startOfDay('2021-02-30')).toThrow(RangeError);
  expect(() => addDays('2021-02-28', 0.5)).toThrow(RangeError);
  expect(() => addDays('9999-12-31', 1)).toThrow(RangeError);
  expect(() => dateOf(Number.NaN)).toThrow(RangeError);
  expect(() => atTime('2021-01-30', '24:00')).toThrow(RangeError);
  expect(() => atTime('2021-01-30', '7:30')).toThrow(RangeError);
});

test('every day has exactly its own 86,400,000 milliseconds', () => {
  fc.assert(
    fc.property(anyDate, fc.integer({ min: 0, max: 86_399_999 }), (date, ms) => {
      expect(dateOf(startOfDay(date) + ms)).toBe(date);
      expect(endOfDay(date)).toBe(startOfDay(addDays(date, 1)));
    }),
    { seed },
  );
});

test('going some days and coming back ends where it began, a week later is the same weekday', () => {
  fc.assert(
    fc.property(anyDate, fc.integer({ min: -9_999, max: 9_999 }), (date, days) => {
      const there = addDays(date, days);
      expect(daysBetween(date, there)).toBe(days);
      expect(addDays(there, -days)).toBe(date);
      expect(weekdayOf(addDays(date, 7))).toBe(weekdayOf(date));
      expect(Math.sign(days)).toBe(date === there ? 0 : date < there ? 1 : -1);
      expect(`${yearOf(date)}`).toBe(date.slice(0, 4));
    }),
    { seed },
  );
});
