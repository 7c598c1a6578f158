import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { type Postgres, startPostgres } from '../../infra/stack/postgres.ts';
import { startTemporalServer, type TemporalServer } from '../../infra/stack/temporal-server.ts';
import type { Part } from './part.ts';

type Log = (line: string) => void;

/** Each start takes another port: whoever comes asks where it listens now. */
export type Server = Part & { address(): string };

/** `url` names the first port that it had; its user and password stay. */
export function postgresPart(dataDir: string, log: Log): Server & { url(): string } {
  let running: Postgres | null = null;
  return {
    name: 'PostgreSQL',
    pid: () => (running === null ? null : numberIn(join(running.dataDir, 'cluster', 'postmaster.pid'))),
    address: () => `127.0.0.1:${running?.port ?? 1}`,
    url: () => running?.url ?? '',
    async start() {
      const first = running === null;
      running = await startPostgres({ dataDir, durable: true, log });
      if (first) await keepWalSmall(running.url);
    },
    async stop() {
      await running?.stop();
    },
  };
}

/** The disk is small, so that it can be filled, and the log of changes must leave room on it. */
async function keepWalSmall(url: string): Promise<void> {
  const owner = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5_000, query_timeout: 5_000 });
  owner.on('error', () => undefined);
  await owner.connect();
  try {
    await owner.query(`alter system set max_wal_size = '96MB'`);
    await owner.query(`alter system set min_wal_size = '32MB'`);
    await owner.query('select pg_reload_conf()');
  } finally {
    await owner.end();
  }
}

export function temporalPart(dbFile: string, log: Log): Server {
  let running: TemporalServer | null = null;
  return {
    name: 'Temporal',
    pid: () => (running === null ? null : numberIn(`${dbFile}.pid`)),
    address: () => running?.address ?? '127.0.0.1:1',
    async start() {
      running = await startTemporalServer({ dbFile, log });
    },
    async stop() {
      await running?.stop();
    },
  };
}

function numberIn(file: string): number | null {
  try {
    const [line = ''] = readFileSync(file, 'utf8').split('\n');
    return line === '' ? null : Number(line);
  } catch {
    return null;
  }
}
