import type { CorrectionFact } from '../../domain/session/corrected-result.ts';
import type { Queryable } from '../database.ts';

/**
 * Where the case of a corrected line stands by the board. No row is locked: a case that has moved on meanwhile puts the
 * correction back itself.
 */
export async function correctionFact(
  db: Queryable,
  org: string,
  session: string,
  proposal: string,
): Promise<CorrectionFact> {
  const found = await db.query<CorrectionFact>(
    `select max(list) filter (where kind = 'session' and list <> $3) as "votedIn",
            max(list) filter (where kind <> 'session' and status <> 'void') as "listedOn"
     from listing where org_id = $1 and proposal = $2`,
    [org, proposal, session],
  );
  return found.rows[0] ?? { votedIn: null, listedOn: null };
}
