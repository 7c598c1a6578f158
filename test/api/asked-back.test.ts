import { afterAll, beforeAll, expect, test } from 'vitest';
import { act, draft } from './hoang-mai.ts';
import { authority, clerk, office } from './people.ts';
import type { RunningApi } from './running-api.ts';
import { letThemAct, nextInstant, type Owed, owedBy } from './scripted-people.ts';
import { above, everybody, newestList, openTwoLevels } from './two-levels.ts';

let api: RunningApi;
beforeAll(async () => {
  api = await openTwoLevels();
});
afterAll(() => api.stop());

type Line = { proposal: string; upper: string };

/** A case of the district that the city has taken and not yet received for appraisal. */
async function sentAndTaken(): Promise<Line> {
  const made = await draft(api, { title: 'BK_TP' });
  await act(api.as(clerk), made.id, 'Submit', { draft: made.id, rowVersion: 1 });
  const asLeft = ({ kind, commands, proposals }: Owed) =>
    kind === 'duty' || (commands[0] === 'Receive' && proposals.every(({ id }) => id !== made.id));
  for (let at: number | null = api.clock.at; at !== null; at = await nextInstant(api, everybody)) {
    api.clock.at = at;
    await letThemAct(api, everybody, asLeft);
  }
  const [line] = (await newestList(api, office, 'submissions')).lines;
  if (line === undefined) throw new Error('Nothing was sent up');
  return line;
}

test('what the level below asks back is owed by the office above, and done when it is answered', async () => {
  const line = await sentAndTaken();
  const asks = async () => {
    const { seq } = (await api.as(office).get<{ row: { seq: number } }>(`/v1/proposals/${line.proposal}`)).body.row;
    await act(api.as(authority), line.proposal, 'Withdraw', { reason: 'Cá nhân chuyển công tác' }, { seq });
    await api.carry();
  };
  const wishes = async () => (await owedBy(api.as(above(office)))).items.filter(({ kind }) => kind === 'pendingAct');
  const caseAbove = async () =>
    (await api.as(above(office)).get<{ row: { seq: number }; commands: string[] }>(`/v1/proposals/${line.upper}`)).body;
  expect((await caseAbove()).commands).not.toContain('GrantWithdrawal');
  await asks();
  expect(await wishes()).toMatchObject([{ ref: line.upper, commands: ['GrantWithdrawal', 'DeclineWithdrawal'] }]);
  expect((await caseAbove()).commands).toContain('GrantWithdrawal');
  const answer = async (kind: string, body: object) =>
    act(api.as(above(office)), line.upper, kind, body, { seq: (await caseAbove()).row.seq });
  expect((await answer('DeclineWithdrawal', { reason: 'Đã thẩm định' })).status).toBe(200);
  await api.carry();
  expect(await wishes()).toEqual([]);
  await asks();
  expect((await answer('GrantWithdrawal', {})).status).toBe(200);
  await api.carry();
  expect(await wishes()).toEqual([]);
  const lower = (await api.as(office).get<{ row: { state: string } }>(`/v1/proposals/${line.proposal}`)).body.row;
  expect(lower.state).toBe('withdrawn');
});
