import { afterAll, beforeAll, expect, test } from 'vitest';
import { act, draft, publish, REGISTRATION } from './hoang-mai.ts';
import { authority, chair, clerk, head, office, secretary } from './people.ts';
import { expectProblem } from './problem.ts';
import { type RunningApi, runApi } from './running-api.ts';
import { letThemAct, nextInstant, owedBy } from './scripted-people.ts';

let api: RunningApi;
beforeAll(async () => {
  api = await runApi();
  await publish(api);
  api.clock.at = REGISTRATION;
});
afterAll(() => api.stop());

const people = [clerk, head, office, secretary, chair, authority];

const thrice = (act: string) => [act, act, act];

/** Each act with the number of cases that it was about. */
const WHOLE_YEAR = [
  ...thrice('unitHead Confirm 1'),
  ...thrice('standingOffice Accept 1'),
  ...thrice('unitClerk HandInForUnit 3'),
  ...thrice('standingOffice AcceptEvidence 1'),
  'unitClerk HandInForUnit 3',
  ...thrice('unitClerk EnterScore 1'),
  ...thrice('standingOffice EnterScore 1'),
  'unitClerk ProposeList 3',
  'unitHead ConfirmList 3',
  ...thrice('standingOffice Receive 1'),
  ...thrice('standingOffice Appraise 1'),
  'councilSecretary CallSession 3',
  'councilSecretary EnterResult 3',
  'councilChair ConfirmResult 3',
  'standingOffice DraftDecision 2',
  'standingOffice RequestOpinion 1',
  'authorityHead SignDecision 2',
  'standingOffice RecordOpinion 1',
  'standingOffice NumberDecision 2',
  'standingOffice DraftSubmission 1',
  'authorityHead SignAndSend 1',
  'standingOffice AnswerFromAbove 1',
];

type Row = { row: { seq: number; state: string; award: unknown }; commands: string[] };

test('people who do only what the API says they owe bring every case to its award', async () => {
  const decidedHere = await draft(api);
  const alsoHere = await draft(api, { subject: { new: { kind: 'person', name: 'Trần Văn Đức' } } });
  const sentUp = await draft(api, { title: 'BK_TP', subject: { new: { kind: 'collective', name: 'Văn phòng' } } });
  for (const { id } of [decidedHere, alsoHere, sentUp]) {
    expect((await act(api.as(clerk), id, 'Submit', { draft: id, rowVersion: 1 })).status).toBe(201);
  }
  const done: string[] = [];
  for (let at: number | null = api.clock.at; at !== null; at = await nextInstant(api, people)) {
    api.clock.at = at;
    done.push(...(await letThemAct(api, people, ({ kind }) => kind === 'duty')));
  }
  expect(done).toEqual(WHOLE_YEAR);
  const states = await Promise.all(
    [decidedHere, alsoHere, sentUp].map(
      async ({ id }) => (await api.as(office).get<Row>(`/v1/proposals/${id}`)).body.row,
    ),
  );
  expect(states.map(({ state, award }) => ({ state, award }))).toEqual([
    {
      state: 'granted',
      award: { decision: expect.stringMatching(/^decision\//), number: '111', on: '2021-11-30', authority: null },
    },
    {
      state: 'granted',
      award: { decision: expect.stringMatching(/^decision\//), number: '111', on: '2021-11-30', authority: null },
    },
    { state: 'granted', award: { decision: null, number: '9', on: '2021-11-30', authority: 'Thành phố' } },
  ]);
});

test('what the office typed from the paper of a level above is the office’s to correct', async () => {
  const { items } = (await api.as(office).get<{ items: { id: string; title: string }[] }>('/v1/proposals')).body;
  const { id = '' } = items.find(({ title }) => title === 'BK_TP') ?? {};
  const read = async () => (await api.as(office).get<Row>(`/v1/proposals/${id}`)).body;
  const { row, commands } = await read();
  expect(commands).toContain('CorrectReportedNumber');
  const body = { number: '6', on: '2021-11-30', reason: 'Gõ ngược số' };
  const asks = (by: typeof office) => act(api.as(by), id, 'CorrectReportedNumber', body, { seq: row.seq });
  expectProblem(await asks(authority), { status: 403, code: 'WRONG_ROLE' });
  expect((await asks(office)).status).toBe(200);
  expect((await read()).row.award).toMatchObject({ decision: null, number: '6', authority: 'Thành phố' });
});

test('the duties of the plan are owed by their leads and confirmed by the office', async () => {
  const [duty] = (await owedBy(api.as(clerk))).items;
  expect(duty).toMatchObject({ kind: 'duty', commands: ['MarkTaskDone'], owner: 'van-phong' });
  await letThemAct(api, [clerk], () => false);
  expect((await owedBy(api.as(clerk))).items).toEqual([]);
  const waiting = (await owedBy(api.as(office))).items.filter(({ commands }) => commands[0] === 'ConfirmTask');
  expect(waiting.map(({ owner }) => owner)).toContain('van-phong');
});
