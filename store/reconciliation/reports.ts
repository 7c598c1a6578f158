import type { Queryable } from '../database.ts';

/** How ledger, board and workflows of an organisation agreed at an instant (epoch ms). */
export type ReconciliationReport = {
  at: number;
  streams: number;
  events: number;
  differences: number;
  /** What the ledger gives to two streams, of which one holds it: a person says which of them is right. */
  contested: number;
  /** The first of both. */
  found: readonly { stream: string; what: string }[];
};

const SHOWN = 200;

export async function keepReport(db: Queryable, org: string, report: Omit<ReconciliationReport, 'at'>): Promise<void> {
  await db.query(
    `insert into reconciliation (org_id, at, streams, events, differences, contested, found)
     select id, (extract(epoch from clock_timestamp()) * 1000)::bigint, $2, $3, $4, $5, $6 from organisation where id = $1
     on conflict do nothing`,
    [
      org,
      report.streams,
      report.events,
      report.differences,
      report.contested,
      JSON.stringify(report.found.slice(0, SHOWN)),
    ],
  );
}

/** Newest first. */
export async function reportsOf(db: Queryable, org: string, limit: number): Promise<ReconciliationReport[]> {
  const found = await db.query<ReconciliationReport>(
    'select at, streams, events, differences, contested, found from reconciliation where org_id = $1 order by at desc limit $2',
    [org, limit],
  );
  return found.rows;
}

/** From one in the morning on, where nobody has done it or is at it: the local day that is now the caller's; else null. */
export async function claimNight(db: Queryable): Promise<string | null> {
  const claimed = await db.query<{ day: string }>(
    `insert into reconciliation_run (local_day)
     select here.now::date from (select clock_timestamp() at time zone 'Asia/Ho_Chi_Minh' as now) here where extract(hour from here.now) >= 1
     on conflict (local_day) do update set begun_at = excluded.begun_at
       where reconciliation_run.ended_at is null and reconciliation_run.begun_at < clock_timestamp() - interval '1 hour'
     returning local_day as day`,
  );
  return claimed.rows[0]?.day ?? null;
}

export async function endNight(db: Queryable, day: string): Promise<void> {
  await db.query('update reconciliation_run set ended_at = clock_timestamp() where local_day = $1', [day]);
}
