import pg from 'pg';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { brokenInvariants } from '../../infra/rehearsal/invariants.ts';
import type { CaughtMail } from '../../infra/stack/mail-catcher.ts';
import { ORIGIN } from '../audit/forger.ts';
import { freshDatabase, type TestDatabase } from '../builders/database.ts';
import { liveThrough } from '../store/varied-run.ts';

let db: TestDatabase;
let owner: pg.Client;

beforeAll(async () => {
  db = await freshDatabase(inject('clusterUrl'));
  await liveThrough(db.database, 20210104, 1_200);
  owner = new pg.Client({ connectionString: db.url });
  await owner.connect();
  // What the product's own triggers and keys would never let happen.
  await owner.query('set session_replication_role = replica');
  for (const table of ['event', 'command', 'head']) await owner.query(`alter table ${table} disable trigger all`);
  await owner.query('alter table digest drop constraint digest_pkey cascade');
}, 300_000);
afterAll(async () => {
  await owner?.end();
  await db?.close();
});

const names = (broken: readonly string[]) => broken.map((each) => each.slice(0, each.indexOf(':'))).sort();

/** The names of the promises that this break of one table broke; the table is whole again afterwards. */
async function brokenBy(table: string, sql: string): Promise<string[]> {
  await owner.query(`create table kept as table ${table}`);
  const { rowCount } = await owner.query(sql);
  const broken = names(await brokenInvariants(db.database, ORIGIN, []));
  await owner.query(`delete from ${table}`);
  await owner.query(`insert into ${table} table kept`);
  await owner.query('drop table kept');
  expect(rowCount).toBeGreaterThan(0);
  return broken;
}

test('a run that kept its promises has none broken', async () => {
  expect(await brokenInvariants(db.database, ORIGIN, [])).toEqual([]);
});

const SETTLED = `select org_id, id from command where settled_at is not null`;

test.each([
  [
    'every command is settled',
    'command',
    'update command set settled_at = null, outcome = null where kind = $$Accept$$',
  ],
  [
    'every accepted command stands once in the ledger',
    'event',
    `delete from event where (org_id, command_id) in (${SETTLED} and kind = 'Accept' limit 1)`,
  ],
  [
    'no refused command left an event',
    'command',
    `update command set outcome = '{"ok": false}' where (org_id, id) in (${SETTLED} and kind = 'Accept' and outcome ->> 'ok' = 'true' limit 1)`,
  ],
  ['the board shows the last event of each proposal', 'proposal_board', 'update proposal_board set seq = seq - 1'],
  [
    'every proposal that was not withdrawn holds its own place',
    'proposal_claim',
    'delete from proposal_claim where ctid in (select ctid from proposal_claim limit 1)',
  ],
  [
    'every granted line bears its decision’s number',
    'register_number',
    `update register_number set number = number || 'x'`,
  ],
  [
    'every line of a numbered decision is granted',
    'proposal_board',
    `update proposal_board set state = 'onDecision' where state = 'granted' and award ->> 'decision' is not null`,
  ],
  [
    'one digest a person and day',
    'digest',
    `insert into digest (org_id, person, local_day, as_of) select id, 'somebody', '2021-01-05', n from organisation, generate_series(1, 2) n`,
  ],
  [
    'the ledger verifies',
    'event',
    `update event set text = replace(text, '"late"', '"late "') where text like '%"late"%'`,
  ],
])('a rehearsal tells when a promise is broken: %s', async (promise, table, sql) => {
  expect(await brokenBy(table, sql)).toContain(promise);
});

test('a mail that came twice is told', async () => {
  const mail = { messageId: '<one@vinh-danh>', to: ['a@x.invalid'] } as unknown as CaughtMail;
  expect(names(await brokenInvariants(db.database, ORIGIN, [mail, { ...mail }]))).toEqual([
    'every mail is sent once when nothing fails',
  ]);
});
