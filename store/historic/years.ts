import type { LocalDate } from '../../domain/calendar/local-date.ts';
import type { HistoricStatus } from '../../domain/historic-org.ts';
import type { Queryable } from '../database.ts';

export type HistoricYearShown = {
  plan: string;
  title: string;
  year: number;
  organisation: string;
  status: HistoricStatus;
  playedUntil: LocalDate | null;
  seed: number | null;
  importedAt: number | null;
};

/** Done is what is there, whatever was noted on the way. */
export async function historicYears(db: Queryable): Promise<HistoricYearShown[]> {
  const found = await db.query<HistoricYearShown>(
    `select y.plan, y.title, y.year, y.org_id as organisation, case when h.org_id is null then y.status else 'done' end as status,
       y.played_until as "playedUntil", h.seed, (extract(epoch from h.imported_at) * 1000)::bigint as "importedAt"
     from historic_year y left join historic_organisation h on h.org_id = y.org_id order by y.place`,
  );
  return found.rows;
}

export type ExpectedYear = { plan: string; title: string; year: number; organisation: string };

/** A start expects these, in this order: what an earlier one had begun and not ended waits again. */
export async function expectHistoricYears(db: Queryable, years: readonly ExpectedYear[]): Promise<void> {
  await db.query(
    `insert into historic_year (plan, place, org_id, title, year, status)
     select y.plan, y.place, y.organisation, y.title, y.year,
       case when exists (select from historic_organisation h where h.org_id = y.organisation) then 'done' else 'waiting' end
     from jsonb_to_recordset($1) as y(plan text, place int, organisation text, title text, year int)
     on conflict (plan) do update set place = excluded.place, org_id = excluded.org_id, title = excluded.title, status = excluded.status,
       played_until = case when excluded.status = 'done' then historic_year.played_until end, changed_at = clock_timestamp()`,
    [JSON.stringify(years.map((year, place) => ({ ...year, place })))],
  );
}

export async function noteHistoricYear(
  db: Queryable,
  plan: string,
  status: HistoricStatus,
  playedUntil: LocalDate | null = null,
): Promise<void> {
  await db.query(
    'update historic_year set status = $2, played_until = coalesce($3, played_until), changed_at = clock_timestamp() where plan = $1',
    [plan, status, playedUntil],
  );
}
