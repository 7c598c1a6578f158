import type { ProposalEvent } from '../../domain/proposal/events.ts';
import { kindOf, recordedIn } from '../../domain/stream.ts';
import type { Queryable } from '../database.ts';
import { counterEntry, isCounter } from '../facts/counter-decision.ts';
import { bearerOf, type RegisterEntry, takeNumber } from '../facts/register-number.ts';
import type { StreamPlace } from './stream-rows.ts';

/** `bearer`: another paper that has the number; null where none has. */
export type MissingNumber = RegisterEntry & { bearer: string | null };

/**
 * Numbers that the case's counter-decisions bear and that their register does not show. Their rows belong to the paper and
 * to no stream, since one paper may undo several awards: so they are added, and never put in the place of others.
 */
export async function counterNumbersMissing(db: Queryable, { org, stream }: StreamPlace): Promise<MissingNumber[]> {
  if (kindOf(stream) !== 'proposal') return [];
  const found = await db.query<{ text: string }>(
    `select text from event where org_id = $1 and stream = $2 and command_id in (
       select command_id from event where org_id = $1 and stream = $2 and kind in ('AwardCorrected', 'AwardRevoked')) order by seq`,
    [org, stream],
  );
  const missing: MissingNumber[] = [];
  for (const event of recordedIn<ProposalEvent>(found.rows.map(({ text }) => text))) {
    const entry = isCounter(event) ? counterEntry(event.body) : null;
    if (entry === null) continue;
    const bearer = await bearerOf(db, org, entry);
    if (bearer !== entry.paper) missing.push({ ...entry, bearer });
  }
  return missing;
}

export async function putCounterNumbers(db: Queryable, org: string, missing: readonly MissingNumber[]): Promise<void> {
  for (const entry of missing) await takeNumber(db, org, entry);
}
