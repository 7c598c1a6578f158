import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import type { CommandOutcome } from '../../domain/refusal.ts';
import { councilOf, councilRound } from '../builders/council.ts';
import { freshDatabase, type TestDatabase } from '../builders/database.ts';
import { act, type Office, openOffice, person, WORDS } from '../builders/office.ts';
import { newKey } from '../builders/play.ts';
import { deliverAll, openStill } from './varied-run.ts';

let db: TestDatabase;
let office: Office;
let council: ReturnType<typeof councilOf>;

beforeAll(async () => {
  db = await freshDatabase(inject('clusterUrl'));
  office = openStill(db.database);
  council = councilOf(office);
  await openOffice(office, [councilRound('short')]);
});
afterAll(() => db?.close());

async function withdraws(id: string): Promise<CommandOutcome> {
  const stream = `proposal/${id}`;
  const asked = { stream, kind: 'Withdraw', body: { reason: WORDS }, by: person('unitHead'), key: newKey('withdraw') };
  return (await act(office, asked)).outcome;
}

/** On an agenda that has reached it, and the minutes entered. */
async function entered(votes: number | null): Promise<{ id: string; session: string }> {
  const id = await council.ready('short');
  const session = await council.calls([id]);
  await deliverAll(office);
  await council.enters(session, { [id]: votes });
  return { id, session };
}

const STANDS = (session: string) => ({
  ok: false,
  refusal: { code: 'TALLY_STANDS', rule: 'row 22: before the tally', facts: { session } },
});

test('the head withdraws alone while the minutes are only entered', async () => {
  const { id } = await entered(10);
  expect(await withdraws(id)).toMatchObject({ ok: true, events: ['Withdrawn'] });
});

test('from the chair’s confirmation on the head does not, though the result has not reached the case yet', async () => {
  const { id, session } = await entered(10);
  await council.confirms(session);
  expect(await withdraws(id)).toEqual(STANDS(session));
  await deliverAll(office);
  expect(await withdraws(id)).toMatchObject({ ok: true, events: ['ActProposed'] });
});

test('nor where even the agenda has not reached the case', async () => {
  const id = await council.ready('short');
  const session = await council.calls([id]);
  await council.enters(session, { [id]: 10 });
  await council.confirms(session);
  expect(await withdraws(id)).toEqual(STANDS(session));
  await deliverAll(office);
});

test('a line that was deferred has no tally: the head still withdraws alone', async () => {
  const { id, session } = await entered(null);
  await council.confirms(session);
  expect(await withdraws(id)).toMatchObject({ ok: true, events: ['Withdrawn'] });
  await deliverAll(office);
});

test('a case that was deferred and stands on a second agenda is held by that one only', async () => {
  const { id, session } = await entered(null);
  await council.confirms(session);
  await deliverAll(office);
  const second = await council.calls([id]);
  await deliverAll(office);
  await council.enters(second, { [id]: 10 });
  await council.confirms(second);
  expect(await withdraws(id)).toEqual(STANDS(second));
  await deliverAll(office);
});

test('of a confirmation and a withdrawal at the same moment one comes first, and the case agrees with it', async () => {
  for (let round = 0; round < 6; round += 1) {
    const { id, session } = await entered(10);
    const [outcome] = await Promise.all([withdraws(id), council.confirms(session)]);
    await deliverAll(office);
    const board = await db.database.query<{ state: string }>('select state from proposal_board where id = $1', [id]);
    expect(board.rows[0]?.state).toBe(outcome.ok ? 'withdrawn' : 'passed');
  }
});
