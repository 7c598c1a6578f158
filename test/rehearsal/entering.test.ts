import { expect, test } from 'vitest';
import { entersNow } from '../../infra/rehearsal/entering.ts';
import type { Newcomer } from '../../infra/rehearsal/newcomers.ts';
import type { RoundSeen } from '../../infra/rehearsal/rounds-seen.ts';

const WEEK = 7 * 86_400_000;
const NOON = Date.UTC(2022, 0, 3, 5);

const round = (dueAt: number | null): RoundSeen[] => [
  { plan: 'plan', key: 'round', stages: [{ key: 'registration', kind: 'registration', opensAt: NOON, dueAt }] },
];
const people = Array.from(
  { length: 200 },
  (_, number): Newcomer => ({
    unit: 'phong-a',
    round: 'round',
    title: 'LDTT',
    kind: 'person',
    name: `Người ${number}`,
    number,
    registers: true,
  }),
);

/** The weeks, from 0, in which each of them comes first; those who never come are absent. */
function weeksOf(dueAt: number | null): number[] {
  const weeks = Array.from({ length: 52 }, (_, week) => week);
  return people.flatMap(
    (one) => weeks.find((week) => entersNow(one, round(dueAt), { now: NOON + week * WEEK, seed: 1 })) ?? [],
  );
}

test('where registration has no date, nearly all come within a year, and not all in the same season', () => {
  const weeks = weeksOf(null);
  expect(weeks.length).toBeGreaterThan(180);
  expect(weeks.filter((week) => week < 13).length).toBeGreaterThan(80);
  expect(weeks.filter((week) => week >= 13).length).toBeGreaterThan(40);
});

test('a date brings everybody: most before it, some late', () => {
  const weeks = weeksOf(NOON + 8 * WEEK);
  expect(weeks).toHaveLength(200);
  expect(weeks.filter((week) => week > 8).length).toBeGreaterThan(0);
  expect(weeks.filter((week) => week <= 8).length).toBeGreaterThan(160);
});

test('nobody comes before the stage opens', () => {
  const early = { now: NOON - WEEK, seed: 1 };
  expect(people.filter((one) => entersNow(one, round(null), early))).toEqual([]);
});
