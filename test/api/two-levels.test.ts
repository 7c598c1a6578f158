import { afterAll, beforeAll, expect, test } from 'vitest';
import { act, draft } from './hoang-mai.ts';
import { clerk, ORG, office } from './people.ts';
import { expectProblem } from './problem.ts';
import type { RunningApi } from './running-api.ts';
import { letThemAct, nextInstant } from './scripted-people.ts';
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

test('lines cannot be taken into a round that is not published', async () => {
  const receipt = await newestList(api, above(office), 'receipts');
  const body = { proposals: [receipt.lines[0]?.proposal], plan: 'thanh-pho-intake-2021', round: 'nowhere' };
  const answer = await api.as(above(office)).post(`/v1/receipts/${receipt.id}/commands`, { kind: 'TakeLines', body });
  expectProblem(answer, { status: 422, code: 'VALIDATION_FAILED' });
});
