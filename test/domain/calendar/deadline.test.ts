import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  type DeadlineSpec,
  dueAfter,
  isLate,
  type ResolvedDeadline,
  resolveDeadline,
} from '../../../domain/calendar/deadline.ts';
import { addDays, atTime, dateOf, endOfDay, type LocalDate, startOfDay } from '../../../domain/calendar/local-date.ts';
import { countDays, workingCalendar } from '../../../domain/calendar/working-days.ts';
import { holidayTables } from '../../../rules/holidays.ts';
import { seed } from './seed.ts';

const calendar = workingCalendar(holidayTables);
const resolve = (spec: DeadlineSpec, events: Record<string, LocalDate | undefined> = {}) =>
  resolveDeadline(spec, events, calendar);

function deadline(part: Partial<ResolvedDeadline>): ResolvedDeadline {
  return {
    opensAt: null,
    dueAt: null,
    printed: '',
    rule: 'no-date',
    lastDayOn: null,
    waitsFor: null,
    provisional: null,
    rolledFrom: null,
    fallsOnDayOff: false,
    dayOffMissingYear: null,
    ...part,
  };
}

const beforeThe30th: DeadlineSpec = { kind: 'before', printed: 'Trước ngày 30/01/2021', on: '2021-01-30' };
const atLatestThe30th: DeadlineSpec = { kind: 'atLatest', printed: 'Chậm nhất 30/01/2021', on: '2021-01-30' };

test('"Trước ngày 30/01" ends at 30/01 00:00 +07:00, so 29/01 is the last day', () => {
  expect(resolve(beforeThe30th)).toEqual(
    deadline({
      printed: 'Trước ngày 30/01/2021',
      rule: 'before-exclusive',
      lastDayOn: '2021-01-29',
      dueAt: Date.UTC(2021, 0, 29, 17),
    }),
  );
});

test('"chậm nhất 30/01" ends at 31/01 00:00 +07:00 and does not move although 30/01/2021 is a Saturday', () => {
  expect(resolve(atLatestThe30th)).toEqual(
    deadline({
      printed: 'Chậm nhất 30/01/2021',
      rule: 'at-latest-inclusive',
      lastDayOn: '2021-01-30',
      dueAt: Date.UTC(2021, 0, 30, 17),
      fallsOnDayOff: true,
    }),
  );
});

test('a command is in time to the last millisecond and late at the very instant', () => {
  const { dueAt } = resolve(beforeThe30th);
  expect([isLate(startOfDay('2021-01-30') - 1, dueAt), isLate(startOfDay('2021-01-30'), dueAt)]).toEqual([false, true]);
  const last = resolve(atLatestThe30th).dueAt;
  expect([isLate(startOfDay('2021-01-31') - 1, last), isLate(startOfDay('2021-01-31'), last)]).toEqual([false, true]);
});

test('"chậm nhất 31/12" is open until 31/12 23:59:59.999 +07:00', () => {
  const { dueAt } = resolve({ kind: 'atLatest', printed: 'chậm nhất 31/12', on: '2021-12-31' });
  const lastMillisecond = Date.UTC(2021, 11, 31, 16, 59, 59, 999);
  expect([isLate(lastMillisecond, dueAt), isLate(lastMillisecond + 1, dueAt)]).toEqual([false, true]);
});

test('"trước ngày 01/3" leaves 29 February to a leap year and 28 to another', () => {
  const lastDay = (on: LocalDate) => resolve({ kind: 'before', printed: '', on }).lastDayOn;
  expect([lastDay('2024-03-01'), lastDay('2023-03-01'), lastDay('2022-01-01')]).toEqual([
    '2024-02-29',
    '2023-02-28',
    '2021-12-31',
  ]);
});

test('a window takes in its first and its last day', () => {
  const window: DeadlineSpec = {
    kind: 'within',
    printed: 'Từ 01/3 đến 30/11/2023',
    from: '2023-03-01',
    to: '2023-11-30',
  };
  expect(resolve(window)).toEqual(
    deadline({
      printed: 'Từ 01/3 đến 30/11/2023',
      rule: 'within-inclusive',
      opensAt: startOfDay('2023-03-01'),
      dueAt: startOfDay('2023-12-01'),
      lastDayOn: '2023-11-30',
    }),
  );
});

test('a window may be one day long, but not end before it begins', () => {
  const oneDay = resolve({ kind: 'within', printed: '', from: '2023-03-01', to: '2023-03-01' });
  expect([oneDay.opensAt, oneDay.dueAt]).toEqual([startOfDay('2023-03-01'), startOfDay('2023-03-02')]);
  expect(() => resolve({ kind: 'within', printed: '', from: '2023-03-02', to: '2023-03-01' })).toThrow(RangeError);
});

test('a quarter runs from its first day to 24:00 of its last', () => {
  expect(resolve({ kind: 'quarter', printed: 'Quý IV', year: 2022, quarter: 4 })).toEqual(
    deadline({
      printed: 'Quý IV',
      rule: 'quarter-end',
      opensAt: startOfDay('2022-10-01'),
      dueAt: startOfDay('2023-01-01'),
      lastDayOn: '2022-12-31',
      fallsOnDayOff: true,
    }),
  );
});

test('a fixed date is certain in a year without a holiday table; only whether it is a day off is not', () => {
  const reunification = resolve({ kind: 'atLatest', printed: 'chậm nhất 30/4', on: '2020-04-30' });
  expect(reunification).toEqual(
    deadline({
      printed: 'chậm nhất 30/4',
      rule: 'at-latest-inclusive',
      lastDayOn: '2020-04-30',
      dueAt: startOfDay('2020-05-01'),
      dayOffMissingYear: 2020,
    }),
  );
  expect(reunification.provisional).toBeNull();
});

const weekBeforeCeremony: DeadlineSpec = {
  kind: 'relative',
  printed: '7 ngày trước lễ trao tặng',
  event: 'ceremony',
  days: 7,
  unit: 'calendar',
  direction: 'before',
};

test('T-7 of a ceremony allows the whole seventh day before it', () => {
  expect(resolve(weekBeforeCeremony, { ceremony: '2021-11-19' })).toEqual(
    deadline({
      printed: '7 ngày trước lễ trao tặng',
      rule: 'counted-calendar-days-before',
      lastDayOn: '2021-11-12',
      dueAt: startOfDay('2021-11-13'),
    }),
  );
});

test('T-7 that meets a day off ends on the working day before it, and says which day it left', () => {
  const { lastDayOn, rolledFrom, dueAt, fallsOnDayOff } = resolve(weekBeforeCeremony, { ceremony: '2021-11-20' });
  expect({ lastDayOn, rolledFrom, dueAt, fallsOnDayOff }).toEqual({
    lastDayOn: '2021-11-12',
    rolledFrom: '2021-11-13',
    dueAt: startOfDay('2021-11-13'),
    fallsOnDayOff: false,
  });
});

test('a deadline counted from an event that has no day yet waits for it and is never overdue', () => {
  const waiting = deadline({
    printed: '7 ngày trước lễ trao tặng',
    rule: 'counted-calendar-days-before',
    waitsFor: { kind: 'event', event: 'ceremony' },
  });
  expect(resolve(weekBeforeCeremony)).toEqual(waiting);
  expect(resolve(weekBeforeCeremony, { ceremony: undefined })).toEqual(waiting);
  expect(isLate(Number.MAX_SAFE_INTEGER, waiting.dueAt)).toBe(false);
});

test('an event may have any name, also one that every object has', () => {
  const odd = resolve({ ...weekBeforeCeremony, event: 'constructor' });
  expect(odd.waitsFor).toEqual({ kind: 'event', event: 'constructor' });
});

test('working days after receipt skip the day of receipt, Tết and weekends', () => {
  const appraisal: DeadlineSpec = {
    kind: 'relative',
    printed: '20 ngày làm việc kể từ ngày nhận đủ hồ sơ',
    event: 'received',
    days: 20,
    unit: 'working',
    direction: 'after',
  };
  expect(resolve(appraisal, { received: '2021-02-03' })).toEqual(
    deadline({
      printed: '20 ngày làm việc kể từ ngày nhận đủ hồ sơ',
      rule: 'counted-working-days-after',
      lastDayOn: '2021-03-10',
      dueAt: startOfDay('2021-03-11'),
    }),
  );
});

test('a counted term that needs 2027 is provisional and names the year', () => {
  const term = resolve(
    { kind: 'relative', printed: '', event: 'received', days: 5, unit: 'working', direction: 'after' },
    { received: '2026-12-29' },
  );
  expect(term.provisional).toEqual({ missingYears: [2027] });
  expect(term.lastDayOn).toBe('2027-01-05');
});

test('a date left to the level above waits for it and is never overdue', () => {
  const spec: DeadlineSpec = { kind: 'setByAbove', printed: 'Theo Kế hoạch của Thành phố' };
  expect(resolve(spec)).toEqual(
    deadline({ printed: 'Theo Kế hoạch của Thành phố', rule: 'set-by-above', waitsFor: { kind: 'levelAbove' } }),
  );
});

test('a misprinted date stays as printed and waits for a named amendment', () => {
  const spec: DeadlineSpec = { kind: 'anomalous', printed: 'ngày 80/02/2023', reason: 'no such day' };
  expect(resolve(spec)).toEqual(
    deadline({
      printed: 'ngày 80/02/2023',
      rule: 'anomalous',
      waitsFor: { kind: 'amendment', reason: 'no such day' },
    }),
  );
});

test('a stage without a date is never overdue and waits for nothing', () => {
  const none = resolve({ kind: 'none', printed: '' });
  expect(none).toEqual(deadline({}));
  expect(isLate(Number.MAX_SAFE_INTEGER, none.dueAt)).toBe(false);
});

test('an impossible date that slipped past the plan check is thrown, never moved to March', () => {
  expect(() => resolve({ kind: 'before', printed: '', on: '2021-02-30' })).toThrow(RangeError);
  expect(() => resolve({ kind: 'atLatest', printed: '', on: '2021-02-30' })).toThrow(RangeError);
});

test('a service time starts with the local day of receipt, which is not counted', () => {
  const due = (receivedAt: number) => dueAfter(receivedAt, { days: 10, unit: 'working' }, calendar);
  const midnight = startOfDay('2021-03-02');
  expect(due(midnight - 1)).toEqual({
    dueAt: startOfDay('2021-03-16'),
    lastDayOn: '2021-03-15',
    provisional: null,
    rolledFrom: null,
  });
  expect(due(midnight).lastDayOn).toBe('2021-03-16');
});

test('a service time received on a day off starts with the next day', () => {
  const saturday = atTime('2021-03-06', '10:00');
  expect(dueAfter(saturday, { days: 1, unit: 'working' }, calendar).lastDayOn).toBe('2021-03-08');
});

test('a service time in calendar days that ends in the holidays ends after them', () => {
  const term = dueAfter(atTime('2026-08-19', '09:00'), { days: 10, unit: 'calendar' }, calendar);
  expect(term).toEqual({
    dueAt: startOfDay('2026-09-04'),
    lastDayOn: '2026-09-03',
    provisional: null,
    rolledFrom: '2026-08-29',
  });
});

test('whatever has a last day is due at 24:00 of it, and "before" a day is "at latest" the day before', () => {
  const anyDay = fc.integer({ min: 0, max: 4_000 }).map((n) => addDays('2019-06-01', n));
  fc.assert(
    fc.property(anyDay, (on) => {
      const before = resolve({ kind: 'before', printed: '', on });
      const atLatest = resolve({ kind: 'atLatest', printed: '', on: addDays(on, -1) });
      expect({ ...before, rule: null }).toEqual({ ...atLatest, rule: null });
      expect(before.lastDayOn === null ? null : endOfDay(before.lastDayOn)).toBe(before.dueAt);
    }),
    { seed },
  );
});

test('the hour of receipt never changes a service time, the day does', () => {
  const instant = fc.integer({ min: startOfDay('2019-06-01'), max: startOfDay('2028-06-01') });
  fc.assert(
    fc.property(instant, fc.integer({ min: 1, max: 40 }), (receivedAt, days) => {
      const due = dueAfter(receivedAt, { days, unit: 'working' }, calendar);
      expect(due.lastDayOn).toBe(countDays(dateOf(receivedAt), { days, unit: 'working' }, 'after', calendar).on);
      expect(due.dueAt).toBe(dueAfter(startOfDay(dateOf(receivedAt)), { days, unit: 'working' }, calendar).dueAt);
    }),
    { seed },
  );
});
