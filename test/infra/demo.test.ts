import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { TOKEN_ROLES } from '../../api/identity.ts';
import { openDemos } from '../../infra/offices/demo.ts';
import { doorAs, type SetUp } from '../../infra/offices/set-up.ts';
import { welcome } from '../../infra/offices/welcome.ts';
import { type RunningApi, runApi, tokenKey } from '../api/running-api.ts';

const DAY = 86_400_000;
/** A Saturday of a year that no plan is of, 10:00 +07:00. */
const NOW = Date.UTC(2026, 10, 21, 3);

let api: RunningApi;
let apiUrl: string;
let dataDir: string;
let demos: SetUp[];
let text: string;

beforeAll(async () => {
  api = await runApi();
  api.clock.at = NOW;
  apiUrl = await api.app.listen({ host: '127.0.0.1', port: 0 });
  dataDir = await mkdtemp(join(tmpdir(), 'vinh-danh-demo-'));
  demos = await openDemos({ apiUrl, tokenKey, dataDir, now: NOW });
  text = await welcome({ apiUrl, inboxUrl: 'http://127.0.0.1:1/inbox', tokenKey, demos });
}, 120_000);
afterAll(async () => {
  await api.stop();
  await rm(dataDir, { recursive: true, force: true });
});

type Rounds = { items: { plan: string; stages: { kind: string; opensAt: number | null; dueAt: number | null }[] }[] };

test('the first start opens a demo year of each locality, Hoàng Mai’s first, marked as such, with registration open today', async () => {
  expect(demos.map(({ own }) => own.plan)).toEqual([
    'hoang-mai-2021-demo',
    'ba-vi-2023-demo',
    'dao-duong-2024-demo',
    'van-duc-2023-demo',
    'vinh-cuu-2020-demo',
  ]);
  const { own } = demos[0] ?? {};
  if (own === undefined) throw new Error('There is no demo');
  const door = await doorAs({ apiUrl, tokenKey } as Parameters<typeof doorAs>[0], 'van-thu', 'standingOffice', own.org);
  const { items: plans } = await door.get<{ items: { plan: string; demo: boolean }[] }>('/v1/plans');
  expect(plans).toEqual([expect.objectContaining({ plan: own.plan, demo: true })]);
  const { items: years } = await door.get<{ items: { plan: string; demo: boolean }[] }>('/v1/years');
  expect(years).toEqual([expect.objectContaining({ plan: own.plan, demo: true })]);
  const { items: rounds } = await door.get<Rounds>('/v1/rounds');
  const open = rounds
    .flatMap(({ stages }) => stages)
    .filter(
      ({ kind, opensAt, dueAt }) =>
        kind === 'registration' && opensAt !== null && opensAt <= NOW && dueAt !== null && NOW < dueAt,
    );
  expect(open.length).toBeGreaterThan(0);
});

test('the next day’s start finds the same year, a day older, and adds nothing', async () => {
  const count = async () =>
    (await api.testDatabase.database.query('select count(*)::int as n from event')).rows[0] as { n: number };
  const before = await count();
  expect(await openDemos({ apiUrl, tokenKey, dataDir, now: NOW + DAY })).toEqual(demos);
  expect(await count()).toEqual(before);
});

test('the start prints where to look, and that the year is a demo', () => {
  expect(text).toContain(`API documentation   ${apiUrl}/docs`);
  expect(text).toContain(`OpenAPI 3.1         ${apiUrl}/openapi.json`);
  expect(text).toContain('Caught mail         http://127.0.0.1:1/inbox');
  expect(text).toContain('năm minh họa');
});

test('the start prints one token for each role of the first, one for each other office, and each opens the door', async () => {
  const tokens = [...text.matchAll(/^ {2}(\w+) +([\w-]+\.[\w-]+\.[\w-]+)$/gm)].map(([, role, token]) => ({
    role,
    token,
  }));
  const others = demos.slice(1).map(() => 'standingOffice');
  expect(tokens.map(({ role }) => role).sort()).toEqual([...TOKEN_ROLES, ...others].sort());
  for (const { role, token } of tokens) {
    const answer = await fetch(`${apiUrl}/v1/rounds`, { headers: { authorization: `Bearer ${token}` } });
    expect([role, answer.status]).toEqual([role, 200]);
  }
});

test('the first curl works as it is printed', async () => {
  const [, header = '', url = ''] = /^ {2}curl -s -H '([^']+)' (\S+)$/m.exec(text) ?? [];
  const [name = '', value = ''] = header.split(': ');
  const answer = await fetch(url, { headers: { [name]: value } });
  expect(answer.status).toBe(200);
  expect(((await answer.json()) as Rounds).items.length).toBeGreaterThan(0);
});
