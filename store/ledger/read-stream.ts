import type { Queryable } from '../database.ts';
import { statement } from '../statement.ts';
import type { Head } from './append.ts';

const READ = statement('select seq, hash, text from event where org_id = $1 and stream = $2 and seq > $3 order by seq');
const LOCK = statement('select seq, hash from head where org_id = $1 and stream = $2 for update');

export type StoredEvent = { seq: number; hash: string; text: string };

/** A stream's events after `afterSeq`, oldest first, as the canonical texts that were hashed. */
export async function readStream(db: Queryable, org: string, stream: string, afterSeq: number): Promise<StoredEvent[]> {
  const found = await db.query<StoredEvent>(READ([org, stream, afterSeq]));
  return found.rows;
}

/** A stream that has not begun has no row to lock; two first commands must still take turns. */
export async function lockUnbegun(db: Queryable, org: string, stream: string): Promise<void> {
  await db.query(`select pg_advisory_xact_lock(hashtextextended($1 || '/' || $2, 0))`, [org, stream]);
}

/** Locks the stream until the transaction ends; null when it has no event yet, and so no row. */
export async function lockHead(db: Queryable, org: string, stream: string): Promise<Head | null> {
  const found = await db.query<Head>(LOCK([org, stream]));
  return found.rows[0] ?? null;
}
