import type { EventPlace, Position } from '../../domain/ledger/position.ts';
import type { Queryable } from '../database.ts';
import { NOT_HISTORIC } from '../historic/organisations.ts';

/**
 * What was written last within so many ms before now; null where nothing was. The hour is PostgreSQL's own: it only says
 * which row is noted, and a note that is a little old is as true as any.
 */
export async function lastWritten(db: Queryable, withinMs: number): Promise<Position> {
  const events = await db.query<EventPlace>(
    `select org_id as org, stream, seq, hash from event
     where recorded_at > clock_timestamp() - make_interval(secs => $1::float8 / 1000) and ${NOT_HISTORIC} order by recorded_at desc limit 1`,
    [withinMs],
  );
  const commands = await db.query<{ org: string; id: string }>(
    `select org_id as org, id from command
     where inserted_at > clock_timestamp() - make_interval(secs => $1::float8 / 1000) and ${NOT_HISTORIC} order by inserted_at desc limit 1`,
    [withinMs],
  );
  return { event: events.rows[0] ?? null, command: commands.rows[0] ?? null };
}

/** Whether the record holds what was once noted of it; a sentence says what is missing. */
export async function missingOf(db: Queryable, { event, command }: Position): Promise<string | null> {
  if (event !== null && !(await holdsEvent(db, event)))
    return `event ${event.seq} of ${event.stream} (${event.org}) was noted and is not in the ledger`;
  if (command !== null && !(await holdsCommand(db, command)))
    return `command ${command.id} (${command.org}) was noted and is not in the database`;
  return null;
}

async function holdsEvent(db: Queryable, { org, stream, seq, hash }: EventPlace): Promise<boolean> {
  const found = await db.query('select from event where org_id = $1 and stream = $2 and seq = $3 and hash = $4', [
    org,
    stream,
    seq,
    hash,
  ]);
  return found.rows.length > 0;
}

async function holdsCommand(db: Queryable, { org, id }: { org: string; id: string }): Promise<boolean> {
  const found = await db.query('select from command where org_id = $1 and id = $2', [org, id]);
  return found.rows.length > 0;
}
