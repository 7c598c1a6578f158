import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Identity } from '../../api/identity.ts';
import { act, draft, draftBody, publish, REGISTRATION, submitted } from './hoang-mai.ts';
import { clerk, head, office, otherClerk, secondOffice } from './people.ts';
import { expectProblem } from './problem.ts';
import { type RunningApi, runApi } from './running-api.ts';

let api: RunningApi;
beforeAll(async () => {
  api = await runApi();
  await publish(api);
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

test('what the office began in a round in which it proposes is edited by the people of the office', async () => {
  const body = draftBody({ round: 'thematic-2021', title: 'GK', unit: 'van-phong' });
  const made = await api.as(office).post<{ id: string }>('/v1/proposals', body);
  expect(made.status).toBe(201);
  expect((await edits(office, made.body.id)).status).toBe(200);
  expect((await edits(secondOffice, made.body.id, 2)).status).toBe(200);
  expect(await contentOf(made.body.id)).toEqual({ report: 'Của office-2' });
});
