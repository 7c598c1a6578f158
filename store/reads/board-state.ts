import type { ProposalStateName } from '../../domain/proposal/states.ts';
import type { Queryable } from '../database.ts';

/** Where a case stands; null while it is only a draft. */
export async function boardState(db: Queryable, org: string, id: string): Promise<ProposalStateName | null> {
  const found = await db.query<{ state: ProposalStateName }>(
    'select state from proposal_board where org_id = $1 and id = $2',
    [org, id],
  );
  return found.rows[0]?.state ?? null;
}
