import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { migrate } from '../../infra/migrate.ts';
import { type Postgres, startPostgres } from '../../infra/stack/postgres.ts';
import { openDatabase } from '../../store/database.ts';
import type { TestDatabase } from './database.ts';
import { openDoor } from './dev-server.ts';

const run = promisify(execFile);

/** A PostgreSQL of its own behind an address that stays, whose folder can be copied and put back as a restore does. */
export type Restorable = TestDatabase & {
  /** Copies the folder of the stopped server, and starts it again. */
  copy(): Promise<void>;
  /** Puts the last copy in the place of the folder. */
  setBack(): Promise<void>;
};

export async function openRestorable(): Promise<Restorable> {
  const folder = await mkdtemp(join(tmpdir(), 'vinh-danh-restorable-'));
  const dataDir = join(folder, 'postgres');
  const start = () => startPostgres({ dataDir, durable: true, log: () => undefined });
  let postgres: Postgres = await start();
  const door = await openDoor(() => `127.0.0.1:${postgres.port}`);
  await migrate(postgres.url, { logOrigin: 'test.vinh-danh', demo: true });
  const url = new URL(postgres.url);
  url.port = door.address.split(':')[1] ?? '';
  const database = openDatabase(url.href, 12);
  const cluster = join(postgres.dataDir, 'cluster');
  const copied = join(postgres.dataDir, 'copied');
  const whileStopped = async (work: () => Promise<void>) => {
    door.cut();
    await postgres.stop();
    await work();
    postgres = await start();
  };
  const replace = async (target: string, by: string) => {
    await rm(target, { recursive: true, force: true });
    await run('cp', ['-a', by, target]);
  };
  return {
    url: url.href,
    database,
    copy: () => whileStopped(() => replace(copied, cluster)),
    setBack: () => whileStopped(() => replace(cluster, copied)),
    async close() {
      await database.end();
      await door.close();
      await postgres.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
