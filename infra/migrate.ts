import { fileURLToPath } from 'node:url';
import { runMigrations as migrateJobTable } from 'graphile-worker';
import { runner } from 'node-pg-migrate';
import pg from 'pg';

const MIGRATIONS = fileURLToPath(new URL('./migrations', import.meta.url));
const quiet = () => undefined;
const silent = { debug: quiet, info: quiet, warn: console.warn, error: console.error };

/** An arbitrary key of two parts: no name of a courier has this space. */
const [SPACE, KEY] = [0x7665, 1];
const TURN_COMES_WITHIN_MS = 60_000;

/**
 * Brings a database to this release's schema; safe to repeat, and safe beside another that does the same: they take
 * turns, and whoever has waited too long for its turn ends with an error and has changed nothing.
 */
export async function migrate(
  databaseUrl: string,
  installation: { logOrigin: string; demo: boolean },
  turnComesWithinMs = TURN_COMES_WITHIN_MS,
): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl });
  client.on('error', quiet);
  try {
    await client.connect();
    await takeTurn(client, turnComesWithinMs);
    await migrateInTurn(databaseUrl, installation);
  } finally {
    // The turn ends with its session.
    await client.end();
  }
}

const NOT_IN_TIME = '55P03';

async function takeTurn(client: pg.Client, withinMs: number): Promise<void> {
  await client.query(`select set_config('lock_timeout', $1, false)`, [String(withinMs)]);
  try {
    await client.query('select pg_advisory_lock($1, $2)', [SPACE, KEY]);
  } catch (error) {
    if (!(error instanceof pg.DatabaseError) || error.code !== NOT_IN_TIME) throw error;
    throw new Error(
      `Another migration of this database is still running after ${withinMs / 1_000} s. Start again when it has ended; pg_stat_activity shows it.`,
      { cause: error },
    );
  }
}

async function migrateInTurn(databaseUrl: string, installation: { logOrigin: string; demo: boolean }): Promise<void> {
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
