import { expect, test } from 'vitest';
import { workingCalendar } from '../../domain/calendar/working-days.ts';
import { publishedPlan } from '../../domain/plan/pin.ts';
import { resolvePlan } from '../../domain/plan/resolve.ts';
import { loadPlan } from '../../plans/load.ts';
import { writePlan } from '../../plans/write.ts';
import { holidayTables } from '../../rules/holidays.ts';
import { smallPlan } from './small-plan.ts';

const PRINTED = 'printed: Theo kế hoạch của tỉnh';
const waiting = (setByAbove: string) =>
  smallPlan.replace(
    'deadline: { before: 01/03/2022, printed: Trước ngày 01/3/2022 }\n    source: { seed: dòng 1 }',
    `deadline: { setByAbove: ${setByAbove}, ${PRINTED} }\n    source: { seed: dòng 1 }`,
  );

function planOf(text: string) {
  const loaded = loadPlan(text, 'small.yaml');
  if (!('plan' in loaded)) throw new Error(JSON.stringify(loaded));
  return loaded.plan;
}

test('a task may name the task of the plan above that dates it, and the year is told', () => {
  const calendar = workingCalendar(holidayTables);
  const dutiesOf = (text: string) => {
    const plan = planOf(text);
    return publishedPlan(plan, resolvePlan(plan, calendar), { hash: 'h', demo: false }).duties;
  };
  const duty = { task: 'row-1', owner: 'phong-a', ownerKind: 'unit', dueAt: null, printed: 'Theo kế hoạch của tỉnh' };
  expect(dutiesOf(waiting('tong-ket'))).toEqual([{ ...duty, awaits: 'tong-ket' }]);
  expect(dutiesOf(waiting('true'))).toEqual([duty]);
});

test.each(['tong-ket', 'true'])('a deadline that waits for the level above is written as it was read: %s', (said) => {
  const plan = planOf(waiting(said));
  expect(planOf(writePlan(plan, '')).tasks).toEqual(plan.tasks);
});
