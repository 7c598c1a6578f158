import { WORKFLOW_STREAMS } from '../../domain/stream.ts';
import type { Queryable } from '../database.ts';
import { NOT_HISTORIC } from '../historic/organisations.ts';

export type LatestAct = { org: string; command: string };

/** Longer than a step waits for its commit: an event is dated when it is written, and seen when it is committed. */
const MARGIN = '1 minute';

/**
 * The last act of each stream that moved since this was asked the last time, where somebody had to bring it to its workflow:
 * what a timer does, its workflow does itself, and hears of it however often it is cut short. The time is noted with it, in
 * the caller's transaction, so that nothing is passed over however long nobody asked; one asks at a time.
 */
export async function latestActs(tx: Queryable): Promise<LatestAct[]> {
  await tx.query('select from telling for update');
  const found = await tx.query<LatestAct>(
    `select event.org_id as org, command.id as command
     from event join head using (org_id, stream, seq) join command on command.org_id = event.org_id and command.id = event.command_id
     where event.recorded_at > (select told_at from telling) - interval '${MARGIN}'
       and head.kind = any($1) and command.role <> 'timer' and event.${NOT_HISTORIC}
     order by event.recorded_at`,
    [[...WORKFLOW_STREAMS]],
  );
  await tx.query('update telling set told_at = transaction_timestamp()');
  return found.rows;
}
