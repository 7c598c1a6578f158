import type { Queryable } from '../database.ts';

/** The installation's name in every first link. Written once when the database is laid down, never changed. */
export async function logOrigin(db: Queryable): Promise<string> {
  const found = await db.query<{ log_origin: string }>('select log_origin from installation');
  const origin = found.rows[0]?.log_origin;
  if (origin === undefined) throw new Error('The installation has no log origin: run the migrations');
  return origin;
}
