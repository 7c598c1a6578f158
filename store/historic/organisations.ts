import type { Queryable } from '../database.ts';

/** Of a table's `org_id`: what is of a past year is waited for by nobody, and held by no workflow. */
export const NOT_HISTORIC = 'org_id not in (select org_id from historic_organisation)';

/** The mark of an organisation that is the record of a past year: played with this seed, imported then (epoch ms). */
export type Historic = { seed: number; importedAt: number };

export async function historicOf(db: Queryable, org: string): Promise<Historic | null> {
  const found = await db.query<Historic>(
    `select seed, (extract(epoch from imported_at) * 1000)::bigint as "importedAt" from historic_organisation where org_id = $1`,
    [org],
  );
  return found.rows[0] ?? null;
}

export type HistoricMark = { plan: string; seed: number; logOrigin: string };

export async function markHistoric(db: Queryable, org: string, { plan, seed, logOrigin }: HistoricMark): Promise<void> {
  await db.query('insert into historic_organisation (org_id, plan, seed, log_origin) values ($1, $2, $3, $4)', [
    org,
    plan,
    seed,
    logOrigin,
  ]);
}
