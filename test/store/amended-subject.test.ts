import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import type { Json } from '../../domain/json.ts';
import type { CommandOutcome } from '../../domain/refusal.ts';
import { keepTexts } from '../../store/desk/private-texts.ts';
import { commitment, newSalt } from '../../store/hash.ts';
import { boardPage } from '../../store/reads/board.ts';
import { freshDatabase, type TestDatabase } from '../builders/database.ts';
import { act, draft, ORG, openOffice, person } from '../builders/office.ts';
import { newId, newKey } from '../builders/play.ts';
import { round, stage } from '../builders/round.ts';
import { claimRows, proposalRow, streamsOf, type Written, withWholeLists } from './second-fold.ts';
import { openStill } from './varied-run.ts';

let db: TestDatabase;
let office: ReturnType<typeof openStill>;

const PAPER = { number: '8/CV', on: '2021-01-04', file: null };

beforeAll(async () => {
  db = await freshDatabase(inject('clusterUrl'));
  office = openStill(db.database);
  await openOffice(office, [round({ stages: [stage('registration'), stage('appraisal'), stage('decision')] })]);
});
afterAll(() => db?.close());

/** Begins a case; of a subject that another has brought to the desk, where one is named. */
async function begins(subject?: string): Promise<{ id: string; subject: string; outcome: CommandOutcome }> {
  const id = await draft(office, subject === undefined ? {} : { subject });
  const ask = { stream: `proposal/${id}`, kind: 'Submit', body: { draft: id, rowVersion: 1 }, key: newKey('Submit') };
  const { outcome } = await act(office, { ...ask, by: person('unitClerk') });
  const found = await db.database.query<{ subject: string }>('select subject from draft where id = $1', [id]);
  return { id, subject: found.rows[0]?.subject ?? '', outcome };
}

async function amends(id: string, fact: Json): Promise<CommandOutcome> {
  const body = { fact, document: PAPER };
  const ask = { stream: `proposal/${id}`, kind: 'AmendSubject', body, by: person('standingOffice') };
  return (await act(office, { ...ask, key: newKey('AmendSubject') })).outcome;
}

/** Words put aside as the API does. */
async function named(value: string, kind = 'person') {
  const [id, salt] = [newId('text'), newSalt()];
  await keepTexts(db.database, ORG, [{ id, salt, value }]);
  return { kind, name: { text: id, commitment: commitment(salt, value) } };
}

async function shown(id: string) {
  const rows = await boardPage(db.database, { org: ORG, unit: null, cluster: null }, 0, {}, null, 200);
  return rows.find((row) => row.id === id);
}

async function desk(subject: string) {
  const found = await db.database.query<{ name: string; salt: string; commitment: string }>(
    'select name, salt, commitment from subject where id = $1',
    [subject],
  );
  return found.rows[0];
}

test('the case bears the new name, of which the ledger holds the commitment only; the old one stays verifiable', async () => {
  const one = await begins();
  const old = await desk(one.subject);
  const fact = await named('Nguyễn Thị Thử Lại');
  expect(await amends(one.id, fact)).toMatchObject({ ok: true, events: ['SubjectAmended'] });
  const row = await shown(one.id);
  expect(row).toMatchObject({ subjectName: 'Nguyễn Thị Thử Lại', subjectKind: 'person' });
  const now = await desk(row?.subject ?? '');
  expect(commitment(now?.salt ?? '', 'Nguyễn Thị Thử Lại')).toBe(fact.name.commitment);
  expect(await desk(one.subject)).toEqual(old);
  const texts = await db.database.query<{ text: string }>(`select text from event where stream = 'proposal/' || $1`, [
    one.id,
  ]);
  expect(texts.rows.every(({ text }) => !text.includes('Nguyễn'))).toBe(true);
});

test('who has another name is proposed once all the same', async () => {
  const one = await begins();
  await amends(one.id, await named('Tên mới'));
  const first = `proposal/${one.id}`;
  expect((await begins(one.subject)).outcome).toMatchObject({
    refusal: { code: 'ALREADY_PROPOSED', facts: { first } },
  });
  const { subject } = (await shown(one.id)) ?? {};
  expect((await begins(subject)).outcome).toMatchObject({ refusal: { code: 'ALREADY_PROPOSED', facts: { first } } });
});

test('a case that was meant for somebody else takes that place if it is free, and leaves its own', async () => {
  const [one, other] = [await begins(), await begins()];
  const first = `proposal/${other.id}`;
  expect(await amends(one.id, { subject: other.subject })).toMatchObject({
    refusal: { code: 'ALREADY_PROPOSED', facts: { first } },
  });
  expect(await shown(one.id)).toMatchObject({ subject: one.subject });
  const free = (await begins(other.subject)).id;
  const meant = newId('subject');
  await draft(office, { subject: meant });
  expect(await amends(one.id, { subject: meant })).toMatchObject({ ok: true });
  expect(await shown(one.id)).toMatchObject({ subject: meant });
  expect((await begins(one.subject)).outcome).toMatchObject({ ok: true });
  expect(await shown(free)).toMatchObject({ state: 'none' });
});

test('a refused amendment leaves no subject on the desk', async () => {
  const one = await begins();
  const count = async () => (await db.database.query('select 1 from subject')).rows.length;
  const before = await count();
  expect(await amends(one.id, await named('Tập thể', 'collective'))).toMatchObject({
    refusal: { code: 'SUBJECT_KIND_NOT_ALLOWED' },
  });
  expect(await count()).toBe(before);
});

test('a second fold of the ledger gives the same board and the same places', async () => {
  const found = await db.database.query<Written>(
    'select hash, text, (extract(epoch from recorded_at) * 1000000)::bigint as at from event order by stream, seq',
  );
  const events = withWholeLists(found.rows);
  const keyed = (rows: readonly Record<string, unknown>[]) => rows.map((row) => JSON.stringify(row)).sort();
  const board = await db.database.query('select id, subject, subject_kind from proposal_board');
  const folded = streamsOf(events, 'proposal').map(proposalRow);
  expect(keyed(board.rows)).toEqual(
    keyed(folded.map(({ id, subject, subject_kind }) => ({ id, subject, subject_kind }))),
  );
  const claims = await db.database.query('select subject, title, proposal from proposal_claim');
  expect(keyed(claims.rows)).toEqual(
    keyed(claimRows(events).map(({ subject, title, proposal }) => ({ subject, title, proposal }))),
  );
});
