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

const NAMED = '{ plan: tinh-2022, task: tong-ket }';

test('a task may name the plan above and its task that dates it, and the year is told', () => {
  const calendar = workingCalendar(holidayTables);
  const dutiesOf = (text: string) => {
    const plan = planOf(text);
    return publishedPlan(plan, resolvePlan(plan, calendar), { hash: 'h', demo: false }).duties;
  };
  const duty = { task: 'row-1', owner: 'phong-a', ownerKind: 'unit', dueAt: null, printed: 'Theo kế hoạch của tỉnh' };
  expect(dutiesOf(waiting(NAMED))).toEqual([{ ...duty, awaits: 'tong-ket', awaitsPlan: 'tinh-2022' }]);
  expect(dutiesOf(waiting('true'))).toEqual([duty]);
});

test.each(['tong-ket', '{ task: tong-ket }', '{ plan: tinh-2022 }'])(
  'a task of the level above is named with its plan, since another may have one of the same key: %s',
  (said) => {
    const loaded = loadPlan(waiting(said), 'small.yaml');
    expect(loaded).toMatchObject({
      faults: [
        {
          code: 'FIELD_WRONG',
          path: 'tasks[0].deadline.setByAbove',
          message: 'must be true, or name the plan of the level above and its task: { plan: KEY, task: KEY }',
        },
      ],
    });
  },
);

test.each([NAMED, 'true'])('a deadline that waits for the level above is written as it was read: %s', (said) => {
  const plan = planOf(waiting(said));
  expect(planOf(writePlan(plan, '')).tasks).toEqual(plan.tasks);
});
