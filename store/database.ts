import pg from 'pg';

export type Database = pg.Pool;
export type Transaction = pg.PoolClient;
export type Queryable = Pick<pg.Pool | pg.PoolClient, 'query'>;

// Instants are bigint columns of epoch milliseconds, far below 2^53: numbers, not the driver's strings.
pg.types.setTypeParser(pg.types.builtins.INT8, Number);
// A local day stays a day: the driver's own parser would make it an instant of the machine's zone.
pg.types.setTypeParser(pg.types.builtins.DATE, (text) => text);

/**
 * The driver's own ten seconds would close nearly every connection of an office that decides now and then, and the next
 * act would wait for one that knows no table and no statement yet. Measured: the five seconds after such a pause took 75
 * decisions a second instead of 90.
 */
const IDLE_MS = 10 * 60_000;

/**
 * Connections of the application: under the role that may not change the ledger, with limits shorter than those of the
 * activity that calls, so that an answer never arrives at a step that has been given up.
 */
export function openDatabase(url: string, size: number): Database {
  const options =
    '-c role=vinhdanh_app -c statement_timeout=8000 -c lock_timeout=5000 -c idle_in_transaction_session_timeout=15000';
  // Statements that do not wait for each other's answers are sent together; the server still runs them one by one.
  const pool = new pg.Pool({
    connectionString: url,
    max: size,
    options,
    connectionTimeoutMillis: 3_000,
    idleTimeoutMillis: IDLE_MS,
    pipeline: true,
  });
  // Without a listener a broken idle connection ends the process; the next query reports it anyway.
  pool.on('error', () => undefined);
  // The same for one that breaks in the hands of a step, between two of its queries.
  pool.on('connect', (client) => client.on('error', () => undefined));
  return pool;
}

/** Commits what `work` did, or nothing of it. */
export function inTransaction<T>(database: Database, work: (tx: Transaction) => Promise<T>): Promise<T> {
  return inBegunTransaction(database, async (tx, begun) => {
    await begun;
    return work(tx);
  });
}

/**
 * The same, where `work` sends its first reads together with the `begin`. It must have waited for `begun` before it
 * writes: statements behind a `begin` that failed would each be a transaction of their own.
 */
export async function inBegunTransaction<T>(
  database: Database,
  work: (tx: Transaction, begun: Promise<unknown>) => Promise<T>,
): Promise<T> {
  const tx = await database.connect();
  let broken: unknown;
  try {
    const result = await work(tx, tx.query('begin'));
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

/** Reads that do not wait for each other's answers, on one connection: they go and come back together. */
export async function onOneConnection<T>(database: Database, read: (db: Queryable) => Promise<T>): Promise<T> {
  const connection = await database.connect();
  try {
    return await read(connection);
  } finally {
    connection.release();
  }
}

/**
 * Waits for statements that were sent together, for all of them even when one fails: nothing may still be sent on a
 * connection that is rolled back and given to another.
 */
export async function together<const T extends readonly Promise<unknown>[]>(
  sent: T,
): Promise<{ -readonly [K in keyof T]: Awaited<T[K]> }> {
  const ends = await Promise.allSettled(sent);
  const failures = ends.flatMap((end) => (end.status === 'rejected' ? [end.reason as unknown] : []));
  // Whatever comes behind a failure in a transaction only says that there was one.
  if (failures.length > 0) throw failures.find((failure) => !saysOnlyAborted(failure)) ?? failures[0];
  // Promise.all keeps the type of each place, which the settled list has lost.
  return Promise.all(sent);
}

const IN_FAILED_TRANSACTION = '25P02';

function saysOnlyAborted(failure: unknown): boolean {
  return failure instanceof Error && 'code' in failure && failure.code === IN_FAILED_TRANSACTION;
}
