import type { Queryable } from '../database.ts';

/** The installation's name in every first link. Written once when the database is laid down, never changed. */
export async function logOrigin(db: Queryable): Promise<string> {
  const found = await db.query<{ log_origin: string }>('select log_origin from installation');
  const origin = found.rows[0]?.log_origin;
  if (origin === undefined) throw new Error('The installation has no log origin: run the migrations');
  return origin;
}

/** The origin of each organisation's chains: this installation's, but for a record that was made elsewhere. */
export type LogOrigins = { own: string; elsewhere: ReadonlyMap<string, string> };

export async function logOrigins(db: Queryable): Promise<LogOrigins> {
  const own = await logOrigin(db);
  const found = await db.query<{ org: string; origin: string }>(
    'select org_id as org, log_origin as origin from historic_organisation',
  );
  return { own, elsewhere: new Map(found.rows.map(({ org, origin }) => [org, origin])) };
}

export function originOf({ own, elsewhere }: LogOrigins, org: string): string {
  return elsewhere.get(org) ?? own;
}
