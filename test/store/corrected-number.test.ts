import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { verifyExport } from '../../audit/verify.ts';
import { addDays, dateOf, type LocalDate } from '../../domain/calendar/local-date.ts';
import { exportLedger } from '../../store/ledger/export.ts';
import { rebuild } from '../../store/rebuild/rebuild.ts';
import { ORIGIN } from '../audit/forger.ts';
import { asOwner } from '../builders/as-owner.ts';
import { freshDatabase, type TestDatabase } from '../builders/database.ts';
import { openOffice, person, WORDS } from '../builders/office.ts';
import {
  appraises,
  type Case,
  councilSays,
  draftsDecision,
  must,
  newKey,
  nominates,
  type Play,
  play,
  registered,
  signs,
} from '../builders/play.ts';
import { DAY, round, stage } from '../builders/round.ts';
import { deliverAll, openStill } from './varied-run.ts';

let db: TestDatabase;
let on: Play;
let office: ReturnType<typeof openStill>;
let cases: Case[];
let decision: string;
let other: string;
let numberedOn: LocalDate;

beforeAll(async () => {
  db = await freshDatabase(inject('clusterUrl'));
  office = openStill(db.database);
  on = play({ ...office, quiet: () => deliverAll(office) });
  const stages = [stage('registration'), stage('nomination'), stage('appraisal'), stage('council'), stage('decision')];
  await openOffice(office, [round({ stages })]);
  cases = await Promise.all([0, 1, 2].map(() => registered(on)));
  for (const one of cases) {
    await nominates(one);
    await appraises(on, one);
  }
  await councilSays(on, cases, 'passed');
  numberedOn = dateOf(office.clock.now);
  decision = await draftsDecision(on, cases.slice(0, 2));
  await signs(on, decision, '111');
  other = await draftsDecision(on, cases.slice(2));
  await signs(on, other, '200');
  office.clock.now += 9 * DAY;
});
afterAll(() => db?.close());

const corrects = async (stream: string, number: string, day = numberedOn) => {
  const body = { number, on: day, reason: WORDS };
  const by = person('standingOffice');
  return (await on.tell({ stream, kind: 'CorrectNumber', body, by, key: newKey('CorrectNumber') })).outcome;
};
const entries = async () =>
  (
    await db.database.query(
      'select number, decision, replaced from register_number order by replaced desc, number_form, decision',
    )
  ).rows;
const factsOf = async (stream: string, kind: string) =>
  (
    await db.database.query<{ facts: unknown }>(
      `select text::jsonb -> 'facts' as facts from event where stream = $1 and kind = $2 order by seq desc`,
      [stream, kind],
    )
  ).rows.map(({ facts }) => facts);
const headOf = async (stream: string) =>
  (await db.database.query<{ seq: number }>('select seq from head where stream = $1', [stream])).rows[0] ?? { seq: 0 };
const verified = () => verifyExport(exportLedger(db.database), { logOrigin: ORIGIN, withCommands: true });
const awards = async () =>
  (
    await db.database.query<{ number: string }>(`select award ->> 'number' as number from proposal_board order by id`)
  ).rows
    .map(({ number }) => number)
    .sort();

test('a number that was typed wrongly is mended in the register and in every case that the decision granted', async () => {
  expect(await corrects(decision, '112')).toMatchObject({ ok: true, events: ['NumberCorrected'] });
  await on.quiet();
  expect(await awards()).toEqual(['112', '112', '200']);
  const { rows } = await db.database.query(
    `select text::jsonb -> 'body' as body from event where kind = 'PaperNumberCorrected' and stream = $1`,
    [cases[0]?.stream],
  );
  expect(rows).toMatchObject([{ body: { list: decision, was: { number: '111', on: numberedOn }, number: '112' } }]);
});

test('the same is no correction, and its day is one on which the decision could be numbered', async () => {
  expect(await corrects(other, '200')).toMatchObject({ refusal: { code: 'NOTHING_TO_CORRECT' } });
  for (const day of [addDays(numberedOn, -1), addDays(dateOf(office.clock.now), 1)])
    expect(await corrects(other, '201', day)).toMatchObject({ refusal: { code: 'NUMBER_DAY_IMPOSSIBLE' } });
  expect(await corrects(other, '200', dateOf(office.clock.now))).toMatchObject({ ok: true });
});

test('a number that another decision bears is refused, however it is typed, and a refusal takes nothing', async () => {
  const before = await entries();
  expect(await corrects(other, '0112/QĐ-UBND')).toMatchObject({
    refusal: { code: 'NUMBER_TAKEN', facts: { by: decision } },
  });
  expect(await entries()).toEqual(before);
});

test('a number that a decision bore before may come back to it', async () => {
  expect(await corrects(decision, '111/QĐ-UBND')).toMatchObject({ ok: true });
  await on.quiet();
  expect(await entries()).toEqual([
    { number: '112', decision, replaced: true },
    { number: '111/QĐ-UBND', decision, replaced: false },
    { number: '200', decision: other, replaced: false },
  ]);
  expect(await rebuild(db.database)).toEqual([]);
});

test('a number that was typed for one decision by mistake is free for the one to which it belongs', async () => {
  expect(await corrects(other, '112')).toMatchObject({ ok: true });
  expect(await corrects(decision, '112')).toMatchObject({ refusal: { code: 'NUMBER_TAKEN', facts: { by: other } } });
  const [told] = await factsOf(other, 'NumberCorrected');
  // Whoever bore it before is named, at an event at which it no longer did.
  const { seq } = await headOf(decision);
  expect(told).toEqual({ numberTakenBy: null, numberLeftBy: [{ stream: decision, seq }], followedOn: null });
  await on.quiet();
  expect(await awards()).toEqual(['111/QĐ-UBND', '111/QĐ-UBND', '112']);
});

test('two decisions whose numbers were swapped get them by way of a number that nobody bears', async () => {
  expect(await corrects(decision, '112')).toMatchObject({ refusal: { code: 'NUMBER_TAKEN' } });
  for (const [stream, number] of [
    [decision, 'tạm 1'],
    [other, '111'],
    [decision, '112'],
  ] as const)
    expect(await corrects(stream, number)).toMatchObject({ ok: true });
  await on.quiet();
  expect(await awards()).toEqual(['111', '112', '112']);
  expect((await entries()).filter(({ replaced }) => !replaced)).toEqual([
    { number: '111', decision: other, replaced: false },
    { number: '112', decision, replaced: false },
  ]);
});

test('a counter-decision may bear a number that a decision has given up, and nobody gets that again', async () => {
  const freed = { number: '200', on: dateOf(office.clock.now), reason: WORDS, reported: false, corrected: WORDS };
  await cases[2]?.does('authorityHead', 'Correct', freed);
  expect(await corrects(other, '200')).toMatchObject({ refusal: { code: 'NUMBER_TAKEN' } });
});

test('the ledger proves of each number that one paper at a time bore it, and the register is built again from it', async () => {
  expect(await rebuild(db.database)).toEqual([]);
  expect((await verified()).troubles).toEqual({ count: 0, byReason: {}, first: [] });
  const before = await entries();
  await asOwner(db.url, (owner) => owner.query('truncate register_number'));
  await rebuild(db.database);
  expect(await entries()).toEqual(before);
});

test('an award that was revoked meanwhile hears of it too', async () => {
  const revoke = { number: '900', on: dateOf(office.clock.now), reason: WORDS, reported: false };
  await cases[0]?.does('authorityHead', 'Revoke', revoke);
  await must(on, {
    stream: decision,
    kind: 'CorrectNumber',
    body: { number: '113', on: numberedOn, reason: WORDS },
    by: person('standingOffice'),
  });
  await on.quiet();
  expect(await awards()).toEqual(['111', '113', '113']);
});

test('a decision’s day is mended to none behind the first on which an award of it was handed out, corrected or undone', async () => {
  const revokedOn = dateOf(office.clock.now);
  office.clock.now += 2 * DAY;
  expect(await corrects(decision, '114', addDays(revokedOn, 1))).toMatchObject({
    refusal: { code: 'NUMBER_DAY_IMPOSSIBLE', facts: { followedOn: revokedOn } },
  });
  expect(await corrects(decision, '114', revokedOn)).toMatchObject({ ok: true });
});
