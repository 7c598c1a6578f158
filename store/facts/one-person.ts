import type { Queryable } from '../database.ts';

/** One person is the unit's clerk and head, as the plan in force says. */
export async function isOnePerson(db: Queryable, org: string, plan: string, unit: string): Promise<boolean> {
  const found = await db.query<{ one: boolean }>(
    `select coalesce((u ->> 'onePerson')::boolean, false) as one
     from year_board y join plan_version v on v.org_id = y.org_id and v.plan = y.plan and v.version = y.plan_version,
          jsonb_array_elements(v.content -> 'units') as u
     where y.org_id = $1 and y.plan = $2 and u ->> 'key' = $3`,
    [org, plan, unit],
  );
  return found.rows[0]?.one ?? false;
}
