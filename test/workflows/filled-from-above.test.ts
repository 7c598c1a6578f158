import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { AHEAD } from '../builders/ahead.ts';
import { ABOVE, above } from '../builders/level-above.ts';
import { ORG, openOffice } from '../builders/office.ts';
import { must, type Play, play } from '../builders/play.ts';
import { DAY, round } from '../builders/round.ts';
import { openWorld, type World } from '../builders/world.ts';

/** Two levels on real servers: what is published above dates a task below, whose own year then watches it. */
let world: World;
let on: Play;

const DUE = AHEAD + 40 * DAY;
const duty = { owner: 'office', ownerKind: 'office' as const, printed: '' };

beforeAll(async () => {
  world = await openWorld(inject('clusterUrl'), AHEAD);
  on = play(world);
  await world.step.database.query(
    `insert into organisation (id, name, level, above) values ($1, 'Thành phố', 'province', null), ($2, 'Quận', 'district', $1)`,
    [ABOVE, ORG],
  );
  const waits = (task: string, awaitsPlan: string) => ({
    ...duty,
    task,
    dueAt: null,
    awaits: `city-${task}`,
    awaitsPlan,
  });
  await openOffice(world, [round()], {
    duties: [waits('election', 'city-plan'), waits('term', 'city-late'), waits('review', 'city-late')],
  });
});
afterAll(() => world?.close());

async function eventsHere(): Promise<{ kind: string; body: object }[]> {
  const found = await world.step.database.query<{ kind: string; body: object }>(
    `select kind, text::jsonb -> 'body' as body from event where org_id = $1 and stream like 'year/%' order by seq`,
    [ORG],
  );
  return found.rows;
}

async function publishAbove(plan: string, dates: Record<string, number>): Promise<void> {
  const published = {
    plan,
    version: 1,
    year: 2021,
    hash: 'h',
    demo: false,
    duties: Object.entries(dates).map(([task, dueAt]) => ({ ...duty, task, dueAt })),
    milestones: [],
  };
  await world.step.database.query(
    `insert into plan_version (org_id, plan, version, hash, yaml, content, published, rounds) values ($1, $2, 1, 'h', '', $3, $4, '[]')`,
    [ABOVE, plan, JSON.stringify({ title: 'Kế hoạch thành phố', units: [] }), JSON.stringify(published)],
  );
  const body = { plan, version: 1 };
  await must(on, { stream: { begins: 'year' }, kind: 'PublishPlan', body, by: above('standingOffice') });
}

test('the courier brings the date from above, and the year below tells on that day that it was missed', async () => {
  await publishAbove('city-plan', { 'city-election': DUE });
  await expect.poll(async () => (await eventsHere()).at(-1)?.kind, { timeout: 20_000 }).toBe('TaskFilled');
  await world.moveTo(DUE + DAY);
  await expect
    .poll(async () => (await eventsHere()).at(-1), { timeout: 20_000 })
    .toMatchObject({ kind: 'MilestonesReached', body: { at: DUE, missed: [{ task: 'election', owner: 'office' }] } });
});

test('dates that are over when they come are told as missed, before and after what has been told here', async () => {
  await publishAbove('city-late', { 'city-term': DUE - DAY, 'city-review': DUE + DAY / 2 });
  await expect
    .poll(async () => (await eventsHere()).slice(-4), { timeout: 20_000 })
    .toMatchObject([
      { kind: 'TaskFilled' },
      { kind: 'TaskFilled' },
      { kind: 'MilestonesReached', body: { at: DUE - DAY, missed: [{ task: 'term', owner: 'office' }] } },
      { kind: 'MilestonesReached', body: { at: DUE + DAY / 2, missed: [{ task: 'review', owner: 'office' }] } },
    ]);
});
