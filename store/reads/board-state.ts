import type { ProposalStateName } from '../../domain/proposal/states.ts';
import type { Queryable } from '../database.ts';
import { inSight, parameters, type Sight } from './sight.ts';

/** Where a case stands; null while it is only a draft. */
export async function boardState(db: Queryable, org: string, id: string): Promise<ProposalStateName | null> {
  const found = await db.query<{ state: ProposalStateName }>(
    'select state from proposal_board where org_id = $1 and id = $2',
    [org, id],
  );
  return found.rows[0]?.state ?? null;
}

/** The same of a draft: nobody begins what they cannot see. */
export async function isDraftInSight(db: Queryable, sight: Sight, id: string): Promise<boolean> {
  const given = parameters(sight.org, id);
  const found = await db.query(
    `select 1 from draft d where d.org_id = $1 and d.id = $2 and ${inSight(sight, 'd', given, 'null')}`,
    given.values,
  );
  return found.rows.length > 0;
}

/** Whether a subject is one that the case's own unit proposes. */
export async function isOfSameUnit(db: Queryable, org: string, id: string, subject: string): Promise<boolean> {
  const found = await db.query(
    `select 1 from proposal_board p join subject s on s.org_id = p.org_id and s.unit = p.unit
     where p.org_id = $1 and p.id = $2 and s.id = $3`,
    [org, id, subject],
  );
  return found.rows.length > 0;
}

/** Whether a case is one that the reader may see, and so act upon. */
export async function isInSight(db: Queryable, sight: Sight, id: string): Promise<boolean> {
  const given = parameters(sight.org, id);
  const found = await db.query(
    `select 1 from proposal_board p where p.org_id = $1 and p.id = $2 and ${inSight(sight, 'p', given)}`,
    given.values,
  );
  return found.rows.length > 0;
}
