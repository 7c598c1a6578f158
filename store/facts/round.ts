import type { PublishedPlan } from '../../domain/award-year/year.ts';
import type { PinnedRound } from '../../domain/proposal/round.ts';
import type { Queryable } from '../database.ts';

/** A round as the plan in force says it: the version that the year has published, not merely uploaded. */
export async function roundInForce(
  db: Queryable,
  org: string,
  plan: string,
  round: string,
): Promise<PinnedRound | null> {
  const found = await db.query<{ rounds: PinnedRound[] }>(
    `select v.rounds from year_board y join plan_version v on v.org_id = y.org_id and v.plan = y.plan and v.version = y.plan_version
     where y.org_id = $1 and y.plan = $2`,
    [org, plan],
  );
  return found.rows[0]?.rounds.find(({ key }) => key === round) ?? null;
}

/**
 * The same for a case that begins: the year's row stays locked until the case is on the board, so that an amendment
 * either is seen here or finds the case among the open ones.
 */
export async function roundForOpening(
  db: Queryable,
  org: string,
  plan: string,
  round: string,
): Promise<PinnedRound | null> {
  await db.query('select 1 from year_board where org_id = $1 and plan = $2 for share', [org, plan]);
  return roundInForce(db, org, plan, round);
}

/**
 * Rounds with cases or drafts that a version of the plan no longer has. The year's row is locked against cases that
 * begin meanwhile.
 */
export async function roundsLeftOut(db: Queryable, org: string, plan: string, version: number): Promise<string[]> {
  await db.query('select 1 from year_board where org_id = $1 and plan = $2 for update', [org, plan]);
  const found = await db.query<{ round: string }>(
    `select round from (select round from proposal_board where org_id = $1 and plan = $2
                        union select round from draft where org_id = $1 and plan = $2) as used
     where round not in (select jsonb_array_elements(rounds) ->> 'key' from plan_version where org_id = $1 and plan = $2 and version = $3)
     order by round`,
    [org, plan, version],
  );
  return found.rows.map(({ round }) => round);
}

export async function publishedPlan(
  db: Queryable,
  org: string,
  plan: string,
  version: number,
): Promise<PublishedPlan | null> {
  const found = await db.query<{ published: PublishedPlan }>(
    'select published from plan_version where org_id = $1 and plan = $2 and version = $3',
    [org, plan, version],
  );
  return found.rows[0]?.published ?? null;
}
