import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { verifyExport } from '../../audit/verify.ts';
import { endOfDay } from '../../domain/calendar/local-date.ts';
import type { Json } from '../../domain/json.ts';
import type { CommandOutcome } from '../../domain/refusal.ts';
import type { Role } from '../../domain/roles.ts';
import { exportLedger } from '../../store/ledger/export.ts';
import { boardPage } from '../../store/reads/board.ts';
import { owedNow } from '../../store/reads/owed/owed-now.ts';
import { owedThings } from '../../store/reminders/owed-things.ts';
import {
  chained,
  type Exported,
  envelopeOf,
  ORIGIN,
  putTogether,
  streamsOf,
  takeApart,
  withStream,
} from '../audit/forger.ts';
import { councilOf, councilRound } from '../builders/council.ts';
import { freshDatabase, type TestDatabase } from '../builders/database.ts';
import { act, draft, ORG, openOffice, person, UNIT, WORDS } from '../builders/office.ts';
import { newKey } from '../builders/play.ts';
import { DAY, round, START, stage } from '../builders/round.ts';
import { deliverAll, openStill } from './varied-run.ts';

let db: TestDatabase;
let office: ReturnType<typeof openStill>;
let council: ReturnType<typeof councilOf>;

const DUE = START + 9 * DAY;
const PAPER = { number: '8/CV', on: '2021-01-04', file: null };
const SIGHT = { org: ORG, unit: null, cluster: null };

beforeAll(async () => {
  db = await freshDatabase(inject('clusterUrl'));
  office = openStill(db.database);
  council = councilOf(office);
  const checked = [
    stage('registration', { serviceTime: { days: 5, unit: 'working' } }),
    stage('checkpoint', { key: 'q1', dueAt: DUE }),
    stage('nomination'),
    stage('appraisal'),
    stage('decision'),
  ];
  await openOffice(office, [
    councilRound('short'),
    round({ key: 'checked', stages: checked }),
    round({ key: 'patient', stages: checked, afterHold: { days: 20, unit: 'calendar' } }),
  ]);
});
afterAll(() => db?.close());

async function tries(stream: string, kind: string, body: Json, role: Role): Promise<CommandOutcome> {
  // No two commands of the test are received at the same instant.
  office.clock.now += 1_000;
  return (await act(office, { stream, kind, body, by: person(role), key: newKey(kind) })).outcome;
}

/** The seq of its event. */
async function does(stream: string, kind: string, body: Json, role: Role = 'standingOffice'): Promise<number> {
  const outcome = await tries(stream, kind, body, role);
  if (!outcome.ok) throw new Error(`${kind} was refused: ${JSON.stringify(outcome.refusal)}`);
  return outcome.seq;
}

const holds = (id: string) => does(`proposal/${id}`, 'Hold', { ground: WORDS, document: PAPER });
const releases = (id: string, hold: number) => does(`proposal/${id}`, 'Release', { hold, conclusion: WORDS });

async function shown(id: string) {
  const rows = await boardPage(db.database, SIGHT, office.clock.now, {}, null, 200);
  const row = rows.find((each) => each.id === id);
  if (row === undefined) throw new Error('The board has no such case');
  return row;
}

async function listed(id: string): Promise<string[]> {
  const found = await db.database.query<{ as: string }>(
    `select kind || ' ' || status as as from listing where proposal = $1 order by 1`,
    [id],
  );
  return found.rows.map((row) => row.as);
}

async function exported(): Promise<Exported> {
  const lines: string[] = [];
  for await (const line of exportLedger(db.database)) lines.push(line);
  return takeApart(lines);
}

async function troublesOf(of: Exported, withCommands: boolean): Promise<string[]> {
  const { troubles } = await verifyExport(putTogether(of), { logOrigin: ORIGIN, withCommands });
  return Object.keys(troubles.byReason);
}

test('a case that is held when the council meets is deferred by its hold, whatever the council votes, and comes again', async () => {
  const id = await council.ready('short');
  const session = await council.calls([id]);
  await deliverAll(office);
  const hold = await holds(id);
  office.clock.now += 1_000;
  await council.enters(session, { [id]: 10 });
  await council.confirms(session);
  await deliverAll(office);
  expect(await shown(id)).toMatchObject({ state: 'readyForCouncil', holds: [hold], waitsFor: 'standingOffice' });
  expect(await listed(id)).toEqual(['session void']);
  expect(await troublesOf(await exported(), true)).toEqual([]);

  await releases(id, hold);
  expect(await shown(id)).toMatchObject({ heldSince: null, holds: [], waitsFor: 'councilSecretary' });
  const again = await council.calls([id]);
  await deliverAll(office);
  await council.enters(again, { [id]: 10 });
  await council.confirms(again);
  await deliverAll(office);
  expect(await shown(id)).toMatchObject({ state: 'passed' });
  expect(await troublesOf(await exported(), true)).toEqual([]);
});

test('a result that was confirmed during a hold defers the case though it is carried after the release', async () => {
  const id = await council.ready('short');
  const session = await council.calls([id]);
  await deliverAll(office);
  const hold = await holds(id);
  await council.enters(session, { [id]: 10 });
  await council.confirms(session);
  await releases(id, hold);
  await deliverAll(office);
  expect(await shown(id)).toMatchObject({ state: 'readyForCouncil', waitsFor: 'councilSecretary' });
  expect(await troublesOf(await exported(), true)).toEqual([]);
});

test('an auditor sees a deferral by a hold that was not there', async () => {
  const twin = await exported();
  const rows = streamsOf(twin.events).find((all) => all.some(({ kind }) => kind === 'Held')) ?? [];
  const forged = withStream(twin, rows, chained(rows.filter(({ kind }) => kind !== 'Held')));
  expect(await troublesOf(forged, false)).toContain('resultDiffers');
  const bare = rows.map((row) => {
    const envelope = envelopeOf(row);
    const { hold: _hold, ...body } = Object(envelope.body) as Record<string, Json>;
    return row.kind === 'Deferred' ? { ...row, text: JSON.stringify({ ...envelope, body }) } : row;
  });
  expect(await troublesOf(withStream(twin, rows, chained(bare)), false)).toContain('resultDiffers');
});

test('no agenda and no decision is drawn up with a held case, and none is signed with one', async () => {
  const id = await council.ready('short');
  const hold = await holds(id);
  const { heldSince } = await shown(id);
  const agenda = await act(office, {
    stream: { begins: 'session' },
    kind: 'CallSession',
    body: { meeting: 'meeting', heldOn: PAPER.on, proposals: [id] },
    by: person('councilSecretary'),
    key: newKey('session'),
  });
  expect(agenda.outcome).toMatchObject({
    refusal: { code: 'LINE_NOT_READY', facts: { lines: [{ proposal: id, state: 'readyForCouncil', heldSince }] } },
  });
  await releases(id, hold);
  await passes(id);
  const decision = await drafts(id);
  const again = await holds(id);
  expect(await signs(decision)).toMatchObject({
    refusal: { code: 'LINE_NOT_READY', facts: { lines: [{ line: 1, proposal: id, heldSince: expect.any(Number) }] } },
  });
  expect(await owes('authorityHead', decision)).toMatchObject({ blocked: [id] });
  await releases(id, again);
  expect(await owes('authorityHead', decision)).toMatchObject({ blocked: [] });
  expect(await signs(decision)).toMatchObject({ ok: true });
});

test('a held case is struck from a decision, and a decision that was signed before the hold reaches it', async () => {
  const [struck, signed] = [await council.ready('short'), await council.ready('short')];
  await passes(struck);
  await passes(signed);
  const first = await drafts(struck);
  await holds(struck);
  await does(first, 'StrikeLine', { proposal: struck, reason: WORDS });
  await deliverAll(office);
  expect(await shown(struck)).toMatchObject({ state: 'passed', heldSince: expect.any(Number) });
  const second = await drafts(signed);
  expect(await signs(second)).toMatchObject({ ok: true });
  await holds(signed);
  await does(second, 'NumberDecision', { number: '9', on: PAPER.on });
  await deliverAll(office);
  expect(await shown(signed)).toMatchObject({ state: 'granted', heldSince: expect.any(Number) });
});

async function passes(id: string): Promise<void> {
  const session = await council.calls([id]);
  await deliverAll(office);
  await council.enters(session, { [id]: 10 });
  await council.confirms(session);
  await deliverAll(office);
}

async function drafts(id: string): Promise<string> {
  const body = { authority: 'ubnd', register: 'QĐ', proposals: [id] };
  const { stream } = await council.must({ begins: 'decision' }, 'DraftDecision', body, person('standingOffice'));
  await deliverAll(office);
  return stream;
}

const signs = (decision: string) => tries(decision, 'SignDecision', {}, 'authorityHead');

async function owes(role: 'authorityHead' | 'standingOffice' | 'unitClerk', about: string) {
  const unit = role === 'unitClerk' ? UNIT : null;
  const reader = { id: role, role, unit, sight: { ...SIGHT, unit } };
  const { items } = await owedNow(db.database, reader, office.clock.now, { after: null, limit: 200 });
  return items.find((item) => item.list?.stream === about || item.proposals.some(({ id }) => id === about)) ?? null;
}

/** Registered, and not yet accepted. */
async function registered(key = 'checked'): Promise<string> {
  const id = await draft(office, { round: key });
  await does(`proposal/${id}`, 'Submit', { draft: id, rowVersion: 1 }, 'unitClerk');
  await does(`proposal/${id}`, 'Confirm', {}, 'unitHead');
  return id;
}

async function chased(): Promise<string[]> {
  const things = await owedThings(db.database, ORG, office.clock.now);
  return things.filter(({ round: of }) => of === 'checked').map(({ role, what }) => `${role} ${what}`);
}

test('a held case is not overdue, nobody is reminded of it, and the office is shown that it holds it', async () => {
  const id = await registered();
  await does(`proposal/${id}`, 'Accept', {});
  expect(await chased()).toEqual(['unitClerk q1']);
  expect(await owes('unitClerk', id)).toMatchObject({ kind: 'proposal', commands: ['HandIn'] });
  const hold = await holds(id);
  office.clock.now = DUE + DAY;
  expect(await chased()).toEqual([]);
  expect(await owes('unitClerk', id)).toBeNull();
  const { heldSince } = await shown(id);
  expect(await owes('standingOffice', id)).toMatchObject({
    kind: 'proposal',
    commands: ['Release'],
    heldSince,
    overdue: false,
  });
  expect(await shown(id)).toMatchObject({ overdue: false, dueAt: DUE, waitsFor: 'standingOffice' });
  const filtered = async (held: boolean) =>
    (await boardPage(db.database, SIGHT, office.clock.now, { held, round: 'checked' }, null, 200)).map((row) => row.id);
  expect(await filtered(true)).toEqual([id]);
  expect(await filtered(false)).not.toContain(id);

  await releases(id, hold);
  // Released on Thursday the fourteenth: five working days are the twenty-first.
  expect(await shown(id)).toMatchObject({ overdue: false, dueAt: endOfDay('2021-01-21'), heldSince: null });
  expect(await chased()).toEqual(['unitClerk q1']);
});

test('a plan that gives more time after a release is taken at its word', async () => {
  office.clock.now = START;
  const id = await registered('patient');
  await does(`proposal/${id}`, 'Accept', {});
  const hold = await holds(id);
  office.clock.now = DUE + DAY;
  await releases(id, hold);
  // Twenty days after Thursday the fourteenth of January is Wednesday the third of February.
  expect(await shown(id)).toMatchObject({ dueAt: endOfDay('2021-02-03') });
});

test('the office’s service time goes on after the release with the working days that were left', async () => {
  office.clock.now = Date.UTC(2021, 2, 1, 5);
  const id = await registered();
  // Five working days from Monday the first of March.
  expect(await shown(id)).toMatchObject({ state: 'awaitingAcceptance', dueAt: endOfDay('2021-03-08') });
  office.clock.now = Date.UTC(2021, 2, 3, 5);
  const hold = await holds(id);
  office.clock.now = Date.UTC(2021, 2, 19, 5);
  await releases(id, hold);
  // Three were left on Wednesday; released on Friday the nineteenth they are Monday to Wednesday.
  expect(await shown(id)).toMatchObject({ dueAt: endOfDay('2021-03-24'), onMissed: 'escalate' });
});
