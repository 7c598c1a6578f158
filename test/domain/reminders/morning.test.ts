import { expect, test } from 'vitest';
import { defaultLadder } from '../../../domain/calendar/ladder.ts';
import { addDays, atTime, type LocalDate, startOfDay } from '../../../domain/calendar/local-date.ts';
import { morningsIn } from '../../../domain/calendar/mornings.ts';
import { gathered, type OwedThing, roleTold, tellingsOf } from '../../../domain/reminders/morning.ts';
import { calendar } from '../../plans/hoang-mai.ts';

/** Came on Tuesday 5 January 2021 at noon; due at 00:00 of Friday 29 January, so Thursday the 28th is its last day. */
const thing: OwedThing = {
  kind: 'stage',
  role: 'unitClerk',
  unit: 'ward-1',
  plan: 'p-2021',
  round: 'annual',
  what: 'q1',
  count: 3,
  opensAt: null,
  dueAt: startOfDay('2021-01-29'),
  printed: null,
  since: atTime('2021-01-05', '12:00'),
};

const told = (on: LocalDate, change: Partial<OwedThing> = {}, lastOn = addDays(on, -1)) =>
  tellingsOf(
    { ...thing, ...change },
    { asOf: atTime(on, '07:30'), lastAskedAt: atTime(lastOn, '07:30') },
    defaultLadder,
    morningsIn(calendar),
  ).map(({ tells, why, offset }) => `${why} ${offset} to ${tells}`);

/** Every morning from a day on that says something, and what. */
function year(from: LocalDate, days: number, change: Partial<OwedThing> = {}): Record<string, string[]> {
  const all = Array.from({ length: days }, (_, index) => addDays(from, index));
  return Object.fromEntries(all.map((day) => [day, told(day, change)] as const).filter(([, said]) => said.length > 0));
}

test('a thing is told when it comes, as its day comes nearer, and up the ladder when it has passed', () => {
  expect(year('2021-01-01', 60)).toEqual({
    '2021-01-06': ['new 0 to owner'],
    '2021-01-21': ['before -7 to owner'],
    '2021-01-25': ['before -3 to owner'],
    '2021-01-27': ['before -1 to owner'],
    '2021-01-29': ['after 1 to owner'],
    '2021-02-02': ['after 3 to head'],
    '2021-02-04': ['after 7 to chair'],
  });
});

test('what came before half past seven is new that very morning, what came at it the next', () => {
  const since = atTime('2021-01-06', '07:30');
  expect(told('2021-01-06', { since: since - 1 })).toEqual(['new 0 to owner']);
  expect(told('2021-01-06', { since })).toEqual([]);
  expect(told('2021-01-07', { since })).toEqual(['new 0 to owner']);
});

test('what came on a Friday afternoon is new on Monday', () => {
  expect(year('2021-01-08', 5, { since: atTime('2021-01-08', '16:00') })).toEqual({ '2021-01-11': ['new 0 to owner'] });
});

test('a stage that is not open yet is new on the first morning after it opens', () => {
  const opensAt = startOfDay('2021-01-18');
  expect(Object.keys(year('2021-01-01', 20, { opensAt }))).toEqual(['2021-01-18']);
});

test('what has no date is told once a week that it still waits', () => {
  expect(year('2021-01-01', 30, { dueAt: null })).toEqual({
    '2021-01-06': ['new 0 to owner'],
    '2021-01-13': ['weekly 7 to owner'],
    '2021-01-20': ['weekly 14 to owner'],
    '2021-01-27': ['weekly 21 to owner'],
  });
});

test('what came when its whole ladder was over is told once a week too', () => {
  expect(year('2021-02-01', 40, { since: atTime('2021-02-18', '12:00') })).toEqual({
    '2021-02-19': ['new 0 to owner'],
    '2021-02-26': ['weekly 7 to owner'],
    '2021-03-05': ['weekly 14 to owner'],
    '2021-03-12': ['weekly 21 to owner'],
  });
});

test('a week that ends on a day off is told on the working morning after it', () => {
  const since = atTime('2021-02-04', '12:00');
  expect(year('2021-02-05', 20, { dueAt: null, since })).toEqual({
    '2021-02-05': ['new 0 to owner'],
    // Tết: nobody is at work from 10 to 16 February.
    '2021-02-17': ['weekly 12 to owner'],
    '2021-02-19': ['weekly 14 to owner'],
  });
});

test('nothing undated is told before it has come', () => {
  expect(told('2020-12-30', { dueAt: null })).toEqual([]);
});

test('the ladder means whoever owes, then the head of their unit, then the chair; an office’s or a cluster’s head is the chair', () => {
  const roles = (of: OwedThing) =>
    (['owner', 'head', 'chair'] as const).map((tells) => roleTold({ thing: of, tells, why: 'after', offset: 1 }));
  expect(roles(thing)).toEqual([
    { role: 'unitClerk', unit: 'ward-1' },
    { role: 'unitHead', unit: 'ward-1' },
    { role: 'councilChair', unit: null },
  ]);
  // Above the head of a cluster there is no head of a unit.
  expect(roles({ ...thing, role: 'clusterHead', unit: 'cluster-1' })).toEqual([
    { role: 'clusterHead', unit: 'cluster-1' },
    { role: 'councilChair', unit: null },
    { role: 'councilChair', unit: null },
  ]);
  expect(roles({ ...thing, role: 'standingOffice', unit: null })).toEqual([
    { role: 'standingOffice', unit: null },
    { role: 'councilChair', unit: null },
    { role: 'councilChair', unit: null },
  ]);
});

test('what was to be told on mornings that were slept through is told on the next, and what was told before is not', () => {
  // T+3 was on Tuesday 2 February, T+7 on Thursday the 4th.
  expect(told('2021-02-05', {}, '2021-02-01')).toEqual(['after 3 to head', 'after 7 to chair']);
  expect(told('2021-02-05', {}, '2021-02-02')).toEqual(['after 7 to chair']);
  expect(told('2021-02-05', {}, '2021-02-04')).toEqual([]);
  expect(told('2021-02-04', {}, '2021-02-03')).toEqual(['after 7 to chair']);
});

test('a thing that came on a day that was slept through is new, and no rung from before it came is told', () => {
  expect(told('2021-01-26', { since: atTime('2021-01-22', '12:00') }, '2021-01-20')).toEqual(['new 0 to owner']);
  expect(told('2021-01-27', { since: atTime('2021-01-22', '12:00') }, '2021-01-20')).toEqual([
    'new 0 to owner',
    'before -1 to owner',
  ]);
});

test('of the weeks of an undated thing that were slept through, the last is told, once', () => {
  expect(told('2021-01-29', { dueAt: null }, '2021-01-08')).toEqual(['weekly 21 to owner']);
  expect(told('2021-01-29', { dueAt: null }, '2021-01-27')).toEqual([]);
});

test('what differs only in when it came is said once, with its whole number', () => {
  const later = { ...thing, count: 2, since: thing.since + 1 };
  const other = { ...thing, dueAt: null };
  expect(gathered([thing, other, later])).toEqual([{ ...later, count: 5 }, other]);
  expect(gathered([])).toEqual([]);
});
