import type { RegulationFact } from '../../domain/session/regulation.ts';
import type { Queryable } from '../database.ts';

/**
 * What each line of an agenda is judged by: the regulation in the plan of its own case, since one meeting may take the
 * cases of several plans. The version in force and not the one that a case has pinned: an amendment reaches the cases
 * one by one, and two lines of one plan must not be judged by two versions of it.
 */
export async function councilRegulations(
  db: Queryable,
  org: string,
  proposals: readonly string[],
): Promise<RegulationFact[]> {
  const found = await db.query<RegulationFact>(
    `select v.plan, v.version as "planVersion", v.content -> 'councilRegulation' as regulation, array_agg(p.id::text order by p.id) as proposals
     from proposal_board p join year_board y on y.org_id = p.org_id and y.plan = p.plan
       join plan_version v on v.org_id = y.org_id and v.plan = y.plan and v.version = y.plan_version
     where p.org_id = $1 and p.id = any($2::uuid[]) group by v.plan, v.version, v.content -> 'councilRegulation' order by v.plan`,
    [org, [...proposals]],
  );
  return found.rows;
}
