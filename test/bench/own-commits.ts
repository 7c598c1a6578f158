import type { Database } from '../../store/database.ts';

/** Transactions that our database commits during some work, read-only ones included. */
export async function commitsDuring(
  database: Database,
  work: () => Promise<void>,
): Promise<{ commits: number; ms: number }> {
  const before = await committed(database);
  const begun = performance.now();
  await work();
  const ms = performance.now() - begun;
  const asked = database.totalCount + 1;
  return { commits: (await committed(database)) - before - asked, ms };
}

async function committed(database: Database): Promise<number> {
  await report(database);
  const found = await database.query<{ commits: number }>(
    'select xact_commit as commits from pg_stat_database where datname = current_database()',
  );
  return found.rows[0]?.commits ?? 0;
}

/** A session tells its counts at most once a second: here each of the pool's is made to tell them now. */
async function report(database: Database): Promise<void> {
  const sessions = await Promise.all(Array.from({ length: database.totalCount }, () => database.connect()));
  for (const session of sessions) await session.query('select pg_stat_force_next_flush()');
  for (const session of sessions) session.release();
}
