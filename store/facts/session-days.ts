import { dateOf, type LocalDate } from '../../domain/calendar/local-date.ts';
import type { ProposalEvent } from '../../domain/proposal/events.ts';
import { REACHING, reachedFor, reachedOn } from '../../domain/proposal/reached-on.ts';
import type { DayBounds } from '../../domain/session/session-day.ts';
import { recordedIn } from '../../domain/stream.ts';
import type { Queryable } from '../database.ts';
import { daysHeld, reachingTexts } from './reached-on.ts';

/**
 * Between what days each of its cases leaves a session. Their ties to sessions are locked, so that none is called for one
 * of them by the day as it was; and before them the session's own row, which a withdrawal locks before the tie too.
 */
export async function dayBounds(
  db: Queryable,
  org: string,
  session: string,
  proposals: readonly string[],
): Promise<DayBounds[]> {
  await db.query('select from list_board where org_id = $1 and stream = $2 for update', [org, session]);
  const holders = await lockedHolders(db, org, proposals);
  const found = await reachingTexts(db, org, proposals, [...REACHING, 'PlacedOnAgenda']);
  const cases = found.flatMap(({ proposal, texts }) => {
    const { isPlaced, since, ...reaching } = reachedFor(session, recordedIn<ProposalEvent>(texts));
    const holder = holders.get(proposal);
    // One that left before it heard of this session was never before it.
    if (!isPlaced && holder !== session) return [];
    // Called for the next one, it may not have heard of that yet.
    return [{ proposal, ...reaching, next: holder === undefined || holder === session ? since : [...since, holder] }];
  });
  const asked = cases.flatMap(({ reached, next }) => [...(reached?.sessions ?? []), ...next]);
  const days = await daysHeld(db, org, asked);
  const dayOf = (other: string) => days.get(other) ?? null;
  return cases.map(({ proposal, reached, next, complainedOn }) => ({
    proposal,
    reachedOn: reached === null ? null : reachedOn(reached, dayOf),
    nextOn: earliest([...next.map(dayOf), ...complainedOn]),
  }));
}

/** By proposal, the session that holds it; all ties are locked, also those that a session has let go. */
async function lockedHolders(
  db: Queryable,
  org: string,
  proposals: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const found = await db.query<{ proposal: string; list: string; status: string }>(
    `select proposal::text, list, status from listing
     where org_id = $1 and kind = 'session' and proposal = any($2::uuid[]) order by proposal for update`,
    [org, [...proposals]],
  );
  return new Map(found.rows.flatMap(({ proposal, list, status }) => (status === 'void' ? [] : [[proposal, list]])));
}

function earliest(days: readonly (string | null)[]): string | null {
  return days.filter((day) => day !== null).toSorted()[0] ?? null;
}

/** The day on which a result of the session was first entered. */
export async function firstEnteredOn(db: Queryable, org: string, session: string): Promise<LocalDate | null> {
  const found = await db.query<{ at: number | null }>(
    `select min((text::jsonb ->> 'receivedAt')::bigint) as at from event
     where org_id = $1 and stream = $2 and kind = 'ResultEntered'`,
    [org, session],
  );
  const at = found.rows[0]?.at ?? null;
  return at === null ? null : dateOf(at);
}
