import { fileURLToPath } from 'node:url';
import { runMigrations as migrateJobTable } from 'graphile-worker';
import { runner } from 'node-pg-migrate';
import pg from 'pg';

const MIGRATIONS = fileURLToPath(new URL('./migrations', import.meta.url));
const quiet = () => undefined;
const silent = { debug: quiet, info: quiet, warn: console.warn, error: console.error };

/** Brings a database to this release's schema; safe to repeat, and safe beside another that does the same. */
export async function migrate(databaseUrl: string, installation: { logOrigin: string; demo: boolean }): Promise<void> {
  const pool = new pg.Pool({ connectionString: databaseUrl, max: 2 });
  pool.on('error', quiet);
  pool.on('connect', (client) => client.on('error', quiet));
  try {
    await migrateJobTable({ pgPool: pool });
    await runner({
      databaseUrl,
      dir: MIGRATIONS,
      direction: 'up',
      migrationsTable: 'migration',
      count: Number.POSITIVE_INFINITY,
      logger: silent,
    });
    await pool.query('insert into installation (log_origin, demo) values ($1, $2) on conflict do nothing', [
      installation.logOrigin,
      installation.demo,
    ]);
  } finally {
    await pool.end();
  }
}
