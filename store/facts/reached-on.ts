import type { ProposalEvent } from '../../domain/proposal/events.ts';
import { reachedOn } from '../../domain/proposal/reached-on.ts';
import { type Recorded, recordedIn } from '../../domain/stream.ts';
import type { Queryable } from '../database.ts';

/**
 * By proposal, the day from which it may have been before its council. Asked of the ledger and not of the board, since
 * only the agenda of a session asks. An opening is read with the parts that its lists may stand in.
 */
export async function daysReached(
  db: Queryable,
  org: string,
  proposals: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const found = await db.query<{ proposal: string; opening: string[]; received: string | null }>(
    `select id as proposal, o.texts as opening, r.text as received from unnest($2::uuid[]) as id
     cross join lateral (select array_agg(e.text order by e.seq) as texts from event e
       where e.org_id = $1 and e.stream = 'proposal/' || id and e.command_id =
         (select f.command_id from event f where f.org_id = $1 and f.stream = 'proposal/' || id and f.seq = 1)) o
     left join lateral (select e.text from event e
       where e.org_id = $1 and e.stream = 'proposal/' || id and e.kind = 'Received' order by e.seq desc limit 1) r on true
     where o.texts is not null`,
    [org, [...proposals]],
  );
  return new Map(found.rows.flatMap(({ proposal, opening, received }) => dayOf(proposal, opening, received)));
}

function dayOf(proposal: string, opening: readonly string[], received: string | null): [string, string][] {
  const [first] = recordedIn<ProposalEvent>(opening);
  return first === undefined ? [] : [[proposal, reachedOn(first, received === null ? null : alone(received))]];
}

/** An event without lists, which no parts stand before. */
function alone(text: string): Recorded<ProposalEvent> | null {
  return recordedIn<ProposalEvent>([text])[0] ?? null;
}
