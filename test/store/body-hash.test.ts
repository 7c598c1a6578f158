import { createHmac } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { runMigrations as migrateJobTable } from 'graphile-worker';
import { runner } from 'node-pg-migrate';
import pg from 'pg';
import { afterAll, beforeAll, expect, inject, onTestFinished, test } from 'vitest';
import { migrate } from '../../infra/migrate.ts';
import { commandId, receiveCommand } from '../../store/commands/receive-command.ts';
import { openDatabase } from '../../store/database.ts';
import { sha256 } from '../../store/hash.ts';
import { perform } from '../../store/step/perform.ts';
import { freshDatabase, type TestDatabase } from '../builders/database.ts';
import { act, draft, type Office, ORG, openOffice, person, uploadPlan, WORDS } from '../builders/office.ts';
import { DAY, round, START, stage } from '../builders/round.ts';
import { openStill } from './varied-run.ts';

let db: TestDatabase;
let owner: pg.Client;
let office: ReturnType<typeof openStill>;
let year: string;

beforeAll(async () => {
  db = await freshDatabase(inject('clusterUrl'));
  owner = await connected(db.url);
  office = openStill(db.database);
  const stages = [stage('registration', { dueAt: START + DAY }), stage('appraisal'), stage('decision')];
  ({ year } = await openOffice(office, [round({ stages })]));
});
afterAll(async () => {
  await owner?.end();
  await db?.close();
});

async function connected(url: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  return client;
}

/** What the request says; anybody who suspects it can hash it. */
const GUESSED = sha256('Nguyễn Thị Thử, không đủ điều kiện');

function receives({ step }: Pick<Office, 'step'>, bodyHash: string) {
  return receiveCommand(step.database, step.clock, {
    org: ORG,
    stream: 'proposal/guessed',
    kind: 'Reject',
    by: person('standingOffice'),
    idempotencyKey: 'guessed',
    bodyHash,
    body: {},
    basis: null,
  });
}

async function stored(client: pg.Client): Promise<string[]> {
  const found = await client.query<{ body_hash: string }>(
    `select body_hash from command where stream = 'proposal/guessed'`,
  );
  return found.rows.map((row) => row.body_hash);
}

/** With the secret, as whoever owns the desk could work it out of the blocks that are kept. */
async function keyed(hash: string, client = owner): Promise<string> {
  const found = await client.query<{ inner_block: Buffer }>('select inner_block from body_key');
  const secret = Buffer.from((found.rows[0]?.inner_block ?? Buffer.alloc(0)).map((byte) => byte ^ 0x36));
  return createHmac('sha256', secret.subarray(0, 32)).update(hash).digest('hex');
}

test('the record does not say whether a guessed request was made: its hash is keyed by a secret of the desk', async () => {
  await receives(office, GUESSED);
  expect(await stored(owner)).not.toContain(GUESSED);
  expect(await stored(owner)).toEqual([await keyed(GUESSED)]);
});

test('a repeat of the same request is known as one, and another request is not', async () => {
  expect(await receives(office, GUESSED)).toMatchObject({ repeated: true });
  expect(Object.keys(await receives(office, sha256('other')))).toEqual(['conflict']);
});

test('carried acts and timers’ acts are keyed as well', async () => {
  const id = await draft(office);
  const [stream, by] = [`proposal/${id}`, person('unitClerk')];
  await act(office, { stream, kind: 'Submit', body: { draft: id, rowVersion: 1 }, by, key: 'submit' });
  const due = { dueAt: START + DAY, setBy: 1 };
  office.clock.now = due.dueAt;
  const timer = { kind: 'DeadlinePassed', ...due, body: due };
  await perform(office.step, { org: ORG, stream, known: { seq: 0, hash: null }, act: { timer } });
  const plan = { plan: 'test-plan', version: 2 };
  await uploadPlan(office, { ...plan, year: 2021, hash: 'amended', demo: false, duties: [], milestones: [] }, [
    round({ planVersion: 2 }),
  ]);
  const amend = { stream: year, kind: 'AmendPlan', body: { ...plan, reason: WORDS }, by: person('standingOffice') };
  await act(office, { ...amend, key: 'amend' });
  const found = await owner.query<{ kind: string; body_hash: string }>(
    `select kind, body_hash from command where stream = $1 and role in ('timer', 'outbox') order by kind`,
    [stream],
  );
  expect(found.rows).toEqual([
    { kind: 'DeadlinePassed', body_hash: await keyed(sha256(JSON.stringify(due))) },
    { kind: 'Recalendar', body_hash: await keyed(sha256(JSON.stringify({ planVersion: 2 }))) },
  ]);
});

test('the application may use the key and not see it', async () => {
  await expect(db.database.query('select * from body_key')).rejects.toMatchObject({ code: '42501' });
});

/** A database as the release before left it. */
async function databaseOfOld(): Promise<string> {
  const name = `test_${process.pid}_of_old`;
  await owner.query(`create database ${name}`);
  onTestFinished(() => owner.query(`drop database ${name} with (force)`).then(() => undefined));
  const url = new URL(db.url);
  url.pathname = `/${name}`;
  await migrateJobTable({ connectionString: url.href });
  const dir = fileURLToPath(new URL('../../infra/migrations', import.meta.url));
  const options = { dir, direction: 'up', migrationsTable: 'migration', count: 4, log: () => undefined } as const;
  await runner({ databaseUrl: url.href, ...options });
  return url.href;
}

test('what was written down before the key is keyed by the migration, and its repeat is known', async () => {
  const url = await databaseOfOld();
  const client = await connected(url);
  const database = openDatabase(url, 2);
  onTestFinished(async () => {
    await client.end();
    await database.end();
  });
  await client.query(`insert into organisation (id, name, level) values ($1, 'Văn phòng thử', 'district')`, [ORG]);
  await client.query(
    `insert into command (org_id, id, stream, kind, actor, role, actor_org, idempotency_key, body_hash, body, received_at, at)
     values ($1, $2, 'proposal/guessed', 'Reject', 'standingOffice', 'standingOffice', $1, 'guessed', $3, '{}', 0, 0)`,
    [ORG, commandId(ORG, 'standingOffice', 'guessed'), GUESSED],
  );
  await migrate(url, { logOrigin: 'test.vinh-danh', demo: true });
  expect(await stored(client)).toEqual([await keyed(GUESSED, client)]);
  expect(await keyed(GUESSED, client)).not.toBe(await keyed(GUESSED));
  expect(await receives({ step: { ...office.step, database } }, GUESSED)).toMatchObject({ repeated: true });
});
