import { rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import { type Child, lastLines, startChild } from './child.ts';
import { freePort } from './free-port.ts';
import type { Log } from './log.ts';
import { onceOnly } from './once-only.ts';
import { findPostgresBinaries } from './postgres-binaries.ts';
import { ensureCluster, passwordOf, superuser } from './postgres-cluster.ts';
import { clusterIn, openHome, type PostgresHome } from './postgres-home.ts';
import { gently, stopStalePostmaster, untilReady } from './postmaster.ts';

export type PostgresOptions = {
  dataDir: string;
  /** False for throw-away databases: quick, and lost when the machine (not the process) dies. */
  durable: boolean;
  log: Log;
};

export type Postgres = {
  url: string;
  port: number;
  /** Where the data really lies: elsewhere than asked when root's server user could not reach it. */
  dataDir: string;
  stop(): Promise<void>;
};

const database = 'vinhdanh';

/** Starts the embedded PostgreSQL on a data folder, making it first if need be, whatever an earlier run left there. */
export async function startPostgres({ dataDir, durable, log }: PostgresOptions): Promise<Postgres> {
  const home = await openHome(resolve(dataDir), durable, log);
  const binaries = await findPostgresBinaries(home.user, log);
  await ensureCluster(binaries.initdb, home, durable);
  const left = await stopStalePostmaster(clusterIn(home));
  if (left !== undefined) log(`Stopped PostgreSQL (process ${left}), left behind by a run that was killed.`);
  const { server, port } = await startServer(binaries.postgres, home, durable);
  const stop = onceOnly(() => stopServer(server, home, resolve(dataDir), durable));
  const url = `postgres://${superuser}:${passwordOf(home)}@127.0.0.1:${port}/${database}`;
  await ensureDatabase(url).catch((fault: unknown) => stop().then(() => Promise.reject(fault)));
  server.onUnexpectedEnd((how) => log(`PostgreSQL ${how}. Its log: ${logOf(home)}`));
  return { url, port, dataDir: home.folder, stop };
}

const logOf = (home: PostgresHome): string => join(home.folder, 'server.log');

/** Two losses are the world's, not ours, and pass: another process took the port, or a killed server's last child is still dying. */
const passing = /could not bind|Address already in use|pre-existing shared memory block/;
const attempts = 20;

async function startServer(
  postgres: string,
  home: PostgresHome,
  durable: boolean,
): Promise<{ server: Child; port: number }> {
  for (let attempt = 1; ; attempt++) {
    const port = await freePort();
    const args = ['-D', clusterIn(home), ...settings(port, durable)];
    const server = await startChild({
      executable: postgres,
      args,
      logFile: logOf(home),
      farewell: 'INT',
      user: home.user,
    });
    try {
      await untilReady(server, clusterIn(home));
      return { server, port };
    } catch (cause) {
      await server.stop(gently);
      const tail = lastLines(logOf(home));
      if (attempt === attempts || !passing.test(tail)) throw failure(home, cause, tail);
      await pause(100);
    }
  }
}

function failure(home: PostgresHome, cause: unknown, tail: string): Error {
  const why = cause instanceof Error ? cause.message : String(cause);
  return new Error(`PostgreSQL did not start on ${home.folder}: ${why}. The end of its log:\n${tail}`, { cause });
}

function settings(port: number, durable: boolean): string[] {
  const values: Record<string, string> = {
    port: String(port),
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    max_connections: '200',
    timezone: 'UTC',
    log_timezone: 'UTC',
    ...(durable ? {} : { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' }),
  };
  return Object.entries(values).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
}

async function ensureDatabase(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url.replace(/[^/]*$/, 'postgres') });
  await client.connect();
  try {
    const found = await client.query('select from pg_database where datname = $1', [database]);
    if (found.rowCount === 0) await client.query(`create database ${database}`);
  } finally {
    await client.end();
  }
}

async function stopServer(server: Child, home: PostgresHome, asked: string, durable: boolean): Promise<void> {
  await server.stop(gently);
  // Nobody who removes the folder they named would find this one.
  if (!durable && home.folder !== asked) rmSync(home.folder, { recursive: true, force: true });
}
