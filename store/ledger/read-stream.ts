import type { Queryable } from '../database.ts';
import type { Head } from './append.ts';

export type StoredEvent = { seq: number; hash: string; text: string };

/** A stream's events after `afterSeq`, oldest first, as the canonical texts that were hashed. */
export async function readStream(db: Queryable, org: string, stream: string, afterSeq: number): Promise<StoredEvent[]> {
  const found = await db.query<StoredEvent>(
    'select seq, hash, text from event where org_id = $1 and stream = $2 and seq > $3 order by seq',
    [org, stream, afterSeq],
  );
  return found.rows;
}

/** Locks the stream until the transaction ends; null when it has no event yet. */
export async function lockHead(db: Queryable, org: string, stream: string): Promise<Head | null> {
  const locked = await selectHead(db, org, stream);
  if (locked !== null) return locked;
  // A stream that has not begun has no row to lock; two first commands must still take turns.
  await db.query(`select pg_advisory_xact_lock(hashtextextended($1 || '/' || $2, 0))`, [org, stream]);
  return selectHead(db, org, stream);
}

async function selectHead(db: Queryable, org: string, stream: string): Promise<Head | null> {
  const found = await db.query<Head>('select seq, hash from head where org_id = $1 and stream = $2 for update', [
    org,
    stream,
  ]);
  return found.rows[0] ?? null;
}
