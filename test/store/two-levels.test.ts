import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { verifyExport } from '../../audit/verify.ts';
import type { Json } from '../../domain/json.ts';
import { exportLedger } from '../../store/ledger/export.ts';
import { rebuild } from '../../store/rebuild/rebuild.ts';
import { ORIGIN } from '../audit/forger.ts';
import { freshDatabase, type TestDatabase } from '../builders/database.ts';
import {
  above,
  acknowledges,
  draftsSubmission,
  openLevelAbove,
  type SentLine,
  sendsUp,
  takes,
} from '../builders/level-above.ts';
import { openOffice, person, WORDS } from '../builders/office.ts';
import {
  appraises,
  type Case,
  councilSays,
  must,
  newId,
  nominates,
  type Play,
  play,
  registered,
} from '../builders/play.ts';
import { round, stage } from '../builders/round.ts';
import { updatesOf } from './migrated.ts';
import { deliverAll, openStill } from './varied-run.ts';

let db: TestDatabase;
let on: Play;

beforeAll(async () => {
  db = await freshDatabase(inject('clusterUrl'));
  const office = openStill(db.database);
  on = play({ ...office, quiet: () => deliverAll(office) });
  await openLevelAbove(on);
  const stages = [
    stage('registration'),
    stage('nomination'),
    stage('appraisal'),
    stage('council'),
    stage('submission'),
  ];
  await openOffice(office, [round({ stages })]);
});
afterAll(() => db?.close());

async function sent(count: number): Promise<{ submission: string; receipt: string; lines: SentLine[] }> {
  const cases: Case[] = [];
  for (let index = 0; index < count; index += 1) {
    const one = await registered(on, { title: 'BK' });
    await nominates(one, 'BK');
    await appraises(on, one);
    cases.push(one);
  }
  await councilSays(on, cases, 'passed');
  const { submission, receipt, lines } = await draftsSubmission(on, cases);
  await sendsUp(on, submission);
  return { submission, receipt, lines };
}

async function acknowledged(count: number) {
  const { receipt, ...of } = await sent(count);
  await acknowledges(on, receipt);
  return { receipt, ...of };
}

async function standing({ id }: Case) {
  const found = await db.database.query<{ state: string; pending: number | null; proposers: string[] }>(
    'select state, pending_act as pending, proposers from proposal_board where id = $1',
    [id],
  );
  return found.rows[0];
}

/** The office above sends a case to one that does not run the product. */
async function sendsOnPaper({ id }: Case): Promise<void> {
  const { stream } = await must(on, {
    stream: { begins: 'submission' },
    kind: 'DraftSubmission',
    body: { above: null, to: 'Trung ương', lines: [{ proposal: id, upper: newId('further up') }] },
    by: above('standingOffice'),
  });
  await on.quiet();
  const letter = { number: '7/TTr', on: '2021-01-04', file: null };
  await must(on, { stream, kind: 'SignAndSend', body: { letter }, by: above('authorityHead') });
  await on.quiet();
}

const verified = () => verifyExport(exportLedger(db.database), { logOrigin: ORIGIN, withCommands: true });

test('a person of the level above who bears the name of one below answers what that one asked', async () => {
  const { receipt, lines } = await acknowledged(3);
  const [open, taken, kept] = lines;
  if (open === undefined || taken === undefined || kept === undefined) throw new Error('Nothing was sent');
  for (const { lower } of lines) await lower.does(person('authorityHead', 'an-nguyen'), 'Withdraw', { reason: WORDS });
  await on.quiet();
  await takes(on, receipt, [taken]);
  const by = above('standingOffice', 'an-nguyen');
  await must(on, { stream: receipt, kind: 'GrantWithdrawal', body: { proposal: open.lower.id }, by });
  await taken.upper.does(by, 'GrantWithdrawal');
  await must(on, { stream: receipt, kind: 'DeclineWithdrawal', body: { proposal: kept.lower.id, reason: WORDS }, by });
  await on.quiet();
  expect(await standing(open.lower)).toMatchObject({ state: 'withdrawn' });
  expect(await standing(taken.lower)).toMatchObject({ state: 'withdrawn' });
  expect(await standing(kept.lower)).toMatchObject({ state: 'sentUp', pending: null });
});

test('what came from below goes further up by the letter of the office above, with the dossier that it came with', async () => {
  const { receipt, lines } = await acknowledged(1);
  const [line] = lines;
  if (line === undefined) throw new Error('Nothing was sent');
  const { upper, lower } = line;
  await takes(on, receipt, lines, 'further');
  // Who takes a line proposes nothing, and may appraise it.
  expect(await standing(upper)).toMatchObject({ state: 'nominated', proposers: [] });
  await upper.does(above('standingOffice'), 'Receive', { paperOn: '2021-01-04', filesOn: '2021-01-04' });
  await upper.does(above('standingOffice'), 'Appraise', { finding: 'for', grounds: WORDS, rule: 'test' });
  await sendsOnPaper(upper);
  expect(await standing(upper)).toMatchObject({ state: 'sentUp' });
  const hashes = await db.database.query<{ hash: string }>(
    'select distinct hash from dossier_version where proposal = any($1)',
    [[upper.id, lower.id]],
  );
  expect(hashes.rows).toHaveLength(1);
});

test('a number that the office above typed from a paper is corrected there, and the case below hears of it', async () => {
  const { receipt, lines } = await acknowledged(1);
  const [line] = lines;
  if (line === undefined) throw new Error('Nothing was sent');
  const { upper, lower } = line;
  await takes(on, receipt, lines, 'further');
  await upper.does(above('standingOffice'), 'Receive', { paperOn: '2021-01-04', filesOn: '2021-01-04' });
  await upper.does(above('standingOffice'), 'Appraise', { finding: 'for', grounds: WORDS, rule: 'test' });
  await sendsOnPaper(upper);
  const paper = { number: '15/QĐ-TTg', on: '2021-01-04' };
  const answer = { outcome: 'granted', ...paper, authority: 'Thủ tướng', reported: true };
  await upper.does(above('standingOffice'), 'AnswerFromAbove', answer);
  await on.quiet();
  const mended = { number: '51/QĐ-TTg', on: '2021-01-04' };
  await upper.does(above('standingOffice'), 'CorrectReportedNumber', { ...mended, reason: WORDS });
  await on.quiet();
  const awards = await db.database.query('select award from proposal_board where id = any($1)', [[upper.id, lower.id]]);
  expect(awards.rows).toMatchObject([{ award: mended }, { award: mended }]);
  expect(await rebuild(db.database)).toEqual([]);
  expect((await verified()).troubles.count).toBe(0);
  expect((await verified()).marks).toMatchObject({ reported: 2 });
});

const letterOf = async (stream: string) =>
  (
    await db.database.query<{ phase: string; letter: unknown }>(
      `select phase, state -> 'letter' as letter from list_board where stream = $1`,
      [stream],
    )
  ).rows[0];

test('a letter whose number was mended below is read so above, however far its lines have come there', async () => {
  const { submission, receipt, lines } = await sent(2);
  const [taken, refused] = lines;
  if (taken === undefined || refused === undefined) throw new Error('Nothing was sent');
  const phases: unknown[] = [];
  const corrects = async (number: string) => {
    const body = { number, on: '2021-01-04', reason: WORDS };
    await must(on, { stream: submission, kind: 'CorrectLetterNumber', body, by: person('authorityHead') });
    await on.quiet();
    const found = await letterOf(receipt);
    phases.push(found?.phase);
    expect(found?.letter).toEqual({ number, on: '2021-01-04' });
    expect(found?.letter).toEqual((await letterOf(submission))?.letter);
  };
  expect((await letterOf(receipt))?.letter).toEqual({ number: '15', on: '2021-01-04' });
  await corrects('16/TTr');
  await acknowledges(on, receipt);
  await takes(on, receipt, [taken]);
  await corrects('17/TTr');
  const body = { proposal: refused.lower.id, reason: WORDS };
  await must(on, { stream: receipt, kind: 'RefuseLine', body, by: above('standingOffice') });
  await on.quiet();
  await corrects('18/TTr');
  expect(phases).toEqual(['received', 'acknowledged', 'settled']);
  // Nothing else has moved by it.
  expect(await standing(taken.upper)).toMatchObject({ state: 'nominated' });
  expect(await standing(refused.lower)).toMatchObject({ state: 'refusedAbove' });
  expect(await rebuild(db.database)).toEqual([]);
  expect((await verified()).troubles.count).toBe(0);
});

test('a receipt from before its letter was on the board shows it, in the words of the migration that put it there', async () => {
  const { receipt } = await sent(1);
  await db.database.query(`update list_board set state = state - 'letter' where stream = '${receipt}'`);
  await db.database.query(updatesOf('0038_letter_of_a_receipt').replace(/;\s*$/u, ` and b.stream = '${receipt}';`));
  expect((await letterOf(receipt))?.letter).toEqual({ number: '15', on: '2021-01-04' });
  expect(await rebuild(db.database)).toEqual([]);
});

test('a receipt of an earlier release knows what it declined and what it refused unmended, in the words of the migration', async () => {
  const { receipt, lines } = await acknowledged(6);
  const [declined, waits, mended, reopened, again, untouched] = lines.map(({ lower }) => lower);
  if (!declined || !waits || !mended || !reopened || !again || !untouched) throw new Error('Nothing was sent');
  const does = async (kind: string, body: Json, by = above('standingOffice')) => {
    await must(on, { stream: receipt, kind, body, by });
    await on.quiet();
  };
  const supplements = async (one: Case) => {
    await one.does(person('standingOffice'), 'Supplement', { evidence: [{ key: 'report', hash: 'bb' }] });
    await on.quiet();
  };
  const refuses = ({ id }: Case) => does('RefuseLine', { proposal: id, reason: WORDS });
  const complaint = { complaint: { number: '7', on: '2021-01-04', file: null }, grounds: WORDS };
  const redecides = ({ id }: Case) => {
    const body = { proposal: id, upheld: true, ...complaint };
    return does('RedecideLine', body, above('authorityHead'));
  };
  for (let wish = 0; wish < 2; wish += 1) {
    await declined.does(person('authorityHead'), 'Withdraw', { reason: WORDS });
    await on.quiet();
    await does('DeclineWithdrawal', { proposal: declined.id, reason: WORDS });
  }
  const proposals = [again, waits, mended, reopened].map(({ id }) => id);
  await does('ReturnLines', { proposals, items: [], dueOn: '2021-02-01' });
  // One waits; one is opened again and refused anew; one is mended after it was opened; one is mended first.
  await refuses(again);
  await redecides(again);
  await refuses(reopened);
  await redecides(reopened);
  await supplements(reopened);
  await supplements(mended);
  for (const one of [waits, mended, reopened, untouched, again]) await refuses(one);
  const known = async () =>
    (
      await db.database.query<{ declined: object; refusedReturned: string[] }>(
        `select state -> 'declined' as declined, state -> 'refusedReturned' as "refusedReturned" from list_board where stream = $1`,
        [receipt],
      )
    ).rows[0];
  const before = await known();
  expect(before).toEqual({ declined: { [declined.id]: expect.any(Number) }, refusedReturned: [waits.id, again.id] });
  await db.database.query(
    `update list_board set state = state - 'declined' - 'refusedReturned' where kind = 'receipt'`,
  );
  await db.database.query(updatesOf('0041_receipts_know_what_was_declined'));
  expect(await known()).toEqual(before);
  expect(await rebuild(db.database)).toEqual([]);
});
