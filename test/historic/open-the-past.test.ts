import { afterAll, beforeAll, expect, test } from 'vitest';
import { HISTORIC_STATUSES, hasHistoricForm, historicOrgsOf } from '../../domain/historic-org.ts';
import { historicYears } from '../../infra/historic/historic-year.ts';
import { openThePast } from '../../infra/historic/open-the-past.ts';
import { loadPlan } from '../../plans/load.ts';
import { shippedPlans } from '../../plans/shipped.ts';
import { noteHistoricYear } from '../../store/historic/years.ts';
import { clerk } from '../api/people.ts';
import { type RunningApi, runApi, tokenKey } from '../api/running-api.ts';

let api: RunningApi;
let apiUrl: string;
beforeAll(async () => {
  api = await runApi();
  apiUrl = await api.app.listen({ host: '127.0.0.1', port: 0 });
});
afterAll(() => api.stop());

const ORGS = [
  'historic-hoang-mai-2021',
  'historic-ba-vi-2023',
  'historic-dao-duong-2024',
  'historic-van-duc-2023',
  'historic-vinh-cuu-2020',
];

const open = () => openThePast({ database: api.testDatabase.database, apiUrl, tokenKey });

type Shown = { items: { organisation: string; status: string; playedUntil: string | null; plan: string }[] };

test('the past years of the five localities have offices of their own, which no plan’s office can be', () => {
  const years = historicYears();
  expect(years.map(({ orgs }) => orgs.own)).toEqual(ORGS);
  const all = years.flatMap(({ orgs }) => [orgs.own, orgs.above]);
  expect([new Set(all).size, all.every(hasHistoricForm)]).toEqual([10, true]);
  const offices = shippedPlans().flatMap(({ file, text }) => {
    const loaded = loadPlan(text, file);
    return 'faults' in loaded ? [] : [loaded.plan.council.key, loaded.plan.above?.key ?? ''];
  });
  expect(offices.filter(hasHistoricForm)).toEqual([]);
  expect(historicOrgsOf('xa', 2020)).toEqual({ own: 'historic-xa-2020', above: 'historic-xa-2020-above' });
});

test('the start says which they are, whose token reads them, and where to see how far they are', async () => {
  const { text, missing } = await open();
  expect(missing).toBe(5);
  expect(text).toContain('năm đã qua');
  expect(text).toContain(`GET ${apiUrl}/v1/historic-years`);
  for (const org of ORGS) expect(text).toContain(`of ${org} (not there yet)`);
  const tokens = [...text.matchAll(/^ {2}standingOffice +([\w-]+\.[\w-]+\.[\w-]+)$/gm)].map(([, token]) => token);
  expect(tokens).toHaveLength(5);
  for (const token of tokens) {
    const answer = await fetch(`${apiUrl}/v1/years`, { headers: { authorization: `Bearer ${token}` } });
    expect([answer.status, await answer.json()]).toEqual([200, { items: [] }]);
  }
});

test('how far each is can be read by anybody, and what was begun before waits again at the next start', async () => {
  const { database } = api.testDatabase;
  const shown = async () => (await api.as(clerk).get<Shown>('/v1/historic-years')).body.items;
  await noteHistoricYear(database, 'ba-vi-2023', 'playing', '2023-03-01');
  expect((await shown()).map(({ organisation, status, playedUntil }) => [organisation, status, playedUntil])).toEqual(
    ORGS.map((org) => (org === 'historic-ba-vi-2023' ? [org, 'playing', '2023-03-01'] : [org, 'waiting', null])),
  );
  await open();
  expect((await shown()).map(({ status, playedUntil }) => [status, playedUntil])).toEqual(
    ORGS.map(() => ['waiting', null]),
  );
});

test('the database knows the very statuses of the domain', async () => {
  for (const status of HISTORIC_STATUSES) await noteHistoricYear(api.testDatabase.database, 'ba-vi-2023', status);
  const unknown = api.testDatabase.database.query(`update historic_year set status = 'gone'`);
  await expect(unknown).rejects.toThrow('historic_year_status_check');
});
