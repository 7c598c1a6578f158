import type { Queryable } from '../database.ts';
import type { CommandRow } from './command-row.ts';

/** Whether an earlier act of the same source stream is still on its way to the same stream. */
export async function overtakes(db: Queryable, { org, stream, cause }: CommandRow): Promise<boolean> {
  if (cause === null) return false;
  const found = await db.query(
    'select 1 from command where org_id = $1 and stream = $2 and cause_stream = $3 and cause_seq < $4 and settled_at is null limit 1',
    [org, stream, cause.stream, cause.seq],
  );
  return found.rows.length > 0;
}
