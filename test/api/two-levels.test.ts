import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Identity } from '../../api/identity.ts';
import { dateOf } from '../../domain/calendar/local-date.ts';
import { act, draft } from './hoang-mai.ts';
import { authority, clerk, ORG, office } from './people.ts';
import { expectProblem } from './problem.ts';
import type { RunningApi } from './running-api.ts';
import { letThemAct, nextInstant, owedBy } from './scripted-people.ts';
import { ABOVE, above, everybody, newestList, openTwoLevels } from './two-levels.ts';

let api: RunningApi;
beforeAll(async () => {
  api = await openTwoLevels();
});
afterAll(() => api.stop());

type Case = { id: string; state: string; lowerOrg: string | null; subjectName: string };
type Event = { kind: string; actorOrg: string; body: { tally?: object } };

test('a case sent up is decided above, and the answer reaches it below', async () => {
  const made = await draft(api, { title: 'BK_TP' });
  await act(api.as(clerk), made.id, 'Submit', { draft: made.id, rowVersion: 1 });
  const done: string[] = [];
  for (let at: number | null = api.clock.at; at !== null; at = await nextInstant(api, everybody)) {
    api.clock.at = at;
    done.push(...(await letThemAct(api, everybody, ({ kind }) => kind === 'duty')));
  }
  expect(done.slice(done.indexOf('authorityHead SignAndSend 1') + 1)).toEqual([
    'standingOffice AcknowledgeReceipt 1',
    'standingOffice TakeLines 1',
    'standingOffice Receive 1',
    'standingOffice Appraise 1',
    'councilSecretary CallSession 1',
    'councilSecretary EnterResult 1',
    'councilChair ConfirmResult 1',
    'standingOffice DraftDecision 1',
    'authorityHead SignDecision 1',
    'standingOffice NumberDecision 1',
  ]);
  const [line] = (await newestList(api, office, 'submissions')).lines;
  expect(line?.proposal).toBe(made.id);
  const lower = (await api.as(office).get<{ row: Case }>(`/v1/proposals/${made.id}`)).body.row;
  const higher = (await api.as(above(office)).get<{ row: Case }>(`/v1/proposals/${line?.upper}`)).body.row;
  expect(lower).toMatchObject({ state: 'granted', lowerOrg: null, award: { number: '111', authority: ABOVE } });
  expect(higher).toMatchObject({ state: 'granted', lowerOrg: ORG, subjectName: 'Nguyễn Thị Huệ' });
  // Neither reads the other's stream, and no vote comes down.
  expectProblem(await api.as(office).get(`/v1/proposals/${line?.upper}`), { status: 404, code: 'NOT_FOUND' });
  expectProblem(await api.as(above(office)).get(`/v1/proposals/${made.id}`), { status: 404, code: 'NOT_FOUND' });
  const events = (await api.as(office).get<{ items: Event[] }>(`/v1/proposals/${made.id}/timeline?limit=200`)).body
    .items;
  const fromAbove = events.filter(({ actorOrg }) => actorOrg === ABOVE);
  expect(fromAbove.map(({ kind }) => kind)).toEqual(['AcknowledgedAbove', 'AwardGranted']);
  expect(fromAbove.every(({ body }) => body.tally === undefined)).toBe(true);
});

test('an award that is revoked above is revoked below, and what was handed out there is recovered', async () => {
  const [line] = (await newestList(api, office, 'submissions')).lines;
  const { proposal = '', upper = '' } = line ?? {};
  const seqOf = async (as: typeof office, id: string) =>
    (await api.as(as).get<{ row: { seq: number } }>(`/v1/proposals/${id}`)).body.row.seq;
  const on = dateOf(api.clock.at);
  const does = async (as: typeof office, id: string, kind: string, body: object) =>
    act(api.as(as), id, kind, body, { seq: await seqOf(as, id) });
  const handedOut = await does(office, proposal, 'RecordConferral', { on, place: 'Hội trường', items: ['Bằng khen'] });
  expect(handedOut.status).toBe(200);
  const { items } = (await api.as(office).get<{ items: Event[] }>(`/v1/proposals/${proposal}/timeline?limit=200`)).body;
  const { body: conferral } = items.find(({ kind }) => kind === 'ConferralRecorded') ?? {};
  const digest = expect.stringMatching(/^[0-9a-f]{64}$/);
  expect(conferral).toMatchObject({ place: { commitment: digest }, items: [{ commitment: digest }] });
  const paper = { number: '215/QĐ', on, reason: 'Khai sai thành tích', reported: false };
  // The office may not type what the city says for itself.
  const typed = await does(office, proposal, 'Revoke', { ...paper, reported: true });
  expectProblem(typed, { status: 403, code: 'WRONG_ROLE' });
  const corrected = { ...paper, number: '214/QĐ', corrected: 'Họ tên: Huệ, không phải Huê' };
  expect((await does(above(authority), upper, 'Correct', corrected)).status).toBe(200);
  expectProblem(await does(above(authority), upper, 'Revoke', { ...paper, number: '111' }), {
    status: 409,
    code: 'NUMBER_TAKEN',
  });
  expect((await does(above(authority), upper, 'Revoke', paper)).status).toBe(200);
  await api.carry();
  type Read = { row: { state: string }; commands: string[] };
  const below = (await api.as(office).get<Read>(`/v1/proposals/${proposal}`)).body;
  expect(below.row.state).toBe('revoked');
  expect(below.commands).toContain('RecordRecovery');
  const recovers = async () =>
    (await owedBy(api.as(office))).items.filter(({ commands }) => commands.includes('RecordRecovery'));
  expect(await recovers()).toMatchObject([{ kind: 'proposal', ref: proposal, dueAt: null }]);
  expect((await does(office, proposal, 'RecordRecovery', { item: 1, on })).status).toBe(200);
  expect(await recovers()).toEqual([]);
  expect((await api.as(office).get<Read>(`/v1/proposals/${proposal}`)).body.commands).not.toContain('RecordRecovery');
});

test('lines cannot be taken into a round that is not published', async () => {
  const receipt = await newestList(api, above(office), 'receipts');
  const body = { proposals: [receipt.lines[0]?.proposal], plan: 'thanh-pho-intake-2021', round: 'nowhere' };
  const answer = await api.as(above(office)).post(`/v1/receipts/${receipt.id}/commands`, { kind: 'TakeLines', body });
  expectProblem(answer, { status: 422, code: 'VALIDATION_FAILED' });
});

test('the authority may open a refused line again, and no other line', async () => {
  const receipt = await newestList(api, above(office), 'receipts');
  const complaint = { number: '9/ĐN', on: dateOf(api.clock.at) };
  const body = { proposal: receipt.lines[0]?.proposal, complaint, grounds: 'Có tài liệu mới', upheld: true };
  const asks = (who: Identity) =>
    api.as(above(who)).post(`/v1/receipts/${receipt.id}/commands`, { kind: 'RedecideLine', body });
  expectProblem(await asks(authority), { status: 409, code: 'LINE_NOT_READY' });
  expectProblem(await asks(office), { status: 403, code: 'WRONG_ROLE' });
});
