import type { Envelope } from '../../domain/ledger/envelope.ts';
import type { Queryable } from '../database.ts';
import { eventHash, firstLink } from '../hash.ts';
import { readStream } from '../ledger/read-stream.ts';
import type { StreamPlace } from '../rebuild/stream-rows.ts';

/** `fault`: where the stream is no chain that ends at its head; null where it is one. */
export type ChainLook = { events: number; fault: string | null; over: boolean };

/** Each event's hash and its link to the one before, from the first to the head. In one view of the data. */
export async function lookAtChain(db: Queryable, origin: string, { org, stream }: StreamPlace): Promise<ChainLook> {
  const heads = await db.query<{ seq: number; hash: string; over: boolean }>(
    'select seq, hash, over from head where org_id = $1 and stream = $2',
    [org, stream],
  );
  const stored = await readStream(db, org, stream, 0);
  const [head] = heads.rows;
  let prev = firstLink(origin, org, stream);
  for (const [index, { seq, hash, text }] of stored.entries()) {
    // Every text in the ledger is an envelope; one that is none has no link.
    const linked = (JSON.parse(text) as Envelope).prev === prev && eventHash(text) === hash && seq === index + 1;
    if (!linked) return { events: stored.length, fault: `the chain breaks at event ${seq}`, over: head?.over ?? true };
    prev = hash;
  }
  const ends = head !== undefined && head.seq === stored.length && head.hash === prev;
  return { events: stored.length, fault: ends ? null : 'the head is not the last event', over: head?.over ?? true };
}
