import { expect, test } from 'vitest';
import { startOfDay } from '../../../domain/calendar/local-date.ts';
import { pinnedRounds } from '../../../domain/plan/pin.ts';
import { resolvePlan } from '../../../domain/plan/resolve.ts';
import { writePlan } from '../../../plans/write.ts';
import { calendar } from '../../plans/hoang-mai.ts';
import { edited, planOf, smallPlan } from '../../plans/small-plan.ts';

const due = 'due: { before: 01/03/2022, printed: Trước ngày 01/3/2022 }';

test('a stage opens at 00:00 of the day it names and is late from its own due instant on', () => {
  const [stage] = resolvePlan(planOf(smallPlan), calendar).rounds[0]?.stages ?? [];
  expect(stage).toMatchObject({
    key: 'registration',
    opensAt: startOfDay('2022-01-10'),
    dueAt: startOfDay('2022-03-01'),
  });
});

test('a round pins what the plan says of dates that pass during a hold, and five working days where it says nothing', () => {
  const pinned = (text: string) => {
    const plan = planOf(text);
    return pinnedRounds(plan, resolvePlan(plan, calendar))[0]?.afterHold;
  };
  expect(pinned(smallPlan)).toEqual({ days: 5, unit: 'working' });
  const own = edited(['councilRegulation: null', 'councilRegulation: null\nafterHold: { days: 10, unit: calendar }']);
  expect(pinned(own)).toEqual({ days: 10, unit: 'calendar' });
  expect(planOf(writePlan(planOf(own), 'draft')).afterHold).toEqual({ days: 10, unit: 'calendar' });
});

test('a stage without an opening of its own begins with its window, or with the round', () => {
  const open = (text: string) => resolvePlan(planOf(text), calendar).rounds[0]?.stages[0]?.opensAt;
  const without = ['        opens: 10/01/2022\n', ''] as const;
  expect(open(edited(without))).toBeNull();
  expect(open(edited(without, [due, 'due: { within: { from: 01/02/2022, to: 28/02/2022 }, printed: Tháng 02 }']))).toBe(
    startOfDay('2022-02-01'),
  );
});

test('an opening may be a window, whose beginning counts', () => {
  const plan = planOf(edited(['opens: 10/01/2022', 'opens: { within: { from: 15/01/2022, to: 20/01/2022 } }']));
  expect(resolvePlan(plan, calendar).rounds[0]?.stages[0]?.opensAt).toBe(startOfDay('2022-01-15'));
});

test('milestones come in the order of time and leave out what has no instant', () => {
  expect(resolvePlan(planOf(smallPlan), calendar).milestones).toEqual([
    { at: startOfDay('2022-01-10'), kind: 'stageOpens', key: 'annual-2022/registration' },
    { at: startOfDay('2022-03-01'), kind: 'taskDue', key: 'row-1' },
    { at: startOfDay('2022-03-01'), kind: 'stageDue', key: 'annual-2022/registration' },
    { at: startOfDay('2022-12-11'), kind: 'stageDue', key: 'annual-2022/nomination' },
    { at: startOfDay('2023-04-01'), kind: 'roundCloses', key: 'annual-2022' },
  ]);
});

test('what counts from an event waits for it, and has a date once its day is known', () => {
  const plan = planOf(
    edited(
      [due, 'due: { relative: { days: 7, unit: calendar, before: ceremony }, printed: T-7 }'],
      ['        opens: 10/01/2022\n', ''],
    ),
  );
  const stage = (events: Record<string, '2022-03-11'>) => resolvePlan(plan, calendar, events).rounds[0]?.stages[0]?.due;
  expect(stage({})).toMatchObject({ dueAt: null, waitsFor: { kind: 'event', event: 'ceremony' } });
  expect(stage({ ceremony: '2022-03-11' })).toMatchObject({ dueAt: startOfDay('2022-03-05'), lastDayOn: '2022-03-04' });
});

test('a round of a plan put together by hand must name a pipeline of it', () => {
  const plan = planOf(smallPlan);
  expect(() => resolvePlan({ ...plan, pipelines: [] }, calendar)).toThrow('annual-2022');
});
