import type { Queryable } from '../database.ts';

type Entry = { authority: string; register: string; year: number; number: string; decision: string };

/** Null when the number is ours; else the decision that bears it. The key decides between two that come at once. */
export async function takeNumber(
  db: Queryable,
  org: string,
  { authority, register, year, number, decision }: Entry,
): Promise<string | null> {
  const key = [org, authority, register, year, number];
  const taken = await db.query(
    `insert into register_number (org_id, authority, register, local_year, number, decision) values ($1, $2, $3, $4, $5, $6)
     on conflict do nothing returning decision`,
    [...key, decision],
  );
  if (taken.rows.length > 0) return null;
  const holder = await db.query<{ decision: string }>(
    'select decision from register_number where org_id = $1 and authority = $2 and register = $3 and local_year = $4 and number = $5',
    key,
  );
  return holder.rows[0]?.decision ?? decision;
}
