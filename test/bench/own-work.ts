import type { Database } from '../../store/database.ts';

/** `commits`: read-only ones included. `buffers`: pages that were asked for, found in memory or not. */
export type OwnWork = { commits: number; buffers: number; ms: number };

/** What our database does during some work. */
export async function ownWorkDuring(database: Database, work: () => Promise<void>): Promise<OwnWork> {
  const before = await counted(database);
  const begun = performance.now();
  await work();
  const ms = performance.now() - begun;
  const asked = database.totalCount + 1;
  const after = await counted(database);
  return { commits: after.commits - before.commits - asked, buffers: after.buffers - before.buffers, ms };
}

/** The same without what goes on beside, such as the courier's looking for jobs: as it was measured idle. */
export function beyondIdle(busy: OwnWork, idle: OwnWork): OwnWork {
  const share = busy.ms / idle.ms;
  return {
    commits: busy.commits - idle.commits * share,
    buffers: busy.buffers - idle.buffers * share,
    ms: busy.ms,
  };
}

async function counted(database: Database): Promise<Omit<OwnWork, 'ms'>> {
  await report(database);
  const found = await database.query<{ commits: number; buffers: number }>(
    'select xact_commit as commits, blks_hit + blks_read as buffers from pg_stat_database where datname = current_database()',
  );
  const [row] = found.rows;
  if (row === undefined) throw new Error('The server counts nothing of this database');
  return row;
}

/** A session tells its counts at most once a second: here each of the pool's is made to tell them now. */
async function report(database: Database): Promise<void> {
  const sessions = await Promise.all(Array.from({ length: database.totalCount }, () => database.connect()));
  for (const session of sessions) await session.query('select pg_stat_force_next_flush()');
  for (const session of sessions) session.release();
}
