import { afterAll, beforeAll, expect, test } from 'vitest';
import { readPlan } from '../../infra/offices/demo.ts';
import { setUpOffices } from '../../infra/offices/set-up.ts';
import { seedFindings, seedText } from '../../infra/rehearsal/seed-facts.ts';
import { shippedPlans } from '../../plans/shipped.ts';
import { type RunningApi, runApi, tokenKey } from '../api/running-api.ts';

let api: RunningApi;
let apiUrl: string;
beforeAll(async () => {
  api = await runApi();
  apiUrl = await api.app.listen({ host: '127.0.0.1', port: 0 });
});
afterAll(() => api.stop());

const FIRST_VERSIONS = shippedPlans().filter(({ file }) => !file.includes('.v'));

async function opened(file: string, text: string) {
  const plan = readPlan(text, file);
  api.clock.at = Date.UTC(plan.year, 0, 4);
  await setUpOffices({ apiUrl, tokenKey, plan, yaml: text, demo: true, mailDomain: 'rehearsal.invalid' });
  return plan;
}

test.each(FIRST_VERSIONS.map(({ file, text }) => [file, text] as const))(
  'the year of %s shows what its document says',
  async (file, text) => {
    const found = await seedFindings(api.testDatabase.database, await opened(file, text));
    expect(found.broken).toEqual([]);
    expect(found.held.length).toBeGreaterThan(1);
    expect(seedText(found)).toContain(found.held[0]);
  },
);

test('a year that shows something else is told, with what the document says', async () => {
  const { database } = api.testDatabase;
  await database.query(
    `update duty_board set due_at = due_at + 86400000 where org_id = 'hoang-mai' and task = 'row-8'`,
  );
  await database.query(`delete from duty_board where org_id = 'hoang-mai' and task = 'row-14'`);
  const plan = readPlan(FIRST_VERSIONS.find(({ file }) => file.startsWith('hoang-mai'))?.text ?? '', 'hoang-mai');
  expect((await seedFindings(database, plan)).broken).toEqual([
    'the document says 25 rows: 25, the year shows 24',
    'the document says 12 distinct dates: 12, the year shows 13',
    'the document says 2 rows wait for the city: 2, the year shows 1',
  ]);
});

test('a plan of an office’s own has no document to be held to', async () => {
  const plan = readPlan(FIRST_VERSIONS[0]?.text ?? '', 'plan');
  expect(await seedFindings(api.testDatabase.database, { ...plan, key: 'own' })).toEqual({ held: [], broken: [] });
});
