import { expect, test } from 'vitest';
import {
  type Duty,
  nextMilestone,
  type PublishedPlan,
  YEAR,
  type YearCommand,
} from '../../../domain/award-year/year.ts';
import { endOfDay } from '../../../domain/calendar/local-date.ts';
import { actor, LETTER, short, WORDS } from '../../builders/case.ts';
import { DAY, START } from '../../builders/round.ts';
import { Story } from '../story.ts';

const FIRST = START + 10 * DAY;
const SECOND = START + 20 * DAY;

const duty = (task: string, owner: string, change: Partial<Duty> = {}): Duty => ({
  task,
  owner,
  ownerKind: owner === 'office' ? 'office' : 'unit',
  dueAt: null,
  printed: '',
  ...change,
});

function plan(change: Partial<PublishedPlan> = {}): PublishedPlan {
  return {
    plan: 'test-plan',
    version: 1,
    year: 2021,
    hash: 'aa',
    demo: false,
    duties: [
      duty('report', 'ward-1', { dueAt: FIRST }),
      duty('report', 'ward-2', { dueAt: FIRST }),
      duty('pact', 'cluster-1', { ownerKind: 'cluster', dueAt: SECOND }),
      duty('closing', 'office', { dueAt: SECOND }),
      // The level above sets its date.
      duty('guidance', 'ward-1'),
      duty('guidance', 'office'),
    ],
    milestones: [
      { at: FIRST, kind: 'taskDue', key: 'report' },
      { at: FIRST, kind: 'stageOpens', key: 'annual/q1' },
      { at: SECOND, kind: 'taskDue', key: 'pact' },
      { at: SECOND, kind: 'taskDue', key: 'closing' },
    ],
    ...change,
  };
}

const publish: YearCommand = { kind: 'PublishPlan', body: { plan: 'test-plan', version: 1 } };
const amend = (version: number, of = 'test-plan'): YearCommand => ({
  kind: 'AmendPlan',
  body: { plan: of, version, reason: WORDS },
});
const done = (task: string, owner: string): YearCommand => ({
  kind: 'MarkTaskDone',
  body: { task, owner, evidence: [] },
});
const confirmDone = (task: string, owner: string): YearCommand => ({ kind: 'ConfirmTask', body: { task, owner } });
const giveBack = (task: string, owner: string): YearCommand => ({
  kind: 'ReturnTask',
  body: { task, owner, reason: WORDS },
});
const date = (task: string, lastDayOn: `${number}-${number}-${number}`): YearCommand => ({
  kind: 'DateTask',
  body: { task, lastDayOn, document: LETTER },
});
const passed = (at: number): YearCommand => ({ kind: 'MilestonePassed', body: { at } });

const ward1 = actor('unitClerk');
const ward2 = actor('unitClerk', { id: 'clerk-2', unit: 'ward-2' });
const cluster = actor('clusterHead', { unit: 'cluster-1' });
const second = actor('standingOffice', { id: 'second' });

const published = (of = plan()) => new Story(YEAR, { plan: of }).does(publish, 'standingOffice');
const dutyIn = (one: ReturnType<typeof published>, task: string, owner: string) =>
  one.state.duties.find((each) => each.task === task && each.owner === owner);

test('a year is published once, and begins to tell from there', () => {
  const one = published();
  expect(one.state).toMatchObject({ toldUntil: START, duties: { length: 6 } });
  expect(nextMilestone(one.state)).toBe(FIRST);
  expect(short(one.asks(publish, 'standingOffice'))).toBe('OUT_OF_ORDER');
  expect(short(new Story(YEAR, {}).asks(done('report', 'ward-1'), ward1))).toBe('OUT_OF_ORDER');
  expect(short(new Story(YEAR, { plan: plan() }).asks(publish, 'unitClerk'))).toBe('WRONG_ROLE');
});

test('a milestone is told at its instant, with whoever has not done what was due', () => {
  const one = published().does(done('report', 'ward-2'), ward2, { at: FIRST - 1 });
  expect(short(one.asks(passed(SECOND), 'timer'))).toBe('DEADLINE_MOVED');
  one.does(passed(FIRST), 'timer');
  expect(one.last().body).toEqual({
    at: FIRST,
    reached: [
      { kind: 'taskDue', key: 'report' },
      { kind: 'stageOpens', key: 'annual/q1' },
    ],
    missed: [{ task: 'report', owner: 'ward-1' }],
  });
  expect([dutyIn(one, 'report', 'ward-1')?.missed, dutyIn(one, 'report', 'ward-2')?.missed]).toEqual([true, false]);
  expect(short(one.asks(passed(FIRST), 'timer'))).toBe('DEADLINE_MOVED');
  expect(nextMilestone(one.state)).toBe(SECOND);
  expect(nextMilestone(one.does(passed(SECOND), 'timer').state)).toBeNull();
});

test('a year told to its end tells nothing more', () => {
  const one = published(plan({ milestones: [] }));
  expect(nextMilestone(one.state)).toBeNull();
  expect(short(one.asks(passed(FIRST), 'timer'))).toBe('DEADLINE_MOVED');
});

test('a task done at the very instant of its date is late, a millisecond earlier it is not', () => {
  const lateAt = (at: number) => {
    const answer = published().asks(done('report', 'ward-1'), ward1, { at });
    return answer.ok ? answer.events[0]?.body : answer;
  };
  expect(lateAt(FIRST - 1)).toMatchObject({ late: false });
  expect(lateAt(FIRST)).toMatchObject({ late: true });
});

test('what was done in time, though it surfaces after the date was told, is not missed', () => {
  const one = published().does(passed(FIRST), 'timer');
  const late = published().does(passed(FIRST), 'timer').does(done('report', 'ward-1'), ward1, { at: FIRST });
  expect(dutyIn(late, 'report', 'ward-1')).toMatchObject({ missed: true, late: true });
  one.does(done('report', 'ward-1'), ward1, { at: FIRST - 1 });
  expect(dutyIn(one, 'report', 'ward-1')).toMatchObject({ missed: false, late: false });
});

test('the lead marks its own duty: the unit, the cluster’s head, the office', () => {
  const asks = (command: YearCommand, by: Parameters<ReturnType<typeof published>['asks']>[1]) =>
    short(published().asks(command, by));
  expect(asks(done('report', 'ward-1'), ward2)).toBe('NOT_YOUR_UNIT');
  expect(asks(done('report', 'ward-1'), 'standingOffice')).toBe('NOT_YOUR_UNIT');
  expect(asks(done('closing', 'office'), ward1)).toBe('NOT_YOUR_UNIT');
  expect(asks(done('closing', 'office'), 'standingOffice')).toEqual(['TaskDone']);
  expect(asks(done('pact', 'cluster-1'), ward1)).toBe('NOT_YOUR_UNIT');
  expect(asks(done('pact', 'cluster-1'), cluster)).toEqual(['TaskDone']);
  // A cluster may bear a unit's name, and a unit a cluster's.
  expect(asks(done('report', 'ward-1'), actor('clusterHead', { unit: 'ward-1' }))).toBe('NOT_YOUR_UNIT');
  expect(asks(done('pact', 'cluster-1'), actor('unitClerk', { unit: 'cluster-1' }))).toBe('NOT_YOUR_UNIT');
  expect(asks(done('report', 'ward-9'), ward1)).toBe('TASK_UNKNOWN');
  expect(asks(done('report', 'ward-1'), 'unitHead')).toBe('WRONG_ROLE');
});

test('the office confirms or returns what the lead marked, and it is another person who does', () => {
  const one = published().does(done('closing', 'office'), 'standingOffice');
  for (const settle of [confirmDone, giveBack]) {
    expect(short(one.asks(settle('closing', 'office'), 'standingOffice'))).toBe('SAME_PERSON');
    expect(short(one.asks(settle('report', 'ward-1'), second))).toBe('OUT_OF_ORDER');
    expect(short(one.asks(settle('report', 'ward-9'), second))).toBe('TASK_UNKNOWN');
  }
  expect(short(one.asks(done('closing', 'office'), 'standingOffice'))).toBe('OUT_OF_ORDER');
  one.does(giveBack('closing', 'office'), second);
  expect(dutyIn(one, 'closing', 'office')).toMatchObject({ status: 'owed', doneBy: null });
  one.does(done('closing', 'office'), 'standingOffice').does(confirmDone('closing', 'office'), second);
  expect(dutyIn(one, 'closing', 'office')?.status).toBe('confirmed');
  expect(short(one.asks(giveBack('closing', 'office'), second))).toBe('OUT_OF_ORDER');
});

test('a task that the level above dates waits, never overdue, until the office enters the date with its document', () => {
  const one = published();
  expect(one.asks(done('guidance', 'ward-1'), ward1, { at: START + 999 * DAY })).toMatchObject({
    ok: true,
    events: [{ body: { late: false } }],
  });
  const at = endOfDay('2021-01-12');
  one.does(date('guidance', '2021-01-12'), 'standingOffice');
  expect([dutyIn(one, 'guidance', 'ward-1')?.dueAt, dutyIn(one, 'guidance', 'office')?.dueAt]).toEqual([at, at]);
  expect(nextMilestone(one.state)).toBe(at);
  one.does(passed(at), 'timer');
  expect(one.last().body).toEqual({
    at,
    reached: [{ kind: 'taskDue', key: 'guidance' }],
    missed: [
      { task: 'guidance', owner: 'ward-1' },
      { task: 'guidance', owner: 'office' },
    ],
  });
});

test('a later date from above makes the duty due again', () => {
  const one = published()
    .does(date('guidance', '2021-01-12'), 'standingOffice')
    .does(passed(endOfDay('2021-01-12')), 'timer');
  one.does(date('guidance', '2021-01-13'), 'standingOffice');
  expect(dutyIn(one, 'guidance', 'ward-1')).toMatchObject({ dueAt: endOfDay('2021-01-13'), missed: false });
  expect(nextMilestone(one.state)).toBe(endOfDay('2021-01-13'));
});

test('a date from above is the end of its day, which must still be ahead', () => {
  const asks = (at: number) => short(published().asks(date('guidance', '2021-01-12'), 'standingOffice', { at }));
  expect(asks(endOfDay('2021-01-12') - 1)).toEqual(['TaskDated']);
  expect(asks(endOfDay('2021-01-12'))).toBe('DUE_IN_THE_PAST');
});

test('a date of the plan itself moves by an amendment, and no unknown task is dated', () => {
  expect(short(published().asks(date('report', '2021-02-01'), 'standingOffice'))).toBe('OUT_OF_ORDER');
  expect(short(published().asks(date('nothing', '2021-02-01'), 'standingOffice'))).toBe('TASK_UNKNOWN');
});

test('an amendment is the next version of the same plan', () => {
  expect(short(published().asks(amend(1), 'standingOffice'))).toBe('AMENDMENT_OF_OTHER_VERSION');
  expect(short(published().asks(amend(3), 'standingOffice'))).toBe('AMENDMENT_OF_OTHER_VERSION');
  expect(short(published().asks(amend(2, 'other-plan'), 'standingOffice'))).toBe('AMENDMENT_OF_OTHER_VERSION');
  expect(short(published().asks(amend(2), 'standingOffice'))).toEqual(['PlanAmended']);
});

test('an amendment keeps what was done, drops what it leaves out and adds what is new', () => {
  const one = published().does(done('report', 'ward-1'), ward1).does(date('guidance', '2021-01-12'), 'standingOffice');
  const duties = [
    duty('report', 'ward-1', { dueAt: SECOND }),
    duty('guidance', 'ward-1'),
    duty('visit', 'ward-1', { dueAt: SECOND }),
  ];
  const next = plan({ version: 2, duties, milestones: [{ at: SECOND, kind: 'taskDue', key: 'visit' }] });
  one.does(amend(2), 'standingOffice', { facts: { plan: next } });
  expect(one.state.duties.map(({ task, status, dueAt }) => [task, status, dueAt])).toEqual([
    ['report', 'done', SECOND],
    ['guidance', 'owed', endOfDay('2021-01-12')],
    ['visit', 'owed', SECOND],
  ]);
  expect(nextMilestone(one.state)).toBe(endOfDay('2021-01-12'));
});

test('a date that an amendment takes away is gone, and one that it moves ahead is not missed yet', () => {
  const one = published().does(passed(FIRST), 'timer');
  const duties = [
    duty('report', 'ward-1', { dueAt: SECOND }),
    duty('report', 'ward-2', { dueAt: FIRST }),
    duty('pact', 'cluster-1'),
  ];
  const next = plan({ version: 2, duties, milestones: [{ at: SECOND, kind: 'taskDue', key: 'report' }] });
  one.does(amend(2), 'standingOffice', { facts: { plan: next } });
  expect(one.state.duties.map(({ owner, dueAt, missed }) => [owner, dueAt, missed])).toEqual([
    ['ward-1', SECOND, false],
    ['ward-2', FIRST, true],
    ['cluster-1', null, false],
  ]);
  expect(nextMilestone(one.state)).toBe(SECOND);
});

test('a year carries nothing to other streams by itself', () => {
  expect(published().carried()).toEqual([]);
});
