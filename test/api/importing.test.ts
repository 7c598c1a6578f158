import { afterAll, beforeAll, expect, test } from 'vitest';
import { act, type DraftShown, draft, draftBody, PLAN, publish, REGISTRATION, ROUND } from './hoang-mai.ts';
import { chair, clerk, head, office, secondOffice } from './people.ts';
import { expectProblem, pointers } from './problem.ts';
import { type RunningApi, runApi } from './running-api.ts';
import { owedBy } from './scripted-people.ts';

let api: RunningApi;
beforeAll(async () => {
  api = await runApi();
  await publish(api);
  api.clock.at = REGISTRATION;
});
afterAll(() => api.stop());

const FROM_PAPER = { unit: 'van-phong', fromPaper: true };
const REFERENCES = [{ number: '12/TTr-VP', on: '2020-12-20' }];

async function imported(change: object = {}): Promise<DraftShown> {
  const made = await draft(api, { ...FROM_PAPER, ...change }, api.as(office));
  const body = { draft: made.id, rowVersion: made.rowVersion, stage: 'nomination', references: REFERENCES };
  const answer = await act(api.as(office), made.id, 'Import', body);
  expect(answer).toMatchObject({ status: 201, body: { seq: 1, events: ['Imported'] } });
  return made;
}

const owes = async (person: typeof office, id: string) =>
  (await owedBy(api.as(person))).items.filter(({ ref }) => ref === id).map(({ commands }) => commands);

type Read = { row: { state: string; stage: string; marks: string[]; pendingKind: string | null }; commands: string[] };
const read = async (person: typeof office, id: string) => (await api.as(person).get<Read>(`/v1/proposals/${id}`)).body;

test('the office writes down what it will import in whatever round, and proposes only where it may', async () => {
  const unmarked = await api.as(office).post('/v1/proposals', draftBody({ unit: 'van-phong' }));
  expectProblem(unmarked, { status: 403, code: 'FORBIDDEN' });
  const { id, rowVersion } = await draft(api, FROM_PAPER, api.as(office));
  const nominate = { title: 'LDTT', draft: id, rowVersion };
  const answer = await act(api.as(office), id, 'Nominate', nominate);
  expect([answer.status, answer.body.code]).toEqual([403, 'WRONG_ROLE']);
  const byClerk = await api.as(clerk).post('/v1/proposals', draftBody({ fromPaper: true }));
  expect(pointers(expectProblem(byClerk, { status: 422, code: 'VALIDATION_FAILED' }))).toEqual([
    '/fromPaper UNKNOWN_REFERENCE',
  ]);
});

test('an import is owed by the second person of the office and by the chair, and then stands at its stage', async () => {
  const { id } = await imported();
  expect(await read(office, id)).toMatchObject({
    row: { state: 'importing', stage: 'nomination', marks: ['imported'], pendingKind: 'Import' },
    commands: ['ConfirmAct', 'DeclineAct', 'Rehome'],
  });
  expect(await owes(office, id)).toEqual([]);
  for (const person of [secondOffice, chair]) expect(await owes(person, id)).toEqual([['ConfirmAct', 'DeclineAct']]);
  expect((await read(head, id)).commands).toEqual(['ConfirmAct', 'DeclineAct']);
  expectProblem(await act(api.as(head), id, 'ConfirmAct', { act: 1 }, { seq: 1 }), { status: 403, code: 'WRONG_ROLE' });
  expectProblem(await act(api.as(office), id, 'ConfirmAct', { act: 1 }, { seq: 1 }), {
    status: 403,
    code: 'SAME_PERSON',
  });
  const confirmed = await act(api.as(secondOffice), id, 'ConfirmAct', { act: 1 }, { seq: 1 });
  expect(confirmed).toMatchObject({ status: 200, body: { events: ['ImportConfirmed'] } });
  expect(await read(clerk, id)).toMatchObject({ row: { state: 'inStage', stage: 'nomination', pendingKind: null } });
});

test('a declined import frees the place of its subject', async () => {
  const first = await imported();
  const again = { ...FROM_PAPER, subject: { id: first.subject } };
  const second = await draft(api, again, api.as(office));
  const imports = () => {
    const body = { draft: second.id, rowVersion: 1, stage: 'nomination', references: REFERENCES };
    return act(api.as(office), second.id, 'Import', body);
  };
  expectProblem(await imports(), { status: 409, code: 'ALREADY_PROPOSED' });
  await act(api.as(chair), first.id, 'DeclineAct', { act: 1, reason: 'Chưa có tờ trình' }, { seq: 1 });
  expect((await read(office, first.id)).row.state).toBe('withdrawn');
  expect((await imports()).status).toBe(201);
});

test('a unit’s own draft is not the office’s to import', async () => {
  const { id, rowVersion } = await draft(api, { plan: PLAN, round: ROUND });
  const body = { draft: id, rowVersion, stage: 'nomination', references: REFERENCES };
  const answer = await act(api.as(office), id, 'Import', body);
  expectProblem(answer, { status: 403, code: 'NOT_YOUR_UNIT' });
});
