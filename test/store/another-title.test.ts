import { afterAll, beforeAll, beforeEach, expect, inject, test } from 'vitest';
import type { Json } from '../../domain/json.ts';
import type { CommandOutcome } from '../../domain/refusal.ts';
import type { Actor } from '../../domain/stream.ts';
import { keepTexts } from '../../store/desk/private-texts.ts';
import { commitment, newSalt } from '../../store/hash.ts';
import { rebuild } from '../../store/rebuild/rebuild.ts';
import { freshDatabase, type TestDatabase } from '../builders/database.ts';
import { act, draft, ORG, openOffice, person, WORDS } from '../builders/office.ts';
import { newId, newKey } from '../builders/play.ts';
import { round, stage } from '../builders/round.ts';
import { claimRows, type Written, withWholeLists } from './second-fold.ts';
import { openStill } from './varied-run.ts';

let db: TestDatabase;
let office: ReturnType<typeof openStill>;
let subject: string;

beforeAll(async () => {
  db = await freshDatabase(inject('clusterUrl'));
  office = openStill(db.database);
  const stages = [
    stage('registration'),
    stage('nomination'),
    stage('appraisal'),
    stage('decision'),
    stage('submission'),
  ];
  await openOffice(office, [round({ stages })]);
});
beforeEach(() => {
  subject = newId('subject');
});
afterAll(() => db?.close());

const tells = async (id: string, kind: string, body: Json, by: Actor) =>
  (await act(office, { stream: `proposal/${id}`, kind, body, by, key: newKey(kind) })).outcome;

/** The same person, proposed for a title. */
async function submits(title: string): Promise<{ id: string; outcome: CommandOutcome }> {
  const id = await draft(office, { subject, title });
  return { id, outcome: await tells(id, 'Submit', { draft: id, rowVersion: 1 }, person('unitClerk')) };
}

/** Registered for the lower title, and about to be nominated. */
async function registered(): Promise<string> {
  const { id } = await submits('LDTT');
  await tells(id, 'Confirm', {}, person('unitHead'));
  await tells(id, 'Accept', {}, person('standingOffice'));
  return id;
}

const nominates = (id: string, title: string) => {
  const body = { title, reason: WORDS, draft: null, rowVersion: null, letter: null, unitVote: null };
  return tells(id, 'Nominate', body, person('unitClerk'));
};

const confirms = (id: string, act: number) => tells(id, 'ConfirmAct', { act }, person('unitHead'));

const seqOf = (outcome: CommandOutcome) => (outcome.ok ? outcome.seq : 0);
const heldBy = (id: string) => ({
  ok: false,
  refusal: { code: 'ALREADY_PROPOSED', facts: { first: `proposal/${id}` } },
});

test('a nomination under another title takes that place when the head confirms it, and leaves the first to others', async () => {
  const id = await registered();
  expect((await submits('LDTT')).outcome).toMatchObject(heldBy(id));
  await confirms(id, seqOf(await nominates(id, 'BK')));
  expect((await submits('BK')).outcome).toMatchObject(heldBy(id));
  expect((await submits('LDTT')).outcome).toMatchObject({ ok: true });
});

test('a nomination that the head has not confirmed holds no place, and then finds it taken', async () => {
  const id = await registered();
  const asked = seqOf(await nominates(id, 'BK'));
  const other = await submits('BK');
  expect(other.outcome).toMatchObject({ ok: true });
  expect(await confirms(id, asked)).toMatchObject(heldBy(other.id));
  expect((await submits('LDTT')).outcome).toMatchObject(heldBy(id));
});

test('a title that another case holds is refused when it is asked for, and the first title stays with the case', async () => {
  const id = await registered();
  const other = await submits('BK');
  expect(await nominates(id, 'BK')).toMatchObject(heldBy(other.id));
  expect((await submits('LDTT')).outcome).toMatchObject(heldBy(id));
  expect(await nominates(id, 'LDTT')).toMatchObject({ ok: true, events: ['ActProposed'] });
});

/** The person bears another name from now on: a subject of its own, by words put aside as the API does. */
async function renamed(id: string): Promise<string> {
  const [text, salt] = [newId('text'), newSalt()];
  await keepTexts(db.database, ORG, [{ id: text, salt, value: 'Tên mới' }]);
  const fact = { kind: 'person', name: { text, commitment: commitment(salt, 'Tên mới') } };
  const document = { number: '8/CV', on: '2021-01-04', file: null };
  await tells(id, 'AmendSubject', { fact, document }, person('standingOffice'));
  const found = await db.database.query<{ subject: string }>('select subject from proposal_board where id = $1', [id]);
  return found.rows[0]?.subject ?? '';
}

test('who has another name and another title than registered is proposed once, by whichever name', async () => {
  const id = await registered();
  const old = subject;
  const now = await renamed(id);
  await confirms(id, seqOf(await nominates(id, 'BK')));
  for (const name of [old, now]) {
    subject = name;
    expect((await submits('BK')).outcome).toMatchObject(heldBy(id));
    expect((await submits('LDTT')).outcome).toMatchObject({ ok: true });
  }
});

test('another title is refused where another case holds it by the name that the subject had', async () => {
  const id = await registered();
  const other = await submits('BK');
  const now = await renamed(id);
  expect(await nominates(id, 'BK')).toMatchObject(heldBy(other.id));
  subject = now;
  expect((await submits('LDTT')).outcome).toMatchObject(heldBy(id));
  expect((await submits('BK')).outcome).toMatchObject({ ok: true });
});

test('a second fold of the ledger gives the same places, and the rebuild finds nothing to mend', async () => {
  const found = await db.database.query<Written>(
    'select hash, text, (extract(epoch from recorded_at) * 1000000)::bigint as at from event order by stream, seq',
  );
  const keyed = (rows: readonly Record<string, unknown>[]) => rows.map((row) => JSON.stringify(row)).sort();
  const claims = await db.database.query('select subject, title, proposal from proposal_claim');
  const folded = claimRows(withWholeLists(found.rows));
  expect(keyed(claims.rows)).toEqual(
    keyed(folded.map(({ subject: name, title, proposal }) => ({ subject: name, title, proposal }))),
  );
  expect(await rebuild(db.database)).toEqual([]);
});
