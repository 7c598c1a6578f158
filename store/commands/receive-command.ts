import type { Json } from '../../domain/json.ts';
import type { Basis } from '../../domain/ledger/envelope.ts';
import type { Actor } from '../../domain/stream.ts';
import type { Clock } from '../clock.ts';
import type { Queryable } from '../database.ts';
import { derivedId } from '../hash.ts';
import { statement } from '../statement.ts';
import { COMMAND_COLUMNS, type CommandRecord, type CommandRow, commandRow } from './command-row.ts';

export type IncomingCommand = {
  org: string;
  /** The stream by name; or the kind of stream that the command begins, whose id is derived from the command's. */
  stream: string | { begins: string };
  kind: string;
  by: Actor;
  idempotencyKey: string;
  /**
   * Hash of the request as it came in, before texts were put aside: a repeat must be the same request. The row keeps it
   * keyed by a secret of the desk, so that nobody finds a short text by trying.
   */
  bodyHash: string;
  body: Json;
  basis: Basis | null;
};

export type ReceivedCommand = { command: CommandRow; repeated: boolean } | { conflict: CommandRow };

const INSERT = statement(
  `insert into command (org_id, id, stream, kind, actor, role, actor_org, unit, acting_for, idempotency_key, body_hash, body, basis, received_at, at)
   select $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, keyed($11), $12, $13, now_ms, now_ms
   from (select coalesce($14::bigint, (extract(epoch from clock_timestamp()) * 1000)::bigint) as now_ms)
   on conflict do nothing returning ${COMMAND_COLUMNS}`,
);

/** The id of a command is that of its actor's act, so that a lost row comes back under the same id. */
export function commandId(org: string, actor: string, idempotencyKey: string): string {
  return derivedId('command', org, actor, idempotencyKey);
}

/**
 * Writes a command down before anything is done about it. The same key with the same request finds the first row;
 * with another request it is a conflict and nothing is written.
 */
export async function receiveCommand(db: Queryable, clock: Clock, incoming: IncomingCommand): Promise<ReceivedCommand> {
  const id = commandId(incoming.org, incoming.by.id, incoming.idempotencyKey);
  const stream =
    typeof incoming.stream === 'string' ? incoming.stream : `${incoming.stream.begins}/${derivedId('stream', id)}`;
  const inserted = await db.query<CommandRecord>(
    INSERT([
      incoming.org,
      id,
      stream,
      incoming.kind,
      incoming.by.id,
      incoming.by.role,
      incoming.by.org,
      incoming.by.unit,
      incoming.by.actingFor,
      incoming.idempotencyKey,
      incoming.bodyHash,
      JSON.stringify(incoming.body),
      incoming.basis === null ? null : JSON.stringify(incoming.basis),
      clock.instant(),
    ]),
  );
  const fresh = inserted.rows[0];
  if (fresh !== undefined) return { command: commandRow(fresh), repeated: false };
  const known = await db.query<CommandRecord & { same_body: boolean; recovered: boolean }>(
    `select ${COMMAND_COLUMNS}, body_hash = keyed($3) as same_body, recovered from command where org_id = $1 and id = $2`,
    [incoming.org, id, incoming.bodyHash],
  );
  const record = known.rows[0];
  if (record === undefined) throw new Error(`Command ${id} was neither inserted nor found`);
  const command = commandRow(record);
  // What a recovered row was asked is lost; its id is that of this actor's key, and the stream is the same.
  const asked = record.recovered || (record.same_body && command.kind === incoming.kind);
  const same = asked && command.stream === stream;
  return same ? { command, repeated: true } : { conflict: command };
}

export async function findCommand(db: Queryable, org: string, id: string): Promise<CommandRow | null> {
  const found = await db.query<CommandRecord>(`select ${COMMAND_COLUMNS} from command where org_id = $1 and id = $2`, [
    org,
    id,
  ]);
  const record = found.rows[0];
  return record === undefined ? null : commandRow(record);
}
