import { afterAll, beforeAll, expect, test } from 'vitest';
import { act, draft, publish, REGISTRATION, submitted } from './hoang-mai.ts';
import { office, otherClerk } from './people.ts';
import { expectProblem, pointers } from './problem.ts';
import { type RunningApi, runApi } from './running-api.ts';

let api: RunningApi;
beforeAll(async () => {
  api = await runApi();
  await publish(api);
  api.clock.at = REGISTRATION;
});
afterAll(() => api.stop());

const PAPER = { number: '8/CV', on: '2021-01-18', file: null };

type One = { row: { seq: number; subjectName: string } };
const shown = async (id: string) => (await api.as(office).get<One>(`/v1/proposals/${id}`)).body;

async function acts(id: string, body: object) {
  return act(api.as(office), id, 'AmendSubject', body, { seq: (await shown(id)).row.seq });
}

test('a name that was wrong is amended, and another subject is one that the unit has', async () => {
  const { id } = await submitted(api);
  const named = { fact: { kind: 'person', name: 'Nguyễn Thị Huế' }, document: PAPER };
  expect((await acts(id, named)).status).toBe(200);
  expect((await shown(id)).row.subjectName).toBe('Nguyễn Thị Huế');
  const foreign = await draft(api, {}, api.as(otherClerk));
  const answer = await acts(id, { fact: { subject: foreign.subject }, document: PAPER });
  expect(pointers(expectProblem(answer, { status: 422, code: 'VALIDATION_FAILED' }))).toEqual([
    '/body/fact/subject UNKNOWN_REFERENCE',
  ]);
  const own = await draft(api);
  expect((await acts(id, { fact: { subject: own.subject }, document: PAPER })).status).toBe(200);
});
