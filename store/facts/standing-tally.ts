import type { Queryable } from '../database.ts';

/**
 * Stream of the session whose confirmed result holds a tally of this case and is on its way to it; null where there is
 * none. The session's row stays locked until the transaction ends, so a confirmation comes wholly before or after.
 */
export async function standingTally(db: Queryable, org: string, proposal: string): Promise<string | null> {
  // What is asked of the row stands in the select list: there it is read again after waiting for the lock.
  const found = await db.query<{ session: string; stands: boolean }>(
    `select b.stream as session, b.phase in ('closed', 'correcting') and exists (
       select from jsonb_array_elements(b.state -> 'entered' -> 'lines') as line where line ->> 'proposal' = $2 and line ? 'tally') as stands
     from listing l join list_board b on b.org_id = l.org_id and b.stream = l.list
     where l.org_id = $1 and l.proposal = $2::uuid and l.kind = 'session' and l.status <> 'void' for share of b`,
    [org, proposal],
  );
  return found.rows.find(({ stands }) => stands)?.session ?? null;
}
