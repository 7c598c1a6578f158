import type { Queryable } from '../database.ts';

export type DeliveryRow = {
  id: string;
  person: string;
  name: string;
  kind: string;
  /** The local day of a digest; of a notice the first event that it tells. */
  about: string;
  asOf: number;
  status: 'waiting' | 'sent' | 'failed' | 'dropped';
  attempts: number;
  lastError: string | null;
  items: number | null;
  queuedAt: number;
  settledAt: number | null;
};

/** Mails, newest first. */
export async function deliveriesOf(
  db: Queryable,
  org: string,
  status: string | null,
  limit: number,
): Promise<DeliveryRow[]> {
  const found = await db.query<DeliveryRow>(
    `select d.id, d.person, p.name, d.kind, d.subject_key as about, d.as_of as "asOf", d.status, d.attempts, d.last_error as "lastError", d.items,
       (extract(epoch from d.queued_at) * 1000)::bigint as "queuedAt", (extract(epoch from d.settled_at) * 1000)::bigint as "settledAt"
     from delivery d join person p on p.org_id = d.org_id and p.id = d.person
     where d.org_id = $1 and ($2::text is null or d.status = $2) order by d.queued_at desc, d.id limit $3`,
    [org, status, limit],
  );
  return found.rows;
}

export type FailedCommand = {
  id: string;
  stream: string;
  kind: string;
  waitingMs: number;
  attempts: number;
  lastError: string | null;
};

/** Commands of one organisation that have waited too long, oldest first. */
export async function failedCommands(
  db: Queryable,
  org: string,
  olderThanMs: number,
  limit: number,
): Promise<FailedCommand[]> {
  const found = await db.query<FailedCommand>(
    `select id, stream, kind, (extract(epoch from clock_timestamp() - inserted_at) * 1000)::bigint as "waitingMs",
       failed_attempts as attempts, last_error as "lastError"
     from command where org_id = $1 and settled_at is null and inserted_at <= clock_timestamp() - make_interval(secs => $2::float8 / 1000)
     order by inserted_at limit $3`,
    [org, olderThanMs, limit],
  );
  return found.rows;
}
