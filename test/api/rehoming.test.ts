import { afterAll, beforeAll, expect, test } from 'vitest';
import { act, draft, publish, REGISTRATION, submitted } from './hoang-mai.ts';
import { clerk, head, office, otherClerk } from './people.ts';
import { expectProblem } from './problem.ts';
import { type RunningApi, runApi } from './running-api.ts';

let api: RunningApi;
beforeAll(async () => {
  api = await runApi();
  await publish(api);
  api.clock.at = REGISTRATION;
});
afterAll(() => api.stop());

const ACT_THAT_ORDERS = { number: '9/QĐ-UBND', on: '2021-01-15' };
const otherHead = { ...otherClerk, id: 'other-head', role: 'unitHead' as const };

async function rehomed(unit: string) {
  const made = await submitted(api);
  const moves = await act(api.as(office), made.id, 'Rehome', { unit, document: ACT_THAT_ORDERS }, { seq: 1 });
  return { ...made, moves };
}

test('who sees a case and acts for it changes with its unit, and the dossier goes with it', async () => {
  const { id, moves } = await rehomed('noi-vu');
  expect(moves).toMatchObject({ status: 200, body: { events: ['Rehomed'] } });
  for (const person of [clerk, head])
    expectProblem(await api.as(person).get(`/v1/proposals/${id}`), { status: 404, code: 'NOT_FOUND' });
  expect((await api.as(otherClerk).get(`/v1/proposals/${id}`)).body).toMatchObject({
    row: { unit: 'noi-vu', state: 'awaitingHead' },
  });
  expect((await act(api.as(otherHead), id, 'SendBack', { reason: 'Thiếu' }, { seq: 2 })).status).toBe(200);
  const edits = (person: typeof clerk) =>
    api.as(person).send({
      method: 'PATCH',
      url: `/v1/proposals/${id}/draft`,
      payload: { content: { report: 'Bản mới' } },
      headers: { 'if-match': '"1"' },
    });
  expectProblem(await edits(clerk), { status: 404, code: 'NOT_FOUND' });
  expect((await edits(otherClerk)).status).toBe(200);
});

test('whom the case is about keeps the place in the round, and is the new unit’s to propose again', async () => {
  const { subject } = await rehomed('noi-vu');
  const again = await draft(api, { subject: { id: subject } }, api.as(otherClerk));
  const answer = await act(api.as(otherClerk), again.id, 'Submit', { draft: again.id, rowVersion: 1 });
  expectProblem(answer, { status: 409, code: 'ALREADY_PROPOSED' });
});

test('a unit that the plan does not have takes no case', async () => {
  const { moves } = await rehomed('phong-moi');
  expectProblem(moves, { status: 409, code: 'NO_OTHER_UNIT' });
});
