import { afterAll, beforeAll, expect, test } from 'vitest';
import { startOfDay } from '../../domain/calendar/local-date.ts';
import { act, draft, publish, REGISTRATION } from './hoang-mai.ts';
import { chair, clerk, office } from './people.ts';
import { expectProblem } from './problem.ts';
import { type RunningApi, runApi } from './running-api.ts';
import { owedBy } from './scripted-people.ts';

let api: RunningApi;
let id: string;
beforeAll(async () => {
  api = await runApi();
  await publish(api);
  api.clock.at = REGISTRATION;
  const made = await draft(api, { unit: 'van-phong', fromPaper: true }, api.as(office));
  id = made.id;
  const references = [{ number: '12/TTr-VP', on: '2020-12-20' }];
  await act(api.as(office), id, 'Import', { draft: id, rowVersion: 1, stage: 'scoring', references });
  await act(api.as(chair), id, 'ConfirmAct', { act: 1 }, { seq: 1 });
  api.clock.at = startOfDay('2021-12-01');
});
afterAll(() => api.stop());

type Read = { row: { seq: number; state: string; pendingKind: string | null; waitsFor: string }; commands: string[] };
type Timeline = { items: { kind: string; body: Record<string, unknown> }[] };
const read = async (person: typeof office) => (await api.as(person).get<Read>(`/v1/proposals/${id}`)).body;
const does = async (person: typeof office, kind: string, body: object) =>
  act(api.as(person), id, kind, body, { seq: (await read(person)).row.seq });
const corrects = (person: typeof office, as: string, score: number) =>
  does(person, 'CorrectEntry', { stage: 'scoring', as, score, reason: 'Gõ nhầm số' });

test('a correction is offered to those who have entered a score, and the old figure stays in the timeline', async () => {
  expect((await read(clerk)).commands).not.toContain('CorrectEntry');
  expectProblem(await corrects(clerk, 'self', 90), { status: 409, code: 'NOTHING_TO_CORRECT' });
  await does(clerk, 'EnterScore', { stage: 'scoring', as: 'self', score: 95 });
  expect((await read(clerk)).commands).toContain('CorrectEntry');
  expect((await read(office)).commands).not.toContain('CorrectEntry');
  expect(await corrects(clerk, 'self', 90)).toMatchObject({ status: 200, body: { events: ['ScoreCorrected'] } });
  const { items } = (await api.as(office).get<Timeline>(`/v1/proposals/${id}/timeline`)).body;
  expect(items.slice(-2).map(({ kind, body }) => [kind, body.was, body.score])).toEqual([
    ['ScoreEntered', undefined, 95],
    ['ScoreCorrected', 95, 90],
  ]);
  expect(items.at(-1)?.body.reason).toMatchObject({ words: 'Gõ nhầm số' });
});

test('once it was verified, the office that verified it owes the confirmation', async () => {
  await does(office, 'EnterScore', { stage: 'scoring', as: 'verified', score: 90 });
  expect(await corrects(clerk, 'self', 88)).toMatchObject({ status: 200, body: { events: ['ActProposed'] } });
  expect((await read(office)).row).toMatchObject({ pendingKind: 'CorrectEntry', waitsFor: 'standingOffice' });
  const [item] = (await owedBy(api.as(office))).items.filter(({ ref }) => ref === id);
  expect(item).toMatchObject({
    kind: 'pendingAct',
    commands: ['ConfirmAct', 'DeclineAct'],
    pendingKind: 'CorrectEntry',
  });
  expect((await owedBy(api.as(chair))).items.filter(({ ref }) => ref === id)).toEqual([]);
  const confirmed = await does(office, 'ConfirmAct', { act: item?.act });
  expect(confirmed).toMatchObject({ status: 200, body: { events: ['ScoreCorrected'] } });
  expect((await read(office)).row.pendingKind).toBeNull();
});
