import { expect, test } from 'vitest';
import { intakePlan } from '../../../domain/plan/intake.ts';
import { publishedPlan } from '../../../domain/plan/pin.ts';
import { resolvePlan } from '../../../domain/plan/resolve.ts';
import { calendar } from '../../plans/hoang-mai.ts';
import { edited, planOf, smallPlan } from '../../plans/small-plan.ts';

const cluster = 'cluster: { key: cum-ii, name: Cụm II, source: { seed: mục 1 } }, ';

test('the level above has its own level, whichever it is', () => {
  expect(intakePlan(planOf(smallPlan))?.council.level).toBe('province');
  const ward = planOf(edited(['level: district', 'level: commune'], ['above: {', 'above: { level: district, ']));
  expect(intakePlan(ward)?.council.level).toBe('district');
});

test('a body that is a member of a cluster above is a unit of that cluster there', () => {
  const intake = intakePlan(planOf(edited(['above: {', `above: { ${cluster}`])));
  expect(intake?.clusters.map(({ key }) => key)).toEqual(['cum-ii']);
  expect(intake?.units.map(({ key, cluster: of }) => [key, of])).toEqual([['xa-nho', 'cum-ii']]);
  expect(intakePlan(planOf(smallPlan))?.units[0]?.cluster).toBeNull();
});

test('what the cluster above leads is owed by the office, which acts for the body there', () => {
  const plan = planOf(
    edited(['above: {', `above: { ${cluster}`], ['lead: { unit: phong-a }', 'lead: { clusterAbove: Cụm II }']),
  );
  const { duties } = publishedPlan(plan, resolvePlan(plan, calendar), { hash: 'h', demo: false });
  expect(duties.map(({ owner, ownerKind }) => [owner, ownerKind])).toEqual([['office', 'office']]);
});
