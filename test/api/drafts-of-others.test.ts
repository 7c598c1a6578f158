import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Identity } from '../../api/identity.ts';
import { act, draft, draftBody, PLAN, publish, REGISTRATION, submitted, yaml } from './hoang-mai.ts';
import { administrator, clerk, head, office, otherClerk, secondOffice } from './people.ts';
import { expectProblem } from './problem.ts';
import { type RunningApi, runApi } from './running-api.ts';

let api: RunningApi;
let year: string;
beforeAll(async () => {
  api = await runApi();
  year = await publish(api);
  api.clock.at = REGISTRATION;
});
afterAll(() => api.stop());

const edits = (person: Identity, id: string, version = 1) =>
  api.as(person).send({
    method: 'PATCH',
    url: `/v1/proposals/${id}/draft`,
    payload: { content: { report: `Của ${person.id}` } },
    headers: { 'if-match': `"${version}"` },
  });
const contentOf = async (id: string) =>
  (await api.as(clerk).get<{ draft: { content: object } }>(`/v1/proposals/${id}`)).body.draft.content;

test('the office reads a draft that a unit began, and leaves its words alone', async () => {
  const { id, content } = await draft(api);
  const problem = expectProblem(await edits(office, id), { status: 403, code: 'FORBIDDEN' });
  expect(problem.facts).toEqual({ role: 'standingOffice', allowed: ['unitClerk'] });
  expect(await contentOf(id)).toEqual(content);
  expectProblem(await edits(otherClerk, id), { status: 404, code: 'NOT_FOUND' });
  expect((await edits(clerk, id)).status).toBe(200);
});

test('what the office returned, and what a head sent back, is mended by the unit and not by the office', async () => {
  const returned = await submitted(api);
  await act(api.as(head), returned.id, 'Confirm', {}, { seq: 1 });
  const items = [{ key: 'report', note: 'Thiếu' }];
  const told = await act(api.as(office), returned.id, 'Return', { items, dueOn: '2021-01-25' }, { seq: 2 });
  expect(told.status).toBe(200);
  const sentBack = await submitted(api);
  await act(api.as(head), sentBack.id, 'SendBack', { reason: 'Thiếu' }, { seq: 1 });
  for (const { id } of [returned, sentBack]) {
    expectProblem(await edits(office, id), { status: 403, code: 'FORBIDDEN' });
    expect((await edits(clerk, id)).status).toBe(200);
  }
});

const thematic = { round: 'thematic-2021', title: 'GK' };
const nominates = (id: string, change: object = {}) => ({ title: 'GK', draft: id, rowVersion: 1, ...change });
const clusterHead = (cluster: string): Identity => ({
  ...head,
  id: `head-of-${cluster}`,
  role: 'clusterHead',
  unit: cluster,
});

test('nobody begins a case by a draft that is out of their sight, and the office by none that a unit began', async () => {
  const { id } = await draft(api, thematic);
  for (const stranger of [clusterHead('cum-3'), otherClerk])
    expectProblem(await act(api.as(stranger), id, 'Nominate', nominates(id)), { status: 404, code: 'NOT_FOUND' });
  expectProblem(await act(api.as(office), id, 'Nominate', nominates(id)), { status: 403, code: 'NOT_YOUR_UNIT' });
  expect((await act(api.as(clerk), id, 'Nominate', nominates(id))).status).toBe(201);
});

test('a nomination freezes what its person saw, under the title that the draft is for', async () => {
  const { id } = await draft(api, thematic);
  expect((await edits(clerk, id)).status).toBe(200);
  const older = await act(api.as(clerk), id, 'Nominate', nominates(id));
  expectProblem(older, { status: 412, code: 'DRAFT_CHANGED' });
  const blind = await act(api.as(clerk), id, 'Nominate', nominates(id, { rowVersion: null }));
  expect(expectProblem(blind, { status: 422, code: 'VALIDATION_FAILED' }).errors).toMatchObject([
    { pointer: '/body/rowVersion' },
  ]);
  const other = await act(api.as(clerk), id, 'Nominate', nominates(id, { rowVersion: 2, title: 'LDTT' }));
  expect(expectProblem(other, { status: 422, code: 'VALIDATION_FAILED' }).errors).toMatchObject([
    { pointer: '/body/title' },
  ]);
  expect((await act(api.as(clerk), id, 'Nominate', nominates(id, { rowVersion: 2 }))).status).toBe(201);
});

test('a cluster’s head sees the units that are in the cluster by the plan in force, and not by one that was uploaded', async () => {
  const { id } = await submitted(api);
  const sees = async (cluster: string) => (await api.as(clusterHead(cluster)).get(`/v1/proposals/${id}`)).status;
  expect([await sees('cum-1'), await sees('cum-3')]).toEqual([200, 404]);
  const moved = yaml
    .replace(/(key: van-phong, name: [^,]*, cluster: )cum-1/, '$1cum-3')
    .replace('version: 1', 'version: 2');
  await api.as(administrator).post('/v1/plans', { yaml: moved });
  expect([await sees('cum-1'), await sees('cum-3')]).toEqual([200, 404]);
  const amend = { kind: 'AmendPlan', body: { plan: PLAN, version: 2, reason: 'Kiện toàn cụm' } };
  expect((await api.as(office).post(`/v1/years/${year}/commands`, amend)).status).toBe(200);
  expect([await sees('cum-1'), await sees('cum-3')]).toEqual([404, 200]);
});

test('what the office began in a round in which it proposes is edited by the people of the office', async () => {
  const body = draftBody({ round: 'thematic-2021', title: 'GK', unit: 'van-phong' });
  const made = await api.as(office).post<{ id: string }>('/v1/proposals', body);
  expect(made.status).toBe(201);
  expect((await edits(office, made.body.id)).status).toBe(200);
  expect((await edits(secondOffice, made.body.id, 2)).status).toBe(200);
  expect(await contentOf(made.body.id)).toEqual({ report: 'Của office-2' });
});
