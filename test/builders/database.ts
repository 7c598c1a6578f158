import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { migrate } from '../../infra/migrate.ts';
import { startPostgres } from '../../infra/stack/postgres.ts';
import { type Database, openDatabase } from '../../store/database.ts';

export type TestDatabase = { url: string; database: Database; close(): Promise<void> };

const TEMPLATE = 'vinhdanh_template';

/** One cluster for a whole run of tests, with the schema laid down once in a template. */
export async function startCluster(): Promise<{ url: string; stop(): Promise<void> }> {
  const dataDir = await mkdtemp(join(tmpdir(), 'vinh-danh-test-'));
  const postgres = await startPostgres({ dataDir, durable: false, log: () => undefined });
  await asOwner(postgres.url, (client) => client.query(`create database ${TEMPLATE}`));
  await migrate(named(postgres.url, TEMPLATE), { logOrigin: 'test.vinh-danh', demo: true });
  return {
    url: postgres.url,
    async stop() {
      await postgres.stop();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

let made = 0;

/** A database of its own for a file of tests, cloned from the template. */
export async function freshDatabase(clusterUrl: string, size = 12): Promise<TestDatabase> {
  made += 1;
  const name = `test_${process.pid}_${made}`;
  await asOwner(clusterUrl, (client) => client.query(`create database ${name} template ${TEMPLATE}`));
  const url = named(clusterUrl, name);
  const database = openDatabase(url, size);
  return {
    url,
    database,
    async close() {
      await database.end();
      await asOwner(clusterUrl, (client) => client.query(`drop database if exists ${name} with (force)`));
    },
  };
}

function named(url: string, database: string): string {
  const other = new URL(url);
  other.pathname = `/${database}`;
  return other.href;
}

async function asOwner<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}
