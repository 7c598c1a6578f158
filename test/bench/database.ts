import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { migrate } from '../../infra/migrate.ts';
import { startPostgres } from '../../infra/stack/postgres.ts';
import { openDatabase } from '../../store/database.ts';
import type { TestDatabase } from '../builders/database.ts';

/** As many as local activities may run at once. */
const CONNECTIONS = 20;

/** A cluster of its own that keeps its promises: every commit reaches the disk. */
export async function openBenchDatabase(): Promise<TestDatabase> {
  const dataDir = await mkdtemp(join(tmpdir(), 'vinh-danh-bench-pg-'));
  const postgres = await startPostgres({ dataDir, durable: true, log: () => undefined });
  await migrate(postgres.url, { logOrigin: 'bench.vinh-danh', demo: true });
  const database = openDatabase(postgres.url, CONNECTIONS);
  return {
    url: postgres.url,
    database,
    async close() {
      await database.end();
      await postgres.stop();
      await rm(postgres.dataDir, { recursive: true, force: true });
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}
