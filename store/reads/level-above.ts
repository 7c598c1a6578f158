import type { Queryable } from '../database.ts';

/** The organisation above, where it runs an award year here; null where its answers come on paper. */
export async function runsAbove(db: Queryable, org: string): Promise<string | null> {
  const found = await db.query<{ above: string }>(
    `select o.above from organisation o where o.id = $1 and exists (select from year_board y where y.org_id = o.above)`,
    [org],
  );
  return found.rows[0]?.above ?? null;
}
