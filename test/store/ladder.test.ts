import { afterEach, beforeEach, expect, inject, test } from 'vitest';
import { nextWorkingMorning } from '../../domain/calendar/ladder.ts';
import { addDays, dateOf, endOfDay } from '../../domain/calendar/local-date.ts';
import { boardPage } from '../../store/reads/board.ts';
import { owedNow } from '../../store/reads/owed/owed-now.ts';
import { queueDigests } from '../../store/reminders/queue-digests.ts';
import { perform } from '../../store/step/perform.ts';
import { freshDatabase, type TestDatabase } from '../builders/database.ts';
import { engage, ORG, openOffice, UNIT, WORDS } from '../builders/office.ts';
import { type Case, handsIn, type Play, play, registered, submitted } from '../builders/play.ts';
import { DAY, round, START, stage } from '../builders/round.ts';
import { updatesOf } from './migrated.ts';
import { openStill } from './varied-run.ts';

let db: TestDatabase;
let office: ReturnType<typeof openStill>;
let on: Play;

const DUE = START + 10 * DAY;
const checkpoint = stage('checkpoint', { key: 'q1', dueAt: DUE, onMissed: 'block', acceptance: 'office' });

const passing = stage('checkpoint', { key: 'q1', dueAt: DUE, per: 'unit' });

beforeEach(async () => {
  db = await freshDatabase(inject('clusterUrl'));
  office = openStill(db.database);
  on = play({ ...office, quiet: () => Promise.resolve() });
  await openOffice(office, [
    round({ key: 'waiting', stages: [stage('registration', { dueAt: DUE }), stage('decision')] }),
    round({ key: 'scored', stages: [stage('registration'), stage('clusterScoring'), stage('decision')] }),
    round({ key: 'passing', stages: [stage('registration'), passing, stage('appraisal'), stage('decision')] }),
    round({ key: 'blocked', stages: [stage('registration'), checkpoint, stage('appraisal'), stage('decision')] }),
  ]);
  await engage(office, 'clerk', 'unitClerk', UNIT);
  await engage(office, 'head', 'unitHead', UNIT);
  await engage(office, 'cluster head', 'clusterHead', 'cluster-1');
  await engage(office, 'chair', 'councilChair', null);
});
afterEach(() => db?.close());

/** Every working morning until then, one after another. */
async function mornings(until: number): Promise<void> {
  const next = (after: number) => nextWorkingMorning(after, office.step.calendar).at;
  for (let asOf = next(office.clock.now); asOf <= until; asOf = next(asOf)) {
    office.clock.now = asOf;
    await queueDigests(db.database, office.step.calendar, { org: ORG, plan: 'test-plan', asOf });
  }
  office.clock.now = until;
}

/** Days after the due day on which each was told something. */
async function toldAfterDue(): Promise<Record<string, string[]>> {
  const found = await db.database.query<{ person: string; days: string[] }>(
    `select person, array_agg(local_day::text order by local_day) as days from digest where local_day > '2021-01-14' group by person`,
  );
  return Object.fromEntries(found.rows.map(({ person, days }) => [person, days]));
}

/** The due instant passes, and the timer tells it as the workflow would. */
async function duePasses({ id, stream }: Case): Promise<void> {
  office.clock.now = Math.max(office.clock.now, DUE);
  const found = await db.database.query<{ seq: number }>('select seq from proposal_board where id = $1', [id]);
  const body = { dueAt: DUE, setBy: found.rows[0]?.seq ?? 0 };
  const timer = { kind: 'DeadlinePassed', ...body, body };
  await perform(office.step, { org: ORG, stream, known: null, act: { timer } });
}

async function owedBy(role: 'unitClerk' | 'unitHead') {
  const reader = { id: role, role, unit: UNIT, sight: { org: ORG, unit: UNIT, cluster: null } };
  const { items } = await owedNow(db.database, reader, office.clock.now, { after: null, limit: 9 });
  return items.map(({ commands, dueAt, overdue, missed }) => ({ does: commands[0], dueAt, overdue, missed }));
}

async function overdue(): Promise<string[]> {
  const sight = { org: ORG, unit: null, cluster: null };
  const rows = await boardPage(db.database, sight, office.clock.now, { overdue: true }, null, 9);
  return rows.map(({ id }) => id);
}

// The last day is Thursday 14 January 2021.
test('a missed date that escalates climbs: the day after to the head who owes, then to the chair', async () => {
  const one = await submitted(on, { round: 'waiting' });
  await mornings(DUE - 1);
  await duePasses(one);
  await mornings(DUE + 30 * DAY);
  expect(await toldAfterDue()).toEqual({ head: ['2021-01-15', '2021-01-19'], chair: ['2021-01-21'] });
});

test('a case that a missed stage blocks climbs: to the clerk, three working days after to the head, then to the chair', async () => {
  const one = await registered(on, { round: 'blocked' });
  await mornings(DUE - 1);
  await duePasses(one);
  await mornings(DUE + 30 * DAY);
  expect(await toldAfterDue()).toEqual({ clerk: ['2021-01-15'], head: ['2021-01-19'], chair: ['2021-01-21'] });
});

test('what was missed and still waits is owed with its date, and the board finds it as overdue', async () => {
  const [waiting, blocked] = [await submitted(on, { round: 'waiting' }), await registered(on, { round: 'blocked' })];
  expect(await overdue()).toEqual([]);
  await duePasses(waiting);
  await duePasses(blocked);
  const late = { dueAt: DUE, overdue: true, missed: true };
  expect(await owedBy('unitHead')).toEqual([{ does: 'Confirm', ...late }]);
  expect(await owedBy('unitClerk')).toEqual([{ does: 'HandIn', ...late }]);
  expect((await overdue()).toSorted()).toEqual([waiting.id, blocked.id].toSorted());
});

test('once it is done nobody is told any more; once it is returned, it is overdue again', async () => {
  const one = await registered(on, { round: 'blocked' });
  await mornings(DUE - 1);
  await duePasses(one);
  await mornings(DUE + 2 * DAY);
  await handsIn(one, 'q1');
  expect(await overdue()).toEqual([]);
  await mornings(DUE + 30 * DAY);
  expect(await toldAfterDue()).toEqual({ clerk: ['2021-01-15'] });
  await one.does('standingOffice', 'ReturnEvidence', { stage: 'q1', items: [] });
  expect(await overdue()).toEqual([one.id]);
  expect(await owedBy('unitClerk')).toEqual([{ does: 'HandIn', dueAt: DUE, overdue: true, missed: true }]);
});

test('what was missed and then extended is owed, and chased, by the date that the case was given', async () => {
  const [passed, extended] = [await registered(on, { round: 'passing' }), await registered(on, { round: 'passing' })];
  await mornings(DUE - 1);
  await duePasses(passed);
  await duePasses(extended);
  const dueOn = addDays(dateOf(DUE), 30);
  const extend = { stage: 'q1', dueOn, reason: WORDS, document: null };
  await extended.does('standingOffice', 'Extend', extend);
  expect(await owedBy('unitClerk')).toEqual([{ does: 'HandInForUnit', dueAt: DUE, overdue: true, missed: true }]);
  await passed.does('unitHead', 'Withdraw', { reason: WORDS });
  const own = { does: 'HandInForUnit', dueAt: endOfDay(dueOn), missed: true };
  expect(await owedBy('unitClerk')).toEqual([{ ...own, overdue: false }]);
  await mornings(endOfDay(dueOn) + 10 * DAY);
  expect(await owedBy('unitClerk')).toEqual([{ ...own, overdue: true }]);
  // The last day is now Friday 12 February, in the holidays of the new year.
  expect((await toldAfterDue()).clerk).toEqual(['2021-02-05', '2021-02-09', '2021-02-17']);
});

test('a hand-in of a unit is due by the date of the case that stands at it', async () => {
  const one = await registered(on, { round: 'passing' });
  const dueOn = addDays(dateOf(DUE), 30);
  await one.does('standingOffice', 'Extend', { stage: 'q1', dueOn, reason: WORDS, document: null });
  office.clock.now = DUE;
  const ahead = { does: 'HandInForUnit', dueAt: endOfDay(dueOn), overdue: false, missed: false };
  expect(await owedBy('unitClerk')).toEqual([ahead]);
});

test('the head of the unit’s cluster has a digest of the scores that wait to be verified', async () => {
  const one = await registered(on, { round: 'scored' });
  await mornings(DUE + 5 * DAY);
  await one.does('unitClerk', 'EnterScore', { stage: 'clusterScoring', as: 'self', score: 90, reason: null });
  await mornings(DUE + 8 * DAY);
  expect((await toldAfterDue())['cluster head']).toEqual(['2021-01-20']);
});

test('for the cases that stood there before, the migration finds the same dates in the ledger', async () => {
  const [waiting, back] = [await submitted(on, { round: 'waiting' }), await submitted(on, { round: 'waiting' })];
  const [blocked, returned] = [await registered(on, { round: 'blocked' }), await registered(on, { round: 'blocked' })];
  for (const one of [waiting, back, blocked, returned]) await duePasses(one);
  await back.does('unitHead', 'SendBack', { reason: WORDS });
  await handsIn(returned, 'q1');
  await returned.does('standingOffice', 'ReturnEvidence', { stage: 'q1', items: [] });
  const missed = async () => {
    const found = await db.database.query<{ id: string; missed: number | null }>(
      'select id, missed_due_at as missed from proposal_board',
    );
    return new Map(found.rows.map(({ id, missed: due }) => [id, due]));
  };
  const cases = [waiting, back, blocked, returned].map(({ id }) => id);
  const before = await missed();
  expect(cases.map((id) => before.get(id))).toEqual([DUE, null, DUE, DUE]);
  await db.database.query('update proposal_board set missed_due_at = null');
  await db.database.query(updatesOf('0015_missed_due'));
  expect(await missed()).toEqual(before);
});
