import { expect, test } from 'vitest';
import { inOffice } from '../../plans/in-office.ts';
import { type LoadedPlan, loadPlan } from '../../plans/load.ts';
import { shippedPlans, shippedYears } from '../../plans/shipped.ts';

const keys = { own: 'historic-noi-khac', above: 'historic-noi-khac-above' };

function planIn(loaded: LoadedPlan) {
  if ('faults' in loaded) throw new Error(JSON.stringify(loaded.faults));
  return loaded.plan;
}

test.each(shippedPlans())(
  '$file in another office is the same plan, anomalies and printed words too',
  ({ file, text }) => {
    const { council, above, ...rest } = planIn(loadPlan(text, file));
    const moved = planIn(loadPlan(inOffice(text, keys), file));
    expect(moved).toEqual({
      ...rest,
      council: { ...council, key: keys.own },
      above: above === null ? null : { ...above, key: keys.above },
    });
  },
);

test('each locality’s year begins with its first plan, and one of them was amended', () => {
  const years = shippedYears().map(({ first, amendment }) => [first.file, amendment?.file ?? null]);
  expect(years).toEqual([
    ['hoang-mai-2021.yaml', null],
    ['ba-vi-2023.yaml', null],
    ['dao-duong-2024.yaml', null],
    ['van-duc-2023.yaml', 'van-duc-2023.v2.yaml'],
    ['vinh-cuu-2020.yaml', null],
  ]);
});
