import type { ProposalFacts } from '../../domain/proposal/facts.ts';
import type { Queryable } from '../database.ts';

/** A unit as the plan in force has it, or has not. */
export async function homeFact(
  db: Queryable,
  org: string,
  plan: string,
  unit: string,
): Promise<NonNullable<ProposalFacts['home']>> {
  const found = await db.query<{ one: boolean }>(
    `select coalesce((u ->> 'onePerson')::boolean, false) as one
     from year_board y join plan_version v on v.org_id = y.org_id and v.plan = y.plan and v.version = y.plan_version,
          jsonb_array_elements(v.content -> 'units') as u
     where y.org_id = $1 and y.plan = $2 and u ->> 'key' = $3`,
    [org, plan, unit],
  );
  const [home] = found.rows;
  return { known: home !== undefined, onePerson: home?.one ?? false };
}

/** The cluster that the plan in force puts a unit in; null for none. */
export async function plannedCluster(db: Queryable, org: string, plan: string, unit: string): Promise<string | null> {
  const found = await db.query<{ cluster: string | null }>(
    `select u ->> 'cluster' as cluster
     from year_board y join plan_version v on v.org_id = y.org_id and v.plan = y.plan and v.version = y.plan_version,
          jsonb_array_elements(v.content -> 'units') as u
     where y.org_id = $1 and y.plan = $2 and u ->> 'key' = $3`,
    [org, plan, unit],
  );
  return found.rows[0]?.cluster ?? null;
}
