import type { Queryable } from '../database.ts';
import type { Sight } from './sight.ts';

export type NoticeRow = {
  /** The event that was told: of the case itself, or of the list that decided it. */
  kind: string;
  stream: string;
  seq: number;
  person: string;
  name: string;
  role: string;
  status: 'waiting' | 'sent' | 'failed' | 'dropped';
  lastError: string | null;
  queuedAt: number;
  sentAt: number | null;
};

/** Who was told of a case's outcome, and whether the mail has gone out. People of another unit are another case's. */
export async function noticesOf(db: Queryable, { org, unit }: Sight, id: string): Promise<NoticeRow[]> {
  const found = await db.query<NoticeRow>(
    `select e.kind, n.stream, n.seq, n.person, r.name, r.role, d.status, d.last_error as "lastError",
       (extract(epoch from d.queued_at) * 1000)::bigint as "queuedAt",
       case when d.status = 'sent' then (extract(epoch from d.settled_at) * 1000)::bigint end as "sentAt"
     from proposal_board p join notice n on n.org_id = p.org_id and (n.stream = 'proposal/' || p.id or n.stream in
         (select l.list from listing l where l.org_id = p.org_id and l.proposal = p.id and l.status <> 'void'))
       join event e on e.org_id = n.org_id and e.stream = n.stream and e.seq = n.seq
       join delivery d on d.org_id = n.org_id and d.id = n.delivery join person r on r.org_id = n.org_id and r.id = n.person
     where p.org_id = $1 and p.id = $2 and (r.unit is null or r.unit = p.unit) and ($3::text is null or r.unit = $3)
     order by n.stream, n.seq, n.person`,
    [org, id, unit],
  );
  return found.rows;
}
