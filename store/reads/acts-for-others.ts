import type { CommandOutcome, Refusal } from '../../domain/refusal.ts';
import type { Queryable } from '../database.ts';

export type ActForAnother = {
  command: string;
  stream: string;
  kind: string;
  actor: string;
  actorName: string | null;
  role: string;
  actingFor: string;
  actingForName: string | null;
  receivedAt: number;
  status: 'waiting' | 'done' | 'refused';
  /** The naming that it was done by. */
  deputyship: number | null;
  refusal: Refusal | null;
};

type Row = Omit<ActForAnother, 'status' | 'refusal'> & { outcome: CommandOutcome | null };

/** What was done, or tried, for another; what an outbox carried on from it is the same act. */
export async function actsForOthers(db: Queryable, org: string, limit: number): Promise<ActForAnother[]> {
  const found = await db.query<Row>(
    `select c.id as command, c.stream, c.kind, c.actor, d.name as "actorName", c.role, c.acting_for as "actingFor", h.name as "actingForName",
       c.received_at as "receivedAt", c.outcome,
       (select (e.text::jsonb #>> '{facts,acting,deputyship}')::int from event e
        where e.org_id = c.org_id and e.command_id = c.id and e.text::jsonb #> '{facts,acting}' is not null limit 1) as deputyship
     from command c left join person d on d.org_id = c.org_id and d.id = c.actor left join person h on h.org_id = c.org_id and h.id = c.acting_for
     where c.org_id = $1 and c.acting_for is not null and c.role <> 'outbox' order by c.received_at desc, c.id limit $2`,
    [org, limit],
  );
  return found.rows.map(({ outcome, ...row }) => ({ ...row, ...ended(outcome) }));
}

function ended(outcome: CommandOutcome | null): Pick<ActForAnother, 'status' | 'refusal'> {
  if (outcome === null) return { status: 'waiting', refusal: null };
  return outcome.ok ? { status: 'done', refusal: null } : { status: 'refused', refusal: outcome.refusal };
}
