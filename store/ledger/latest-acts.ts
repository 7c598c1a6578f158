import { WORKFLOW_STREAMS } from '../../domain/stream.ts';
import type { Queryable } from '../database.ts';
import { NOT_HISTORIC } from '../historic/organisations.ts';

export type LatestAct = { org: string; command: string };

/**
 * The last act of each stream that moved within so many ms before now, where somebody had to bring it to its workflow: what
 * a timer does, its workflow does itself, and hears of it however often it is cut short.
 */
export async function latestActs(db: Queryable, withinMs: number): Promise<LatestAct[]> {
  const found = await db.query<LatestAct>(
    `select event.org_id as org, command.id as command
     from event join head using (org_id, stream, seq) join command on command.org_id = event.org_id and command.id = event.command_id
     where event.recorded_at > clock_timestamp() - make_interval(secs => $1::float8 / 1000)
       and head.kind = any($2) and command.role <> 'timer' and event.${NOT_HISTORIC}
     order by event.recorded_at`,
    [withinMs, [...WORKFLOW_STREAMS]],
  );
  return found.rows;
}
