import type { ProposalEvent } from '../../domain/proposal/events.ts';
import { isReaching, REACHING, type Reached, reachedAfter, reachedOn } from '../../domain/proposal/reached-on.ts';
import { SAYING_THE_DAY } from '../../domain/session/session-day.ts';
import { recordedIn } from '../../domain/stream.ts';
import type { Queryable } from '../database.ts';

/**
 * By proposal, the day from which it may have been before its council. Asked of the ledger and not of the board, since
 * only the agenda of a session asks.
 */
export async function daysReached(
  db: Queryable,
  org: string,
  proposals: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const cases = await casesReached(db, org, proposals);
  const days = await daysHeld(
    db,
    org,
    cases.flatMap(([, { sessions }]) => sessions),
  );
  return new Map(
    cases.map(([proposal, reached]) => [proposal, reachedOn(reached, (session) => days.get(session) ?? null)]),
  );
}

async function casesReached(
  db: Queryable,
  org: string,
  proposals: readonly string[],
): Promise<(readonly [string, Reached])[]> {
  const found = await reachingTexts(db, org, proposals, REACHING);
  return found.flatMap(({ proposal, texts }) => {
    const reached = reachedIn(texts);
    return reached === null ? [] : [[proposal, reached] as const];
  });
}

/**
 * By proposal, all events of the commands that had an event of one of these kinds. Whole commands are read, since the
 * parts that a list may stand in are events of the same one.
 */
export async function reachingTexts(
  db: Queryable,
  org: string,
  proposals: readonly string[],
  kinds: readonly string[],
): Promise<{ proposal: string; texts: string[] }[]> {
  const found = await db.query<{ proposal: string; texts: string[] }>(
    `select id as proposal, e.texts from unnest($2::uuid[]) as id
     cross join lateral (select array_agg(e.text order by e.seq) as texts from event e
       where e.org_id = $1 and e.stream = 'proposal/' || id and e.command_id in
         (select f.command_id from event f where f.org_id = $1 and f.stream = 'proposal/' || id and f.kind = any($3))) e
     where e.texts is not null`,
    [org, [...proposals], [...kinds]],
  );
  return found.rows;
}

function reachedIn(texts: readonly string[]): Reached | null {
  return recordedIn<ProposalEvent>(texts).filter(isReaching).reduce<Reached | null>(reachedAfter, null);
}

/** By session, its day as it stands. */
export async function daysHeld(
  db: Queryable,
  org: string,
  sessions: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  if (sessions.length === 0) return new Map();
  const found = await db.query<{ stream: string; held: string }>(
    `select distinct on (stream) stream, text::jsonb #>> '{body,heldOn}' as held from event
     where org_id = $1 and stream = any($2) and kind = any($3) order by stream, seq desc`,
    [org, [...new Set(sessions)], SAYING_THE_DAY],
  );
  return new Map(found.rows.map(({ stream, held }) => [stream, held]));
}
