import type { Queryable } from '../database.ts';
import type { CommandRow } from './command-row.ts';

/**
 * Whether an earlier carried act is still on its way to the same stream, from whatever source: an answer from above
 * must not come before the sending up, though the two were caused by different streams.
 */
export async function overtakes(db: Queryable, { org, stream, id, cause }: CommandRow): Promise<boolean> {
  if (cause === null) return false;
  const found = await db.query(
    `select 1 from command earlier join command mine on mine.org_id = earlier.org_id and mine.stream = earlier.stream
     where mine.org_id = $1 and mine.id = $2 and earlier.stream = $3 and earlier.settled_at is null
       and earlier.cause_stream is not null and earlier.inserted_at < mine.inserted_at limit 1`,
    [org, id, stream],
  );
  return found.rows.length > 0;
}
