import type { Json } from '../../domain/json.ts';
import type { Clock } from '../clock.ts';
import { COMMAND_COLUMNS, type CommandRecord, type CommandRow, commandRow } from '../commands/command-row.ts';
import type { Queryable } from '../database.ts';
import { derivedId, sha256 } from '../hash.ts';

/** A due instant that passed: `setBy` is the seq of the event that set it, so that a moved deadline is another act. */
export type TimerAct = { kind: string; dueAt: number; setBy: number; body: Json };

/**
 * The consequence of a missed deadline is drawn only after every command received before it was handled: one that
 * waits somewhere between the API and its workflow may yet turn out to be in time. And a timer never acts before the
 * clock that judges receipts has come to its instant: the Temporal server's own may run ahead.
 */
export async function mayNotActYet(
  db: Queryable,
  clock: Clock,
  org: string,
  stream: string,
  dueAt: number,
): Promise<boolean> {
  const found = await db.query<{ waits: boolean }>(
    `select coalesce($4::bigint, (extract(epoch from clock_timestamp()) * 1000)::bigint) < $3
       or exists (select from command where org_id = $1 and stream = $2 and settled_at is null and received_at < $3 and role <> 'timer') as waits`,
    [org, stream, dueAt, clock.instant()],
  );
  return found.rows[0]?.waits !== false;
}

/**
 * A timer's act is a command too. Its id is its cause, so a second firing finds the first. One that is refused leaves no
 * row: nobody waits for its answer, and the same deadline may come back, where a settled refusal would silence it.
 */
export async function insertTimerCommand(
  db: Queryable,
  clock: Clock,
  org: string,
  stream: string,
  act: TimerAct,
): Promise<CommandRow> {
  const id = derivedId('timer', org, stream, String(act.setBy), String(act.dueAt));
  await db.query('savepoint timer');
  await db.query(
    `insert into command (org_id, id, stream, kind, actor, role, actor_org, body_hash, body, received_at, at)
     values ($1, $2, $3, $4, 'timer', 'timer', $1, keyed($5), $6, coalesce($7::bigint, (extract(epoch from clock_timestamp()) * 1000)::bigint), $8)
     on conflict do nothing`,
    [org, id, stream, act.kind, sha256(JSON.stringify(act.body)), JSON.stringify(act.body), clock.instant(), act.dueAt],
  );
  const found = await db.query<CommandRecord>(
    `select ${COMMAND_COLUMNS} from command where org_id = $1 and id = $2 for update`,
    [org, id],
  );
  const record = found.rows[0];
  if (record === undefined) throw new Error(`Timer command ${id} was neither inserted nor found`);
  return commandRow(record);
}

/** With whatever was written since: the facts' own claims too. */
export async function takeBackTimerCommand(db: Queryable): Promise<void> {
  await db.query('rollback to savepoint timer');
}
