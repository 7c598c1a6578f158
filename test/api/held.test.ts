import { afterAll, beforeAll, expect, test } from 'vitest';
import { act, publish, REGISTRATION, submitted } from './hoang-mai.ts';
import { head, office } from './people.ts';
import { expectProblem } from './problem.ts';
import { type RunningApi, runApi } from './running-api.ts';

let api: RunningApi;
beforeAll(async () => {
  api = await runApi();
  await publish(api);
  api.clock.at = REGISTRATION;
});
afterAll(() => api.stop());

const PAPER = { number: '8/CV', on: '2021-01-18', file: null };

type One = { row: { seq: number; heldSince: number | null; holds: number[] }; commands: string[] };
const shown = async (id: string) => (await api.as(office).get<One>(`/v1/proposals/${id}`)).body;

async function acts(id: string, kind: string, body: object) {
  return act(api.as(office), id, kind, body, { seq: (await shown(id)).row.seq });
}

async function heldOnes(held: 'true' | 'false'): Promise<string[]> {
  const found = await api.as(office).get<{ items: { id: string }[] }>(`/v1/proposals?held=${held}`);
  return found.body.items.map(({ id }) => id);
}

test('the office holds a case, which the board shows and finds, and says what it has found when it lets go', async () => {
  const { id } = await submitted(api);
  await act(api.as(head), id, 'Confirm', {}, { seq: 1 });
  expect((await acts(id, 'Hold', { ground: 'Có đơn phản ánh', document: PAPER })).status).toBe(200);
  const { row, commands } = await shown(id);
  expect(row).toMatchObject({ heldSince: REGISTRATION, holds: [row.seq] });
  expect(commands).toContain('Release');
  expect(commands).not.toContain('Accept');
  expect([await heldOnes('true'), (await heldOnes('false')).includes(id)]).toEqual([[id], false]);
  const { facts } = expectProblem(await acts(id, 'Accept', {}), { status: 409, code: 'HELD' });
  expect(facts).toMatchObject({ hold: row.seq, since: REGISTRATION, document: PAPER });
  expect(JSON.stringify(facts)).not.toContain('phản ánh');
  expect((await acts(id, 'Release', { hold: row.seq, conclusion: 'Không có vi phạm' })).status).toBe(200);
  expect(await heldOnes('true')).toEqual([]);
  expectProblem(await acts(id, 'Release', { hold: row.seq, conclusion: 'Một lần nữa' }), {
    status: 409,
    code: 'NOT_HELD',
  });
});
