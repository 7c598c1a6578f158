import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import type { ExportedEvent } from '../../audit/exported.ts';
import { verifyExport } from '../../audit/verify.ts';
import { PROPOSAL } from '../../domain/proposal/proposal.ts';
import { RECEIPT } from '../../domain/receipt/receipt.ts';
import { exportLedger } from '../../store/ledger/export.ts';
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
import { openOffice, WORDS } from '../builders/office.ts';
import { appraises, type Case, councilSays, must, nominates, type Play, play, registered } from '../builders/play.ts';
import { round, stage } from '../builders/round.ts';
import { deliverAll, openStill } from '../store/varied-run.ts';
import {
  chained,
  type Exported,
  envelopeOf,
  ORIGIN,
  putTogether,
  sealed,
  streamsOf,
  takeApart,
  withStream,
} from './forger.ts';

let db: TestDatabase;
let on: Play;
const items = [{ key: 'report', note: WORDS }];
const evidence = [{ key: 'report', hash: 'bb' }];

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

async function sent(): Promise<{ receipt: string; line: SentLine }> {
  const lower = await registered(on, { title: 'BK' });
  await nominates(lower, 'BK');
  await appraises(on, lower);
  await councilSays(on, [lower], 'passed');
  const { submission, receipt, lines } = await draftsSubmission(on, [lower]);
  await sendsUp(on, submission);
  await acknowledges(on, receipt);
  const [line] = lines;
  if (line === undefined) throw new Error('Nothing was sent');
  return { receipt, line };
}

async function supplements(lower: Case): Promise<void> {
  await lower.does('standingOffice', 'Supplement', { evidence });
  await on.quiet();
}

async function exported(): Promise<Exported> {
  const lines: string[] = [];
  for await (const line of exportLedger(db.database)) lines.push(line);
  return takeApart(lines);
}

const verify = async (of: Exported) => {
  const { troubles, replay } = await verifyExport(putTogether(of), { logOrigin: ORIGIN, withCommands: true });
  return { troubles: troubles.byReason, notRedecided: replay.notRedecided };
};

function streamOf({ events }: Exported, stream: string): ExportedEvent[] {
  const rows = streamsOf(events).find(([first]) => first?.stream === stream);
  if (rows === undefined) throw new Error(`No ${stream}`);
  return rows;
}

/** The stream as an older revision recorded it. */
function recordedBy(revision: number, now: Exported, stream: string): Exported {
  const rows = streamOf(now, stream);
  return withStream(now, rows, chained(rows.map((row) => sealed(row, { ...envelopeOf(row), revision }))));
}

/** The case below when nothing was said to it of its last supplement. */
function notTold(now: Exported, { stream }: Case): Exported {
  const rows = streamOf(now, stream);
  const last = rows.at(-1);
  expect(last?.kind).toBe('SupplementAcknowledged');
  const told = envelopeOf(last ?? expect.fail()).commandId;
  return { ...withStream(now, rows, rows.slice(0, -1)), commands: now.commands.filter(({ id }) => id !== told) };
}

test('a receipt that said nothing below of a supplement, before there was such a word, still verifies', async () => {
  const { receipt, line } = await sent();
  const body = { proposals: [line.lower.id], items, dueOn: null };
  await must(on, { stream: receipt, kind: 'ReturnLines', body, by: above('standingOffice') });
  await on.quiet();
  await supplements(line.lower);
  const now = await exported();
  expect(await verify(now)).toEqual({ troubles: {}, notRedecided: 0 });
  const older = notTold(recordedBy(2, now, receipt), line.lower);
  expect(await verify(older)).toEqual({ troubles: {}, notRedecided: 4 });
  const silent = notTold(recordedBy(RECEIPT.revision, now, receipt), line.lower);
  expect(await verify(silent)).toEqual({ troubles: { notCarried: 1 }, notRedecided: 0 });
});

test('a case from below that said nothing there of a supplement, before there was such a word, still verifies', async () => {
  const { receipt, line } = await sent();
  await takes(on, receipt, [line]);
  await line.upper.does(above('standingOffice'), 'Return', { items, dueOn: '2099-01-10', reason: WORDS });
  await on.quiet();
  await supplements(line.lower);
  const now = await exported();
  expect(await verify(now)).toEqual({ troubles: {}, notRedecided: 0 });
  const older = notTold(recordedBy(2, now, line.upper.stream), line.lower);
  expect(await verify(older)).toEqual({ troubles: {}, notRedecided: 3 });
  const silent = notTold(recordedBy(PROPOSAL.revision, now, line.upper.stream), line.lower);
  expect(await verify(silent)).toEqual({ troubles: { notCarried: 1 }, notRedecided: 0 });
});
