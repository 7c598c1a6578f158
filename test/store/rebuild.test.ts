import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { boardDiffers, rebuild, streamPlaces } from '../../store/rebuild/rebuild.ts';
import { asOwner } from '../builders/as-owner.ts';
import { freshDatabase, type TestDatabase } from '../builders/database.ts';
import { act, draft, person } from '../builders/office.ts';
import { liveThrough, type VariedRun } from './varied-run.ts';

const SEED = Number(process.env.SEED ?? 20210104);
const TABLES = [
  'proposal_board',
  'list_board',
  'year_board',
  'duty_board',
  'proposal_claim',
  'listing',
  'register_number',
];

let db: TestDatabase;
let run: VariedRun;
let live: Record<string, unknown[]>;

beforeAll(async () => {
  db = await freshDatabase(inject('clusterUrl'));
  run = await liveThrough(db.database, SEED, 2_400, 1);
  live = await board();
}, 300_000);
afterAll(() => db?.close());

async function board(): Promise<Record<string, unknown[]>> {
  const shown = TABLES.map(async (table) => {
    const found = await db.database.query<{ row: unknown }>(`select to_jsonb(t) as row from ${table} t order by 1`);
    return [table, found.rows.map(({ row }) => row)] as const;
  });
  return Object.fromEntries(await Promise.all(shown));
}

async function differences(): Promise<unknown[]> {
  const found: unknown[] = [];
  for await (const place of streamPlaces(db.database)) found.push(...(await boardDiffers(db.database, place)));
  return found;
}

test('a board on which everything was shown as it happened is what the ledger says, and rebuilding it writes nothing', async () => {
  expect(await differences()).toEqual([]);
  expect(await rebuild(db.database)).toEqual([]);
  expect(await board()).toEqual(live);
});

test('a board that was lost whole is built again from the ledger, row for row', async () => {
  await asOwner(db.url, (owner) => owner.query(`truncate ${TABLES.join(', ')}`));
  expect((await differences()).length).toBeGreaterThan(40);
  await rebuild(db.database);
  expect(await board()).toEqual(live);
});

test('a row that was changed by hand is found, told by its stream, and put right', async () => {
  const changes = [
    `update proposal_board set state = 'granted' where id = (select min(id::text)::uuid from proposal_board where state <> 'granted')`,
    `update listing set status = 'void' where (proposal, kind) = (select proposal, kind from listing where status = 'signed' limit 1)`,
    `delete from proposal_claim where proposal = (select proposal from proposal_claim limit 1)`,
    `update duty_board set missed = not missed where ctid = (select min(ctid) from duty_board)`,
  ];
  for (const change of changes) {
    await asOwner(db.url, (owner) => owner.query(change));
    expect(await differences()).toHaveLength(1);
    expect(await rebuild(db.database)).toHaveLength(1);
  }
  expect(await board()).toEqual(live);
});

test('rebuilding while people act takes nothing of what they do meanwhile', async () => {
  const { office } = run;
  const building = rebuild(db.database);
  const acting = liveOn(office);
  await Promise.all([building, acting]);
  expect(await differences()).toEqual([]);
});

/** Comments and beginnings of many streams: acts that are possible in any state, and move their rows. */
async function liveOn(office: VariedRun['office']): Promise<void> {
  for (let each = 0; each < 30; each += 1) {
    const id = await draft(office, { subject: crypto.randomUUID() });
    await act(office, {
      stream: `proposal/${id}`,
      kind: 'Submit',
      body: { draft: id, rowVersion: 1 },
      by: person('unitClerk'),
      key: `while rebuilding ${each}`,
    });
  }
}
