import type { PublishedPlan } from '../../domain/award-year/year.ts';
import type { Plan } from '../../domain/plan/plan.ts';
import type { PinnedRound } from '../../domain/proposal/round.ts';
import type { Queryable } from '../database.ts';

export type PlanVersion = {
  plan: string;
  version: number;
  hash: string;
  yaml: string;
  content: Plan;
  published: PublishedPlan;
  rounds: PinnedRound[];
};

export async function lastVersion(db: Queryable, org: string, plan: string): Promise<number> {
  const found = await db.query<{ last: number | null }>(
    'select max(version) as last from plan_version where org_id = $1 and plan = $2',
    [org, plan],
  );
  return found.rows[0]?.last ?? 0;
}

/** False when this version is there already: the key decides between two uploads at once. */
export async function addPlanVersion(db: Queryable, org: string, row: PlanVersion): Promise<boolean> {
  const added = await db.query(
    `insert into plan_version (org_id, plan, version, hash, yaml, content, published, rounds) values ($1, $2, $3, $4, $5, $6, $7, $8)
     on conflict do nothing returning version`,
    [
      org,
      row.plan,
      row.version,
      row.hash,
      row.yaml,
      JSON.stringify(row.content),
      JSON.stringify(row.published),
      JSON.stringify(row.rounds),
    ],
  );
  return added.rows.length > 0;
}

/** The last version when none is named. */
export async function planVersion(
  db: Queryable,
  org: string,
  plan: string,
  version: number | null,
): Promise<PlanVersion | null> {
  const found = await db.query<PlanVersion>(
    `select plan, version, hash, yaml, content, published, rounds from plan_version
     where org_id = $1 and plan = $2 and ($3::int is null or version = $3) order by version desc limit 1`,
    [org, plan, version],
  );
  return found.rows[0] ?? null;
}

/** The hash of the text by which a year of the organisation lives, or has lived, by the word of its ledger. */
export async function publishedHash(db: Queryable, org: string, plan: string, version: number): Promise<string | null> {
  const found = await db.query<{ hash: string }>(
    `select told.body ->> 'hash' as hash
     from year_board y join event e on e.org_id = y.org_id and e.stream = y.stream, lateral (select e.text::jsonb -> 'body' as body) as told
     where y.org_id = $1 and y.plan = $2 and e.kind in ('PlanPublished', 'PlanAmended')
       and told.body ->> 'plan' = $2 and (told.body ->> 'version')::int = $3`,
    [org, plan, version],
  );
  return found.rows[0]?.hash ?? null;
}

export type PlanInList = {
  plan: string;
  version: number;
  title: string;
  year: number;
  demo: boolean;
  historic: boolean;
  hash: string;
  uploadedAt: number;
  anomalies: number;
};

/** Every plan with its last version. */
export async function plansOf(db: Queryable, org: string): Promise<PlanInList[]> {
  const found = await db.query<PlanInList>(
    `select distinct on (plan) plan, version, content ->> 'title' as title, (content ->> 'year')::int as year,
       (published ->> 'demo')::boolean as demo,
       exists (select from historic_organisation h where h.org_id = plan_version.org_id) as historic, hash, (extract(epoch from uploaded_at) * 1000)::bigint as "uploadedAt",
       jsonb_array_length(content -> 'anomalies') as anomalies
     from plan_version where org_id = $1 order by plan, version desc`,
    [org],
  );
  return found.rows;
}

/** The versions that the organisation's years have published. */
export async function plansInForce(db: Queryable, org: string): Promise<PlanVersion[]> {
  const found = await db.query<PlanVersion>(
    `select v.plan, v.version, v.hash, v.yaml, v.content, v.published, v.rounds
     from year_board y join plan_version v on v.org_id = y.org_id and v.plan = y.plan and v.version = y.plan_version
     where y.org_id = $1 order by v.plan`,
    [org],
  );
  return found.rows;
}
