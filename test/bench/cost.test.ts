import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { freshDatabase, type TestDatabase } from '../builders/database.ts';
import { openOffice } from '../builders/office.ts';
import { costOfElevenDecisions, TARGETS } from './cost.ts';
import { costOfAnnualRound } from './hoang-mai.ts';
import { elevenDecisions } from './pipeline.ts';
import { type BenchWorld, openBenchWorld } from './world.ts';

let database: TestDatabase;
let world: BenchWorld;

beforeAll(async () => {
  database = await freshDatabase(inject('clusterUrl'));
  world = await openBenchWorld({ database });
});
afterAll(async () => {
  await world?.close();
  await database?.close();
});

test('a proposal-year of eleven decisions costs Temporal no more than the design allows', async () => {
  await openOffice(world, [elevenDecisions(Date.now())]);
  const cost = await costOfElevenDecisions(world);
  expect(cost).toMatchObject({ events: 84, transitions: 13, commits: 28, actions: 31 });
  expect(cost.events).toBeLessThanOrEqual(TARGETS.events);
  expect(cost.commits).toBeLessThanOrEqual(TARGETS.commits);
  expect(cost.actions).toBeLessThanOrEqual(TARGETS.actions);
});

test('a proposal goes through the whole annual round of Hoàng Mai with one Update for each act that reaches it', async () => {
  const { proposal } = await costOfAnnualRound(world);
  expect(proposal).toMatchObject({ events: 122, transitions: 19, commits: 40, actions: 44 });
});
