import type { Queryable } from '../database.ts';

export type ForsakenCommand = {
  org: string;
  id: string;
  stream: string;
  kind: string;
  waitingMs: number;
  attempts: number;
  lastError: string | null;
};

/**
 * Commands that were received some time ago, are not settled, and that no job is going to bring or is bringing. Least
 * tried and oldest first, so that one that was never brought is not behind a hundred that fail.
 */
export async function forsakenCommands(db: Queryable, olderThanMs: number, limit: number): Promise<ForsakenCommand[]> {
  const found = await db.query<ForsakenCommand>(
    `select org_id as org, id, stream, kind, failed_attempts as attempts, last_error as "lastError",
            (extract(epoch from clock_timestamp() - inserted_at) * 1000)::bigint as "waitingMs"
     from command where settled_at is null and inserted_at <= clock_timestamp() - make_interval(secs => $1::float8 / 1000)
       and not exists (select from outbox.keys() as job(key) where job.key = 'deliver ' || command.id)
     order by failed_attempts, inserted_at limit $2`,
    [olderThanMs, limit],
  );
  return found.rows;
}

/** The command stays unsettled and is tried again; the failure is kept for whoever looks. */
export async function noteFailure(db: Queryable, org: string, id: string, error: string): Promise<void> {
  await db.query(
    'update command set failed_attempts = failed_attempts + 1, last_error = $3 where org_id = $1 and id = $2 and settled_at is null',
    [org, id, error.slice(0, 2_000)],
  );
}

/** A sender waited in vain. What the step itself said of its failure, if anything, tells more, and stays. */
export async function noteSilence(db: Queryable, org: string, id: string): Promise<void> {
  await db.query(
    `update command set failed_attempts = failed_attempts + 1, last_error = coalesce(last_error, 'It is not answered yet')
     where org_id = $1 and id = $2 and settled_at is null`,
    [org, id],
  );
}
