import pg from 'pg';

export type Database = pg.Pool;
export type Transaction = pg.PoolClient;
export type Queryable = Pick<pg.Pool | pg.PoolClient, 'query'>;

// Instants are bigint columns of epoch milliseconds, far below 2^53: numbers, not the driver's strings.
pg.types.setTypeParser(pg.types.builtins.INT8, Number);
// A local day stays a day: the driver's own parser would make it an instant of the machine's zone.
pg.types.setTypeParser(pg.types.builtins.DATE, (text) => text);

/**
 * Connections of the application: under the role that may not change the ledger, with limits shorter than those of the
 * activity that calls, so that an answer never arrives at a step that has been given up.
 */
export function openDatabase(url: string, size: number): Database {
  const options =
    '-c role=vinhdanh_app -c statement_timeout=8000 -c lock_timeout=5000 -c idle_in_transaction_session_timeout=15000';
  const pool = new pg.Pool({ connectionString: url, max: size, options, connectionTimeoutMillis: 3_000 });
  // Without a listener a broken idle connection ends the process; the next query reports it anyway.
  pool.on('error', () => undefined);
  // The same for one that breaks in the hands of a step, between two of its queries.
  pool.on('connect', (client) => client.on('error', () => undefined));
  return pool;
}

/** Commits what `work` did, or nothing of it. */
export async function inTransaction<T>(database: Database, work: (tx: Transaction) => Promise<T>): Promise<T> {
  const tx = await database.connect();
  let broken: unknown;
  try {
    await tx.query('begin');
    const result = await work(tx);
    await tx.query('commit');
    return result;
  } catch (error) {
    await tx.query('rollback').catch((lost: unknown) => {
      broken = lost;
    });
    throw error;
  } finally {
    // A connection that could not even roll back must not serve another step.
    tx.release(broken !== undefined);
  }
}
