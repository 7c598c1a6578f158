import type { Envelope } from '../../domain/ledger/envelope.ts';
import type { Hashing } from '../../domain/recovery/told-stream.ts';
import type { Queryable } from '../database.ts';
import { canonicalEvent, eventHash, firstLink } from '../hash.ts';
import { NOT_HISTORIC } from '../historic/organisations.ts';

/** The hashes of a stream's events, seq 1 first. */
export async function ledgerHashes(db: Queryable, org: string, stream: string): Promise<string[]> {
  const found = await db.query<{ hash: string }>(
    'select hash from event where org_id = $1 and stream = $2 order by seq',
    [org, stream],
  );
  return found.rows.map(({ hash }) => hash);
}

/** How events are linked in the ledger of this installation. */
export function hashingOf(logOrigin: string): Hashing {
  return {
    canonical: canonicalOrNull,
    hash: eventHash,
    firstLink: (org, stream) => firstLink(logOrigin, org, stream),
  };
}

function canonicalOrNull(envelope: Envelope): string | null {
  try {
    return canonicalEvent(envelope);
  } catch {
    return null;
  }
}

/** Streams of the ledger that have workflows, whether open or over. */
export async function workflowStreams(
  db: Queryable,
  kinds: readonly string[],
): Promise<{ org: string; stream: string }[]> {
  const found = await db.query<{ org: string; stream: string }>(
    `select org_id as org, stream from head where kind = any($1) and ${NOT_HISTORIC} order by 1, 2`,
    [[...kinds]],
  );
  return found.rows;
}

/** Of these places, those that no event of any organisation has: what a carried act says of its cause names no organisation. */
export async function placesLost(
  db: Queryable,
  places: readonly { stream: string; seq: number }[],
): Promise<{ stream: string; seq: number }[]> {
  const found = await db.query<{ stream: string; seq: number }>(
    `select distinct p.stream, p.seq from jsonb_to_recordset($1) as p(stream text, seq int)
     where not exists (select from organisation o join event e on e.org_id = o.id and e.stream = p.stream and e.seq = p.seq)
     order by 1, 2`,
    [JSON.stringify(places)],
  );
  return found.rows;
}
