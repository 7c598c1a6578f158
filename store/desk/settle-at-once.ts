import type { Queryable } from '../database.ts';

/** For an act of the desk, which no stream decides: it ends with the transaction that does it. */
export async function settleAtOnce(db: Queryable, org: string, command: string): Promise<void> {
  const outcome = { ok: true, seq: 0, events: [] };
  await db.query('update command set outcome = $3, settled_at = clock_timestamp() where org_id = $1 and id = $2', [
    org,
    command,
    JSON.stringify(outcome),
  ]);
}
