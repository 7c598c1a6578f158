import { fileURLToPath } from 'node:url';
import { runMigrations as migrateJobTable } from 'graphile-worker';
import { runner } from 'node-pg-migrate';
import pg from 'pg';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { numberForm } from '../../domain/decision/register-form.ts';
import { migrate } from '../../infra/migrate.ts';

const dir = fileURLToPath(new URL('../../infra/migrations', import.meta.url));
const NAME = `migrations_${process.pid}`;
const quiet = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };
let url: string;
let client: pg.Client;

const upTo = (count: number) =>
  runner({ databaseUrl: url, dir, direction: 'up', migrationsTable: 'migration', count, logger: quiet });

async function asOwner(sql: string): Promise<void> {
  const owner = new pg.Client({ connectionString: inject('clusterUrl') });
  await owner.connect();
  await owner.query(sql).finally(() => owner.end());
}

beforeAll(async () => {
  await asOwner(`create database ${NAME}`);
  const address = new URL(inject('clusterUrl'));
  address.pathname = `/${NAME}`;
  url = address.href;
  const pool = new pg.Pool({ connectionString: url, max: 1 });
  await migrateJobTable({ pgPool: pool }).finally(() => pool.end());
  client = new pg.Client({ connectionString: url });
  await client.connect();
});
// The database goes with the cluster: dropping it here would cut connections that the migrations are still closing.
afterAll(() => client?.end());

test('numbers that were given before their forms were compared keep what was typed, and get the form of the domain', async () => {
  await upTo(4);
  const typed = [
    ' 01 /  QĐ-UBND\u00a0',
    '12',
    'QĐ-007/2021',
    'Số 5'.normalize('NFD'),
    '000',
    '3/ĐẶNG',
    '04/Q\u00d0',
    '05 - QĐ',
    'QĐ',
  ];
  const insert = `insert into register_number (org_id, authority, register, local_year, number, decision) values ('o', $1, 'QĐ', 2021, $2, $3)`;
  for (const [index, number] of typed.entries()) await client.query(insert, ['UBND Quận', number, `decision/${index}`]);
  await client.query(insert, ['ubnd quận', '012', 'decision/twin']);
  await upTo(Number.POSITIVE_INFINITY);
  const found = await client.query<{ number: string; form: string; authority: string }>(
    `select number, number_form as form, authority_form as authority from register_number order by decision`,
  );
  expect(found.rows).toEqual([
    ...typed.map((number) => ({ number, form: numberForm(number, 'QĐ'), authority: 'ubnd quận' })),
    // It was taken for another number then, and what is recorded stays.
    { number: '012', form: '12 = decision/twin', authority: 'ubnd quận' },
  ]);
});

async function emptyDatabase(name: string): Promise<string> {
  await asOwner(`create database ${name}`);
  const address = new URL(inject('clusterUrl'));
  address.pathname = `/${name}`;
  return address.href;
}

test('three that bring the same empty database to this schema at once all succeed', async () => {
  const empty = await emptyDatabase(`${NAME}_at_once`);
  const starts = ['a', 'b', 'c'].map((logOrigin) => migrate(empty, { logOrigin, demo: false }));
  expect((await Promise.allSettled(starts)).map(({ status }) => status)).toEqual([
    'fulfilled',
    'fulfilled',
    'fulfilled',
  ]);
  const one = new pg.Client({ connectionString: empty });
  await one.connect();
  expect((await one.query('select from installation')).rowCount).toBe(1);
  await one.end();
});

test('one whose turn does not come in time ends with an error that says so, and has changed nothing', async () => {
  const empty = await emptyDatabase(`${NAME}_waits`);
  const other = new pg.Client({ connectionString: empty });
  await other.connect();
  await other.query('select pg_advisory_lock($1, 1)', [0x7665]);
  await expect(migrate(empty, { logOrigin: 'a', demo: false }, 200)).rejects.toThrow(
    'Another migration of this database is still running after 0.2 s',
  );
  expect((await other.query(`select from pg_namespace where nspname = 'graphile_worker'`)).rowCount).toBe(0);
  await other.end();
});
