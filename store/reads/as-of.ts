import type { Clock } from '../clock.ts';
import type { Queryable } from '../database.ts';

/** Business time now: the clock's, or in real life the database's own. Epoch milliseconds. */
export async function asOfNow(db: Queryable, clock: Clock): Promise<number> {
  const given = clock.instant();
  if (given !== null) return given;
  const now = await db.query<{ now: number }>('select (extract(epoch from clock_timestamp()) * 1000)::bigint as now');
  const instant = now.rows[0]?.now;
  if (instant === undefined) throw new Error('The database tells no time');
  return instant;
}
