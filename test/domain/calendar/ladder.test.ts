import fc from 'fast-check';
import { expect, test } from 'vitest';
import { dueAfter } from '../../../domain/calendar/deadline.ts';
import {
  defaultLadder,
  type LadderSpec,
  nextWorkingMorning,
  type Rung,
  rungsOf,
} from '../../../domain/calendar/ladder.ts';
import { addDays, atTime, dateOf, endOfDay, type LocalDate, mayBeNamed } from '../../../domain/calendar/local-date.ts';
import { isWorkingDay, workingCalendar } from '../../../domain/calendar/working-days.ts';
import { holidayTables } from '../../../rules/holidays.ts';
import { seed } from './seed.ts';

const calendar = workingCalendar(holidayTables);
const morning = (date: LocalDate) => atTime(date, '07:30');
const story = (rungs: readonly Rung[]) => rungs.map((rung) => `${dateOf(rung.at)} T${rung.offset} ${rung.tells}`);
const ladder = (part: Partial<LadderSpec>): LadderSpec => ({ beforeDays: [], afterDue: [], ...part });

test('the usual ladder reminds the owner before, and climbs to the head and the chair after', () => {
  expect(rungsOf('2021-03-24', defaultLadder, calendar)).toEqual([
    { at: morning('2021-03-17'), tells: 'owner', kind: 'before', offset: -7, unit: 'calendar', provisional: false },
    { at: morning('2021-03-19'), tells: 'owner', kind: 'before', offset: -3, unit: 'calendar', provisional: false },
    { at: morning('2021-03-23'), tells: 'owner', kind: 'before', offset: -1, unit: 'calendar', provisional: false },
    { at: morning('2021-03-25'), tells: 'owner', kind: 'after', offset: 1, unit: 'calendar', provisional: false },
    { at: morning('2021-03-29'), tells: 'head', kind: 'after', offset: 3, unit: 'working', provisional: false },
    { at: morning('2021-03-31'), tells: 'chair', kind: 'after', offset: 7, unit: 'calendar', provisional: false },
  ]);
});

test('a rung rings at 07:30 +07:00', () => {
  const [rung] = rungsOf('2021-03-24', ladder({ beforeDays: [0] }), calendar);
  expect(rung?.at).toBe(Date.UTC(2021, 2, 24, 0, 30));
});

test('a rung before the deadline that meets a day off moves to the working morning before it', () => {
  const rungs = rungsOf('2021-02-22', ladder({ beforeDays: [7, 5, 3, 1, 0] }), calendar);
  expect(story(rungs)).toEqual([
    '2021-02-09 T-7 owner',
    '2021-02-17 T-5 owner',
    '2021-02-19 T-3 owner',
    '2021-02-19 T-1 owner',
    '2021-02-22 T0 owner',
  ]);
});

test('a rung after the deadline that meets a day off moves to the working morning after it', () => {
  expect(story(rungsOf('2021-04-29', ladder({ afterDue: defaultLadder.afterDue }), calendar))).toEqual([
    '2021-05-04 T1 owner',
    '2021-05-06 T3 head',
    '2021-05-06 T7 chair',
  ]);
});

test('a swapped Saturday is a working morning', () => {
  const afterDue = [{ days: 1, unit: 'calendar', tells: 'owner' }] as const;
  expect(story(rungsOf('2024-05-03', ladder({ beforeDays: [5], afterDue }), calendar))).toEqual([
    '2024-04-26 T-5 owner',
    '2024-05-04 T1 owner',
  ]);
});

test('the chair is never told before the head, even when T+7 falls before T+3 working days at Tết', () => {
  expect(story(rungsOf('2021-02-08', ladder({ afterDue: defaultLadder.afterDue }), calendar))).toEqual([
    '2021-02-09 T1 owner',
    '2021-02-18 T3 head',
    '2021-02-18 T7 chair',
  ]);
});

test('a plan may tell others, in its own order and days', () => {
  const afterDue = [
    { days: 2, unit: 'working', tells: 'chair' },
    { days: 10, unit: 'working', tells: 'owner' },
    { days: 1, unit: 'working', tells: 'owner' },
  ] as const;
  expect(story(rungsOf('2021-03-24', ladder({ afterDue }), calendar))).toEqual([
    '2021-03-25 T1 owner',
    '2021-03-26 T2 chair',
    '2021-04-07 T10 owner',
  ]);
});

test('nobody is told of a missed deadline on a day that is still in time', () => {
  const afterDue = [{ days: 0, unit: 'calendar', tells: 'chair' }] as const;
  expect(() => rungsOf('2021-03-24', ladder({ afterDue }), calendar)).toThrow(RangeError);
  expect(() => rungsOf('2021-03-24', ladder({ beforeDays: [-1] }), calendar)).toThrow(RangeError);
});

test('rungs in a year without a table keep Monday to Friday and say so', () => {
  const rungs = rungsOf('2026-12-31', ladder({ beforeDays: [1], afterDue: defaultLadder.afterDue }), calendar);
  expect(rungs.map((rung) => [dateOf(rung.at), rung.provisional])).toEqual([
    ['2026-12-30', false],
    ['2027-01-01', true],
    ['2027-01-05', true],
    ['2027-01-07', true],
  ]);
});

test('the next working morning is strictly after the instant asked about', () => {
  const at = morning('2021-03-24');
  expect(nextWorkingMorning(at - 1, calendar)).toEqual({ at, provisional: false });
  expect(nextWorkingMorning(at, calendar)).toEqual({ at: morning('2021-03-25'), provisional: false });
});

test('the next working morning passes weekends, Tết and the new year', () => {
  expect(nextWorkingMorning(morning('2021-03-26'), calendar).at).toBe(morning('2021-03-29'));
  expect(nextWorkingMorning(morning('2021-02-09'), calendar).at).toBe(morning('2021-02-17'));
  expect(nextWorkingMorning(endOfDay('2021-12-31') - 1, calendar).at).toBe(morning('2022-01-04'));
  expect(nextWorkingMorning(morning('2024-05-03'), calendar).at).toBe(morning('2024-05-04'));
});

test('reminder mornings fall back to Monday to Friday where no table is, and say so', () => {
  expect(nextWorkingMorning(morning('2020-04-29'), calendar)).toEqual({ at: morning('2020-04-30'), provisional: true });
  expect(nextWorkingMorning(morning('2026-12-30'), calendar)).toEqual({
    at: morning('2026-12-31'),
    provisional: false,
  });
  expect(nextWorkingMorning(morning('2026-12-31'), calendar)).toEqual({ at: morning('2027-01-01'), provisional: true });
  expect(nextWorkingMorning(morning('2027-01-01'), calendar)).toEqual({ at: morning('2027-01-04'), provisional: true });
});

test.each(['1945-01-01', '2200-12-31'] as const)('of the outermost day that may be named all is told: %s', (day) => {
  const widest = ladder({
    beforeDays: [0, 3_660],
    afterDue: [{ days: 3_660, unit: 'working', tells: 'chair' }],
  });
  expect(mayBeNamed(day)).toBe(true);
  for (const spec of [defaultLadder, widest]) expect(rungsOf(day, spec, calendar).length).toBeGreaterThan(2);
  expect(nextWorkingMorning(endOfDay(day), calendar).at).toBeGreaterThan(endOfDay(day));
  expect(dueAfter(morning(day), { days: 3_660, unit: 'working' }, calendar).dueAt).toBeGreaterThan(endOfDay(day));
});

test('no day before or after them may be named', () => {
  expect((['1944-12-31', '2201-01-01', '9999-12-31'] as const).map(mayBeNamed)).toEqual([false, false, false]);
});

const anyDay = fc.integer({ min: 0, max: 4_000 }).map((n) => addDays('2019-06-01', n));

test('every rung is a working morning, on its own side of the deadline, and the levels are told in order', () => {
  fc.assert(
    fc.property(anyDay, (lastDayOn) => {
      const rungs = rungsOf(lastDayOn, defaultLadder, calendar);
      for (const rung of rungs) {
        expect(rung.at).toBe(morning(dateOf(rung.at)));
        expect(isWorkingDay(dateOf(rung.at), calendar).working).toBe(true);
        expect(rung.at < endOfDay(lastDayOn)).toBe(rung.kind === 'before');
      }
      expect(rungs.map((rung) => rung.at)).toEqual(rungs.map((rung) => rung.at).sort((a, b) => a - b));
      expect(rungs.filter((rung) => rung.kind === 'after').map((rung) => rung.tells)).toEqual([
        'owner',
        'head',
        'chair',
      ]);
    }),
    { seed },
  );
});

test('waking morning after morning misses no working day and wakes on no day off', () => {
  const wakes: string[] = [];
  let at = nextWorkingMorning(morning('2023-12-31'), calendar).at;
  for (let turn = 0; turn < 366 && dateOf(at) <= '2024-12-31'; turn += 1) {
    wakes.push(dateOf(at));
    at = nextWorkingMorning(at, calendar).at;
  }
  const all = Array.from({ length: 366 }, (_, index) => addDays('2024-01-01', index));
  expect(wakes).toEqual(all.filter((date) => isWorkingDay(date, calendar).working));
  expect(wakes.length).toBe(251);
});
