import { WORKFLOW_STREAMS } from '../../domain/stream.ts';
import type { Queryable } from '../database.ts';
import { NOT_HISTORIC } from '../historic/organisations.ts';

export type OpenStream = { org: string; stream: string };

/** Streams that somebody or something still waits for, and that a workflow should hold. */
export async function openStreams(db: Queryable): Promise<OpenStream[]> {
  const found = await db.query<OpenStream>(
    `select org_id as org, stream from head where not over and kind = any($1) and ${NOT_HISTORIC} order by org_id, stream`,
    [[...WORKFLOW_STREAMS]],
  );
  return found.rows;
}
