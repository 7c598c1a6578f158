import type { LocalDate } from '../../domain/calendar/local-date.ts';
import { streamName } from '../../domain/stream.ts';
import type { Queryable } from '../database.ts';

/** The first day on which one of these awards was handed out, or corrected or undone by another paper. */
export async function followedOn(
  db: Queryable,
  org: string,
  lines: readonly { proposal: string }[],
): Promise<LocalDate | null> {
  const found = await db.query<{ first: LocalDate | null }>(
    `select min(text::jsonb #>> '{body,on}') as first from event
     where org_id = $1 and stream = any($2) and kind in ('ConferralRecorded', 'AwardCorrected', 'AwardRevoked')`,
    [org, lines.map(({ proposal }) => streamName('proposal', proposal))],
  );
  return found.rows[0]?.first ?? null;
}
