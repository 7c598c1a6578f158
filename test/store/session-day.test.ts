import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { addDays, dateOf, type LocalDate } from '../../domain/calendar/local-date.ts';
import { officeStream } from '../../store/reads/office-stream.ts';
import { owedNow } from '../../store/reads/owed/owed-now.ts';
import { councilOf, councilRound, HALF_OF_ELEVEN } from '../builders/council.ts';
import { freshDatabase, type TestDatabase } from '../builders/database.ts';
import { act, ORG, openOffice, person, WORDS } from '../builders/office.ts';
import { newKey } from '../builders/play.ts';
import { DAY } from '../builders/round.ts';
import { deliverAll, openStill } from './varied-run.ts';

let db: TestDatabase;
let office: ReturnType<typeof openStill>;
let council: ReturnType<typeof councilOf>;

beforeAll(async () => {
  db = await freshDatabase(inject('clusterUrl'));
  office = openStill(db.database);
  council = councilOf(office);
  await openOffice(office, [councilRound('annual')], {}, HALF_OF_ELEVEN);
});
afterAll(() => db?.close());

const today = (): LocalDate => dateOf(office.clock.now);
/** The day on which every case of a council was received. */
const RECEIVED_ON = '2021-01-04';
const SECRETARY = person('councilSecretary');
const CHAIR = person('councilChair');

async function calls(proposal: string, heldOn: LocalDate) {
  const body = { meeting: 'meeting', heldOn, proposals: [proposal] };
  const key = newKey('session');
  const done = await act(office, { stream: { begins: 'session' }, kind: 'CallSession', body, by: SECRETARY, key });
  await deliverAll(office);
  return done;
}

/** A session that defers its case, typed in so many days after its day. */
async function deferred(proposal: string, heldOn: LocalDate, daysLater: number): Promise<string> {
  const { stream } = await calls(proposal, heldOn);
  office.clock.now += daysLater * DAY;
  await council.enters(stream, { [proposal]: null });
  await council.confirms(stream);
  await deliverAll(office);
  return stream;
}

async function asks(stream: string, kind: 'MoveSession' | 'CorrectDay', heldOn: LocalDate) {
  const body = { heldOn, reason: WORDS };
  return (await act(office, { stream, kind, body, by: SECRETARY, key: newKey('day') })).outcome;
}

const confirms = (stream: string, seq: number) => council.must(stream, 'ConfirmCorrection', { act: seq }, CHAIR);

async function heldOn(stream: string): Promise<{ phase: string; heldOn: string } | undefined> {
  const found = await db.database.query<{ phase: string; heldOn: string }>(
    `select phase, state ->> 'heldOn' as "heldOn" from list_board where stream = $1`,
    [stream],
  );
  return found.rows[0];
}

/** What the chair reads of a session that waits for them. */
async function waitsForChair(session: string) {
  const sight = { org: ORG, unit: null, cluster: null };
  const reader = { id: CHAIR.id, role: 'councilChair', unit: null, sight } as const;
  const { items } = await owedNow(db.database, reader, office.clock.now, { after: null, limit: 50 });
  const item = items.find(({ list }) => list?.stream === session);
  return item && { act: item.act, pendingKind: item.pendingKind, cases: item.proposals.map(({ id }) => id) };
}

test('a session whose day was typed too late is corrected, and the next one is called on its own true day', async () => {
  const proposal = await council.ready('annual');
  const [trueDay, typed, nextDay] = [today(), addDays(today(), 9), addDays(today(), 5)];
  const session = await deferred(proposal, typed, 10);
  expect((await calls(proposal, nextDay)).outcome).toMatchObject({ refusal: { code: 'DAY_BEFORE' } });
  expect(await asks(session, 'CorrectDay', trueDay)).toMatchObject({ ok: true });
  expect(await waitsForChair(session)).toEqual({ act: 4, pendingKind: 'CorrectDay', cases: [proposal] });
  await confirms(session, 4);
  expect(await heldOn(session)).toEqual({ phase: 'closed', heldOn: trueDay });
  expect((await calls(proposal, nextDay)).outcome).toMatchObject({ ok: true });
});

test('a corrected day stays before the next session of its cases, also one that they have not heard of', async () => {
  const proposal = await council.ready('annual');
  const [first, next] = [today(), addDays(today(), 3)];
  const session = await deferred(proposal, first, 10);
  const body = { meeting: 'meeting', heldOn: next, proposals: [proposal] };
  await council.must({ begins: 'session' }, 'CallSession', body, SECRETARY);
  const late = { refusal: { code: 'DAY_AFTER', facts: { lines: [{ proposal, nextOn: next }] } } };
  expect(await asks(session, 'CorrectDay', addDays(next, 1))).toMatchObject(late);
  await deliverAll(office);
  expect(await asks(session, 'CorrectDay', addDays(next, 1))).toMatchObject(late);
  expect(await asks(session, 'CorrectDay', next)).toMatchObject({ ok: true });
});

test('what brought a case back after its session does not bind the day of that session', async () => {
  const proposal = await council.ready('annual');
  const session = (await calls(proposal, addDays(today(), 2))).stream;
  office.clock.now += 10 * DAY;
  await council.enters(session, { [proposal]: 0 });
  await council.confirms(session);
  await deliverAll(office);
  const complaint = { number: '7', on: today(), file: null };
  const redecided = { complaint, grounds: WORDS, stage: 'council' };
  await council.must(`proposal/${proposal}`, 'Redecide', redecided, person('authorityHead'));
  expect(await asks(session, 'CorrectDay', addDays(RECEIVED_ON, -1))).toMatchObject({
    refusal: { code: 'DAY_BEFORE', facts: { lines: [{ proposal, reachedOn: RECEIVED_ON }] } },
  });
  expect(await asks(session, 'CorrectDay', RECEIVED_ON)).toMatchObject({ ok: true });
});

test('a complaint is of no day before the session whose result it complains of', async () => {
  const proposal = await council.ready('annual');
  const session = (await calls(proposal, today())).stream;
  const complainedOn = addDays(today(), 3);
  office.clock.now += 10 * DAY;
  await council.enters(session, { [proposal]: 0 });
  await council.confirms(session);
  await deliverAll(office);
  const redecided = { complaint: { number: '7', on: complainedOn, file: null }, grounds: WORDS, stage: 'council' };
  await council.must(`proposal/${proposal}`, 'Redecide', redecided, person('authorityHead'));
  expect(await asks(session, 'CorrectDay', addDays(complainedOn, 1))).toMatchObject({
    refusal: { code: 'DAY_AFTER', facts: { lines: [{ proposal, nextOn: complainedOn }] } },
  });
  expect(await asks(session, 'CorrectDay', complainedOn)).toMatchObject({ ok: true });
});

/** Whether it is still on its way after half a second. */
async function waits(act: Promise<unknown>): Promise<boolean> {
  return Promise.race([act.then(() => false), pause(500, true)]);
}

test('a day is not corrected while another session may be called for a case that this one deferred', async () => {
  const proposal = await council.ready('annual');
  const session = await deferred(proposal, today(), 10);
  const other = await db.database.connect();
  await other.query('begin');
  await other.query(`select from listing where kind = 'session' and proposal = $1 for update`, [proposal]);
  const correcting = asks(session, 'CorrectDay', addDays(today(), -9));
  expect(await waits(correcting)).toBe(true);
  await other.query('rollback');
  other.release();
  expect(await correcting).toMatchObject({ ok: true });
});

test('whoever holds the row of a session gets its ties to cases too: a withdrawal and a moved day do not deadlock', async () => {
  const proposal = await council.ready('annual');
  const { stream } = await calls(proposal, today());
  const other = await db.database.connect();
  await other.query('begin');
  await other.query('select from list_board where stream = $1 for share', [stream]);
  const moving = asks(stream, 'MoveSession', addDays(today(), 1));
  expect(await waits(moving)).toBe(true);
  await other.query(`select from listing where kind = 'session' and proposal = $1 for update nowait`, [proposal]);
  await other.query('rollback');
  other.release();
  expect(await moving).toMatchObject({ ok: true });
});

test('a session is held on no day after its result was entered', async () => {
  const session = await deferred(await council.ready('annual'), today(), 1);
  office.clock.now += 10 * DAY;
  const enteredOn = addDays(today(), -10);
  expect(await asks(session, 'CorrectDay', addDays(enteredOn, 1))).toMatchObject({
    refusal: { code: 'DAY_AFTER', facts: { enteredOn } },
  });
  expect(await asks(session, 'CorrectDay', enteredOn)).toMatchObject({ ok: true });
});

test('a session that is put off is judged by the council of the day on which it is held at last', async () => {
  const proposal = await council.ready('annual');
  const { stream } = await calls(proposal, today());
  const renewedOn = addDays(today(), 3);
  const members = Array.from({ length: 13 }, (_, index) => ({
    name: WORDS,
    person: null,
    seat: index === 0 ? 'chair' : 'member',
    votes: true,
    standing: true,
  }));
  const document = { number: '3/QĐ', on: today(), file: null };
  const body = { council: 'emulation', members, fromOn: renewedOn, document };
  const { outcome } = await council.must(officeStream(ORG), 'ConstituteCouncil', body, person('standingOffice'));
  expect(await asks(stream, 'MoveSession', renewedOn)).toMatchObject({ ok: true });
  office.clock.now += 5 * DAY;
  const absentInWriting = { for: 0, against: 0 };
  const tally = { members: 13, for: 13, against: 0, blank: 0, absentInWriting, secret: true };
  const minutes = { number: '3/BB', on: today(), file: null };
  await council.must(stream, 'EnterResult', { lines: [{ proposal, tally, minutesSay: 'passed' }], minutes }, SECRETARY);
  await council.must(stream, 'ConfirmResult', { act: 3 }, CHAIR);
  const under = outcome.ok ? outcome.seq : 0;
  const state = await db.database.query<{ under: number }>(
    `select (state ->> 'satUnder')::int as under from list_board where stream = $1`,
    [stream],
  );
  expect(state.rows[0]?.under).toBe(under);
  const before = await asks(stream, 'CorrectDay', addDays(renewedOn, -1));
  expect(before).toMatchObject({ refusal: { code: 'COUNCIL_DIFFERS', facts: { stands: under, asked: null } } });
});

test('a session that deferred all its cases counted no votes, so that its day goes to any council', async () => {
  const session = await deferred(await council.ready('annual'), today(), 1);
  expect(await asks(session, 'CorrectDay', RECEIVED_ON)).toMatchObject({ ok: true });
  const facts = await db.database.query<{ council: { stands: number | null; asked: number | null } }>(
    `select text::jsonb #> '{facts,days,council}' as council from event where stream = $1 and kind = 'DayCorrectionEntered'`,
    [session],
  );
  expect(facts.rows[0]?.council).toEqual({ stands: expect.any(Number), asked: null });
});
