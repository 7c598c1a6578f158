import type { WorkerEvents } from 'graphile-worker';
import type pg from 'pg';

/** What a courier takes its jobs as, and the jobs that it has in hand. */
export type Hands = { names: readonly string[]; jobs: ReadonlySet<string> };

export function openHands(events: WorkerEvents): Hands {
  const [names, jobs] = [[] as string[], new Set<string>()];
  events.on('pool:create', ({ workerPool }) => names.push(workerPool.id));
  events.on('job:start', ({ job }) => jobs.add(job.id));
  events.on('job:complete', ({ job }) => jobs.delete(job.id));
  return { names, jobs };
}

/** Longer than the answer to the taking of a job is on its way. */
const COMES_WITHIN_SECONDS = 30;

/**
 * A connection may be lost when the server has taken a job for this courier and before it has said so. The courier lives
 * and holds its name, so that nobody else would free that job for four hours. One that is done and about to be completed
 * may be freed as well: it runs twice, which every job here bears. The library has no word for this (0.18).
 */
export async function freeJobsThatNeverCame(pool: pg.Pool, { names, jobs }: Hands): Promise<void> {
  await pool.query(
    `update graphile_worker._private_jobs set locked_at = null, locked_by = null
     where locked_by = any($1) and locked_at < now() - make_interval(secs => $2) and id <> all($3::bigint[])`,
    [names, COMES_WITHIN_SECONDS, [...jobs]],
  );
}
