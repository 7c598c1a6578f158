import { expect, test } from 'vitest';
import { addDays, daysBetween, type LocalDate, weekdayOf } from '../../../domain/calendar/local-date.ts';
import { resolvePlan } from '../../../domain/plan/resolve.ts';
import { daysToOpenOn, shiftPlan } from '../../../domain/plan/shift.ts';
import { writePlan } from '../../../plans/write.ts';
import { calendar, hoangMai } from '../../plans/hoang-mai.ts';
import { edited, planOf, smallPlan } from '../../plans/small-plan.ts';

const plan = planOf(smallPlan);

test('a demo year moves every date by the same days and keeps each wording beside the new date', () => {
  const moved = shiftPlan(plan, 10);
  expect(moved.tasks[0]?.deadline).toEqual({
    kind: 'before',
    on: '2022-03-11',
    printed: 'Trước ngày 01/3/2022 (dời sang 11/03/2022)',
  });
  expect(moved.rounds[0]?.period).toEqual({ from: '2022-01-11', to: '2023-01-10' });
  const at = (each: typeof plan) => resolvePlan(each, calendar).milestones.map((milestone) => milestone.at);
  expect(at(moved)).toEqual(at(plan).map((instant) => instant + 10 * 86_400_000));
});

test('a demo year says what it was made from, and that twice moved is once moved further', () => {
  const moved = shiftPlan(plan, 400);
  expect([moved.key, moved.year, moved.moved]).toEqual(['xa-nho-2022-demo', 2023, { days: 400, fromYear: 2022 }]);
  expect(shiftPlan(shiftPlan(plan, 370), 30)).toEqual(moved);
});

test('the document keeps its date and rows without a date stay as they are', () => {
  const moved = shiftPlan(hoangMai, 2000);
  expect(moved.document).toEqual(hoangMai.document);
  expect(moved.tasks.filter(({ row }) => row === 14 || row === 19).map(({ deadline }) => deadline)).toEqual([
    { kind: 'setByAbove', printed: 'Theo Kế hoạch của Thành phố' },
    { kind: 'setByAbove', printed: 'Theo Kế hoạch của Thành phố' },
  ]);
});

test('a demo year waits for the demo year of the plan above that it names, once moved or twice', () => {
  const waiting = planOf(
    edited([
      'before: 01/03/2022, printed: Trước ngày 01/3/2022',
      'setByAbove: { plan: tinh-2022, task: tong-ket }, printed: Theo tỉnh',
    ]),
  );
  const there = { kind: 'setByAbove', printed: 'Theo tỉnh', plan: 'tinh-2022-demo', task: 'tong-ket' };
  expect(shiftPlan(waiting, 7).tasks[0]?.deadline).toEqual(there);
  expect(shiftPlan(shiftPlan(waiting, 7), 7).tasks[0]?.deadline).toEqual(there);
});

test('a quarter that was moved is a window of the same length', () => {
  const quarter = planOf(
    edited(['before: 01/03/2022, printed: Trước ngày 01/3/2022', 'quarter: Q1/2022, printed: Quý I']),
  );
  expect(shiftPlan(quarter, 7).tasks[0]?.deadline).toEqual({
    kind: 'within',
    from: '2022-01-08',
    to: '2022-04-07',
    printed: 'Quý I (dời sang 08/01/2022 đến 07/04/2022)',
  });
});

test('a demo year written as YAML loads again, with the anomalies of its source and no others', () => {
  const moved = shiftPlan(hoangMai, 2128);
  const again = planOf(writePlan(moved, 'demo'));
  expect({ ...again, anomalies: [] }).toEqual({ ...moved, anomalies: [] });
  expect(again.anomalies.map(({ code, place }) => [code, place])).toEqual(
    hoangMai.anomalies.map(({ code, place }) => [code, place]),
  );
});

test('registration of the main round is open on the day asked for, and weekdays stay what they were', () => {
  const openAt = (day: LocalDate) => {
    const days = daysToOpenOn(hoangMai, day) ?? 0;
    const registration = { from: addDays('2021-01-18', days), to: addDays('2021-02-27', days) };
    return { open: registration.from <= day && day <= registration.to, weekday: weekdayOf(registration.from) };
  };
  const days = Array.from({ length: 800 }, (_, index) => addDays('2025-12-25', index));
  expect(new Set(days.map((day) => JSON.stringify(openAt(day))))).toEqual(new Set(['{"open":true,"weekday":1}']));
});

test('a window shorter than a week opens on the very day', () => {
  const short = planOf(edited(['opens: 10/01/2022', 'opens: 26/02/2022']));
  expect(daysToOpenOn(short, '2022-03-04')).toBe(daysBetween('2022-02-26', '2022-03-04'));
  // Its last day is 28/02: a week later that is still open, and the day after it is not.
  expect(daysToOpenOn(short, '2022-03-07')).toBe(7);
  expect(daysToOpenOn(short, '2022-03-08')).toBe(10);
});

test('a registration that says only its end is shown with four weeks to go, an undated one from its period on', () => {
  const unopened = ['        opens: 10/01/2022\n', ''] as const;
  expect(daysToOpenOn(planOf(edited(unopened)), '2022-02-01')).toBe(0);
  expect(daysToOpenOn(planOf(edited(unopened)), '2022-01-31')).toBe(-7);
  const undated = edited(unopened, ['due: { before: 01/03/2022, printed: Trước ngày 01/3/2022 }', 'due: none']);
  expect(daysToOpenOn(planOf(undated), '2023-01-01')).toBe(364);
});

test('a plan without a registration cannot be opened on a day', () => {
  expect(daysToOpenOn({ ...plan, rounds: [] }, '2026-11-21')).toBeNull();
  expect(
    daysToOpenOn({ ...plan, rounds: plan.rounds.map((round) => ({ ...round, standing: true })) }, '2026-11-21'),
  ).toBeNull();
});
