import { afterAll, beforeAll, expect, test } from 'vitest';
import { publish, REGISTRATION, submitted } from './hoang-mai.ts';
import { administrator, auditor, chair, office } from './people.ts';
import { expectProblem } from './problem.ts';
import { type RunningApi, runApi } from './running-api.ts';

let api: RunningApi;
const DOCUMENT = { number: '35/QĐ-UBND', on: '2021-01-18', file: null };
const members = [
  { name: 'Bà Chủ tịch', person: 'chair', seat: 'chair', votes: true, standing: true },
  { name: 'Ông Ủy viên', person: null, seat: 'member', votes: true, standing: true },
  { name: 'Cô Thư ký', person: null, seat: 'secretary', votes: false, standing: true },
];

beforeAll(async () => {
  api = await runApi();
  await publish(api);
  api.clock.at = REGISTRATION;
  const { id, name, role, unit } = chair;
  await api.as(administrator).post('/v1/people', { id, name, role, unit });
});
afterAll(() => api.stop());

const constitutes = (change: object = {}, by = office) =>
  api.as(by).post('/v1/office/commands', {
    kind: 'ConstituteCouncil',
    body: { council: 'emulation', members, fromOn: '2021-01-18', document: DOCUMENT, ...change },
  });

type Office = { councils: { constitution: number; inForce: boolean; members: object[] }[] };

test('a council is constituted and renewed by a paper, and the office shows which is in force today', async () => {
  expect((await constitutes()).status).toBe(201);
  expect((await constitutes({ fromOn: '2021-01-19', members: members.slice(0, 2) })).status).toBe(200);
  const inForce = async () =>
    (await api.as(auditor).get<Office>('/v1/office')).body.councils.map((each) => each.inForce);
  expect(await inForce()).toEqual([true, false]);
  api.clock.at = REGISTRATION + 86_400_000;
  expect(await inForce()).toEqual([false, true]);
});

test('the names of the members are shown, and stand in no event', async () => {
  const [first] = (await api.as(auditor).get<Office>('/v1/office')).body.councils;
  expect(first).toMatchObject({ council: 'emulation', fromOn: '2021-01-18', document: DOCUMENT, members });
  const ledger = await api.testDatabase.database.query<{ text: string }>('select text from event');
  for (const { text } of ledger.rows) expect(text).not.toContain('Chủ tịch');
});

test('only the office enters it, and whether somebody votes is said and never assumed', async () => {
  expectProblem(await constitutes({}, chair), { status: 403, code: 'WRONG_ROLE' });
  expectProblem(await constitutes({ members: members.slice(1) }), { status: 409, code: 'COUNCIL_IMPOSSIBLE' });
  const { votes: _unsaid, ...rest } = members[0] ?? { votes: true };
  expectProblem(await constitutes({ members: [rest] }), { status: 422, code: 'VALIDATION_FAILED' });
});

test('a cluster is constituted by a paper, and its new head sees its units from that day on', async () => {
  api.clock.at = REGISTRATION;
  const { id } = await submitted(api);
  const body = {
    cluster: 'cum-3',
    units: ['van-phong', 'noi-vu'],
    head: 'van-phong',
    deputyHead: 'noi-vu',
    fromOn: '2021-01-19',
    document: DOCUMENT,
  };
  const constitute = (change: object = {}) =>
    api.as(office).post('/v1/office/commands', { kind: 'ConstituteCluster', body: { ...body, ...change } });
  expectProblem(await constitute({ head: 'tai-chinh' }), { status: 409, code: 'CLUSTER_IMPOSSIBLE' });
  expect((await constitute()).status).toBe(200);
  const headOf = (unit: string) => ({ ...office, id: `head-${unit}`, role: 'clusterHead' as const, unit });
  const sees = async (cluster: string) => (await api.as(headOf(cluster)).get(`/v1/proposals/${id}`)).status;
  expect([await sees('cum-1'), await sees('cum-3')]).toEqual([200, 404]);
  api.clock.at = REGISTRATION + 86_400_000;
  expect([await sees('cum-1'), await sees('cum-3')]).toEqual([404, 200]);
  type Clusters = { clusters: object[] };
  const { clusters } = (await api.as(auditor).get<Clusters>('/v1/office')).body;
  expect(clusters).toMatchObject([{ ...body, inForce: true }]);
});
