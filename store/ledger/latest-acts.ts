import { WORKFLOW_STREAMS } from '../../domain/stream.ts';
import type { Queryable } from '../database.ts';
import { NOT_HISTORIC } from '../historic/organisations.ts';

export type LatestAct = { org: string; command: string };

/** `until`: what was written before it (PostgreSQL's own words, to the microsecond) has now been told; null where all has. */
export type LatestActs = { acts: readonly LatestAct[]; until: string | null };

/**
 * Longer than a step waits for its commit: an event is dated when it is written, and seen when it is committed. And longer
 * than from one asking to the next, since PostgreSQL's clock may be put back between them, by however much: what is
 * written then bears a time that was told of before.
 */
const MARGIN = '11 minutes';

/**
 * The last act of each stream that moved since this was asked the last time, where somebody had to bring it to its workflow:
 * what a timer does, its workflow does itself, and hears of it however often it is cut short. The time is noted with it, in
 * the caller's transaction, so that nothing is passed over however long nobody asked. So many at most, from `since` where the
 * caller goes on; none where another is just asking.
 */
export async function latestActs(tx: Queryable, atMost: number, since: string | null): Promise<LatestActs> {
  const mine = await tx.query('select from telling for update skip locked');
  if (mine.rowCount === 0) return { acts: [], until: null };
  const found = await tx.query<LatestAct & { recordedAt: string }>(
    `select event.org_id as org, command.id as command, event.recorded_at::text as "recordedAt"
     from event join head using (org_id, stream, seq) join command on command.org_id = event.org_id and command.id = event.command_id
     where event.recorded_at >= coalesce($1::timestamptz, (select least(told_at, transaction_timestamp()) from telling) - interval '${MARGIN}')
       and head.kind = any($2) and command.role <> 'timer' and event.${NOT_HISTORIC}
     order by event.recorded_at limit $3`,
    [since, [...WORKFLOW_STREAMS], atMost],
  );
  const last = found.rows.at(-1);
  const until = found.rows.length < atMost || last === undefined ? null : last.recordedAt;
  await tx.query('update telling set told_at = coalesce($1::timestamptz, transaction_timestamp())', [until]);
  return { acts: found.rows, until };
}
