import type { NamedDeputy } from '../../domain/office/deputies.ts';
import type { DoneBy } from '../../domain/office/lost-namings.ts';
import type { Queryable } from '../database.ts';

/** What a person did for another in a role and a recovery brought back, in the order of its receipt. */
export async function broughtBack(
  db: Queryable,
  org: string,
  { role, principal, deputy }: NamedDeputy,
): Promise<DoneBy[]> {
  const found = await db.query<DoneBy>(
    // `<> 'outbox'` is what the index of acts for others asks for, beside the role itself.
    `select c.received_at as "receivedAt",
       (select (e.text::jsonb #>> '{facts,acting,deputyship}')::int from event e
        where e.org_id = c.org_id and e.command_id = c.id and e.text::jsonb #> '{facts,acting}' is not null limit 1) as deputyship
     from command c
     where c.acting_for = $2 and c.role <> 'outbox' and c.actor_org = $1 and c.actor = $3 and c.role = $4 and c.recovered
     order by c.received_at`,
    [org, principal, deputy, role],
  );
  return found.rows;
}
