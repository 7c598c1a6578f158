import type { Queryable } from '../database.ts';

/** Who has entered a score of the case, by their roles; those may correct it. */
export async function scoringRoles(db: Queryable, org: string, id: string): Promise<string[]> {
  const found = await db.query<{ role: string }>(
    `select distinct text::jsonb ->> 'role' as role from event where org_id = $1 and stream = 'proposal/' || $2 and kind = 'ScoreEntered'`,
    [org, id],
  );
  return found.rows.map(({ role }) => role);
}
