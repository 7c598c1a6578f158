import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { freshDatabase, type TestDatabase } from '../builders/database.ts';
import { updatesOf } from './migrated.ts';
import {
  claimRows,
  dutyRows,
  listingRows,
  listRow,
  numberRows,
  proposalRow,
  type Row,
  streamsOf,
  type Told,
  type Written,
  withWholeLists,
  yearRow,
} from './second-fold.ts';
import { liveThrough, type VariedRun } from './varied-run.ts';

const SEED = Number(process.env.SEED ?? 20210104);
const STEPS = 2400;

let db: TestDatabase;
let run: VariedRun;
let events: Told[];

beforeAll(async () => {
  db = await freshDatabase(inject('clusterUrl'));
  // Lists of two lines and more are written in parts, so that the board is seen to be the same.
  run = await liveThrough(db.database, SEED, STEPS, 1);
  const found = await db.database.query<Written>(
    'select hash, text, (extract(epoch from recorded_at) * 1000000)::bigint as at from event order by stream, seq',
  );
  events = withWholeLists(found.rows);
}, 300_000);
afterAll(() => db?.close());

const inOrder = (rows: readonly Row[]) => rows.map((row) => JSON.stringify(row, Object.keys(row).sort())).sort();

async function table(name: string): Promise<Row[]> {
  const found = await db.database.query<Row>(`select * from ${name}`);
  return found.rows;
}

/** Whole rows by their keys, so that a difference shows which row and which column. */
function keyed(rows: readonly Row[], ...keys: string[]): Record<string, Row> {
  return Object.fromEntries(rows.map((row) => [keys.map((key) => row[key]).join(' '), row]));
}

describe(`after a varied run (seed ${SEED}), a second fold of the ledger gives`, () => {
  test('a run that is varied: most kinds of event, and most refusals', () => {
    expect(run.kinds.size).toBeGreaterThan(60);
    expect([...run.kinds]).toEqual(
      expect.arrayContaining([
        'Held',
        'Released',
        'ScoreCorrected',
        'ResultCorrected',
        'NumberCorrected',
        'LetterNumberCorrected',
        'PaperNumberCorrected',
      ]),
    );
    expect(run.refusals.size).toBeGreaterThan(9);
    expect(events.length).toBeGreaterThan(600);
  });

  test('every row of the proposals’ board', async () => {
    const shown = (await table('proposal_board')).map((row) => ({
      ...row,
      still_owed: sorted(row.still_owed),
      marks: sorted(row.marks),
      proposers: sorted(row.proposers),
    }));
    expect(keyed(shown, 'org_id', 'id')).toEqual(keyed(streamsOf(events, 'proposal').map(proposalRow), 'org_id', 'id'));
  });

  test('the proposers of every case, in the words of the migration that put them on the board', async () => {
    // These came later than the migration, and let a pending nomination fall that it would take for a proposal.
    const younger = events.filter(({ kind }) => kind === 'Rehomed' || kind === 'ScoreCorrected');
    const streams = new Set(younger.map(({ stream }) => stream));
    const shown = async () =>
      (await table('proposal_board'))
        .filter(({ id }) => !streams.has(`proposal/${id}`))
        .map(({ id, proposers }) => [id, sorted(proposers)])
        .sort();
    const before = await shown();
    await db.database.query(`update proposal_board set proposers = '{}'`);
    await db.database.query(updatesOf('0011_proposers'));
    await db.database.query(updatesOf('0017_takers_propose_nothing'));
    expect(await shown()).toEqual(before);
    expect(new Set(before.map(([, proposers]) => (proposers as string[]).length)).size).toBeGreaterThan(2);
  });

  test('the date that each case has missed, in the words of the migration that put it on the board', async () => {
    const shown = async () =>
      Object.fromEntries((await table('proposal_board')).map((row) => [row.id, row.missed_due_at]));
    const before = await shown();
    await db.database.query('update proposal_board set missed_due_at = null');
    await db.database.query(updatesOf('0015_missed_due'));
    expect(await shown()).toEqual(before);
  });

  test('the form of every session, in the words of the migration that put it on the board', async () => {
    const forms = async () =>
      Object.fromEntries(
        (await table('list_board')).map(({ stream, state }) => [stream, Object(state).meeting ?? null]),
      );
    const before = await forms();
    await db.database.query(`update list_board set state = state - 'meeting' where kind = 'session'`);
    await db.database.query(updatesOf('0023_sat_under').replace(`, 'satUnder', null`, ''));
    expect(await forms()).toEqual(before);
    expect(Object.values(before)).toContain('meeting');
  });

  test('the dates of what is still owed, in the words of the migration that put them on the board', async () => {
    const shown = async () =>
      Object.fromEntries((await table('proposal_board')).map((row) => [row.id, row.still_owed_due]));
    const before = await shown();
    await db.database.query(`update proposal_board set still_owed_due = '{}'`);
    await db.database.query(updatesOf('0036_still_owed_due'));
    expect(await shown()).toEqual(before);
  });

  test.each(['session', 'decision', 'submission', 'receipt', 'unitRound', 'office'])(
    'every row of the lists’ board: %s',
    async (kind) => {
      const shown = (await table('list_board')).filter((row) => row.kind === kind);
      expect(shown.length).toBeGreaterThan(0);
      expect(keyed(shown, 'org_id', 'stream')).toEqual(keyed(streamsOf(events, kind).map(listRow), 'org_id', 'stream'));
    },
  );

  test('every row of the years’ board, and every duty', async () => {
    expect(keyed(await table('year_board'), 'stream')).toEqual(keyed(streamsOf(events, 'year').map(yearRow), 'stream'));
    expect(keyed(await table('duty_board'), 'stream', 'task', 'owner')).toEqual(
      keyed(streamsOf(events, 'year').flatMap(dutyRows), 'stream', 'task', 'owner'),
    );
  });

  test('every row that ties a proposal to a list', async () => {
    expect(keyed(await table('listing'), 'org_id', 'proposal', 'kind')).toEqual(
      keyed(listingRows(events), 'org_id', 'proposal', 'kind'),
    );
  });

  test('every place that is taken, and every number', async () => {
    expect(inOrder(await table('proposal_claim'))).toEqual(inOrder(claimRows(events)));
    expect(inOrder(await table('register_number'))).toEqual(inOrder(numberRows(events)));
  });

  test('every head: the number and hash of the last event', async () => {
    const heads = await db.database.query('select org_id, stream, seq from head');
    const streams = Map.groupBy(events, ({ org, stream }) => `${org} ${stream}`);
    expect(inOrder(heads.rows)).toEqual(
      inOrder(
        [...streams.values()].map((all) => ({ org_id: all[0]?.org, stream: all[0]?.stream, seq: all.at(-1)?.seq })),
      ),
    );
  });
});

function sorted(value: unknown): unknown {
  return Array.isArray(value) ? value.toSorted() : value;
}
