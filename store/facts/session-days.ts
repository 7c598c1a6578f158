import { dateOf, type LocalDate } from '../../domain/calendar/local-date.ts';
import type { ProposalEvent } from '../../domain/proposal/events.ts';
import { REACHING, reachedFor, reachedOn } from '../../domain/proposal/reached-on.ts';
import type { DayBounds } from '../../domain/session/session-day.ts';
import { recordedIn } from '../../domain/stream.ts';
import type { Queryable } from '../database.ts';
import { daysHeld, reachingTexts } from './reached-on.ts';

/**
 * Between what days each of its cases leaves a session. Their ties to sessions are locked, so that none is called for one
 * of them by the day as it was.
 */
export async function dayBounds(
  db: Queryable,
  org: string,
  session: string,
  proposals: readonly string[],
): Promise<DayBounds[]> {
  const holders = await lockedHolders(db, org, proposals);
  const found = await reachingTexts(db, org, proposals, [...REACHING, 'PlacedOnAgenda']);
  const cases = found.flatMap(({ proposal, texts }) => {
    const { reached, isPlaced, since } = reachedFor(session, recordedIn<ProposalEvent>(texts));
    const holder = holders.get(proposal);
    // One that left before it heard of this session was never before it.
    if (!isPlaced && holder !== session) return [];
    // Called for the next one, it may not have heard of that yet.
    return [{ proposal, reached, next: holder === undefined || holder === session ? since : [...since, holder] }];
  });
  const asked = cases.flatMap(({ reached, next }) => [...(reached?.sessions ?? []), ...next]);
  const days = await daysHeld(db, org, asked);
  const dayOf = (other: string) => days.get(other) ?? null;
  return cases.map(({ proposal, reached, next }) => ({
    proposal,
    reachedOn: reached === null ? null : reachedOn(reached, dayOf),
    nextHeldOn: earliest(next.map(dayOf)),
  }));
}

async function lockedHolders(
  db: Queryable,
  org: string,
  proposals: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const found = await db.query<{ proposal: string; list: string }>(
    `select proposal::text, list from listing
     where org_id = $1 and kind = 'session' and status <> 'void' and proposal = any($2::uuid[]) order by proposal for update`,
    [org, [...proposals]],
  );
  return new Map(found.rows.map(({ proposal, list }) => [proposal, list]));
}

function earliest(days: readonly (string | null)[]): string | null {
  return days.filter((day) => day !== null).toSorted()[0] ?? null;
}

/** The day on which the entry that stands was made. */
export async function enteredOn(
  db: Queryable,
  org: string,
  session: string,
  entry: number | null,
): Promise<LocalDate | null> {
  if (entry === null) return null;
  const found = await db.query<{ at: number }>(
    `select (text::jsonb ->> 'receivedAt')::bigint as at from event where org_id = $1 and stream = $2 and seq = $3`,
    [org, session, entry],
  );
  const at = found.rows[0]?.at;
  return at === undefined ? null : dateOf(at);
}
