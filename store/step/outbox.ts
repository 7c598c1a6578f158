import type { Envelope } from '../../domain/ledger/envelope.ts';
import type { Carried } from '../../domain/stream.ts';
import type { CommandRow } from '../commands/command-row.ts';
import type { Queryable } from '../database.ts';
import { derivedId, sha256 } from '../hash.ts';

export type Outgoing = { carried: Carried; event: Envelope };

type CarriedRow = ReturnType<typeof rowOf>;

/**
 * Commands for other streams, written with the event that causes them. Their ids are derived from that event, and they
 * keep its business times: a hand-in that a unit made in time stays in time however late it is carried.
 */
export async function enqueueCarried(db: Queryable, source: CommandRow, outgoing: readonly Outgoing[]): Promise<void> {
  await enqueueRows(
    db,
    outgoing.map((each, index) => commandOf(source, each, index)),
  );
}

/**
 * The same after a recovery, for one act that nobody carried. Its place among those that were carried then is not known,
 * so its id is of what it says.
 */
export async function enqueueLost(db: Queryable, source: CommandRow, { carried, event }: Outgoing): Promise<void> {
  const { org, stream, seq, receivedAt, at } = event;
  const said = sha256(JSON.stringify(carried.body));
  const id = derivedId('lost', org, stream, String(seq), carried.org, carried.stream, carried.kind, said);
  await enqueueRows(db, [rowOf(source, carried, id, { causeStream: stream, causeSeq: seq, receivedAt, at })]);
}

/** What a refused act tells its sender. It has no event to be caused by: the refused act's own cause stands for it. */
export async function enqueueRefusal(db: Queryable, source: CommandRow, carried: readonly Carried[]): Promise<void> {
  const { id, org, cause, receivedAt, at } = source;
  if (cause === null) return;
  const caused = { causeStream: cause.stream, causeSeq: cause.seq, receivedAt, at };
  await enqueueRows(
    db,
    carried.map((each, index) => rowOf(source, each, derivedId('refused', org, id, String(index), each.kind), caused)),
  );
}

async function enqueueRows(db: Queryable, rows: readonly CarriedRow[]): Promise<void> {
  if (rows.length === 0) return;
  const written = await db.query(
    `insert into command (org_id, id, stream, kind, actor, role, actor_org, acting_for, body_hash, body, cause_stream, cause_seq, received_at, at)
     select org_id, id, stream, kind, actor, 'outbox', actor_org, acting_for, keyed(body_hash), body, cause_stream, cause_seq, received_at, at
     from jsonb_to_recordset($1) as r(org_id text, id uuid, stream text, kind text, actor text, actor_org text, acting_for text, body_hash text,
       body jsonb, cause_stream text, cause_seq int, received_at bigint, at bigint)
     on conflict do nothing`,
    [JSON.stringify(rows)],
  );
  if (written.rowCount !== rows.length) await refuseOtherAct(db, rows);
  await enqueueDeliveries(
    db,
    rows.map(({ org_id, id }) => ({ org: org_id, command: id })),
  );
}

/**
 * An act of this id was carried before, by an event that stood in this very place and was lost when the record was set
 * back. The same act is there already. Another one must not be taken for it: it would be lost in silence.
 */
async function refuseOtherAct(db: Queryable, rows: readonly CarriedRow[]): Promise<void> {
  const other = await db.query<{ stream: string }>(
    `select c.stream from command c join jsonb_to_recordset($1) as r(org_id text, id uuid, kind text, body jsonb)
       on c.org_id = r.org_id and c.id = r.id where c.kind <> r.kind or c.body <> r.body limit 1`,
    [JSON.stringify(rows)],
  );
  const stream = other.rows[0]?.stream;
  if (stream === undefined) return;
  throw new Error(
    `An act that was lost stood in this place, and what it carried to ${stream} is known. Let its list go one step further, as by declining and entering it again, and do this then.`,
  );
}

function commandOf(source: CommandRow, { carried, event }: Outgoing, index: number) {
  const { org, stream, seq, receivedAt, at } = event;
  const id = derivedId('carried', org, stream, String(seq), String(index), carried.org, carried.stream, carried.kind);
  return rowOf(source, carried, id, { causeStream: stream, causeSeq: seq, receivedAt, at });
}

type Caused = { causeStream: string; causeSeq: number; receivedAt: number; at: number };

function rowOf(source: CommandRow, carried: Carried, id: string, { causeStream, causeSeq, receivedAt, at }: Caused) {
  return {
    org_id: carried.org,
    id,
    stream: carried.stream,
    kind: carried.kind,
    actor: source.by.id,
    actor_org: source.by.org,
    acting_for: source.by.actingFor,
    body_hash: sha256(JSON.stringify(carried.body)),
    body: carried.body,
    cause_stream: causeStream,
    cause_seq: causeSeq,
    received_at: receivedAt,
    at,
  };
}

/** Adds jobs in the caller's transaction: they exist if, and only if, the event does. */
export async function enqueue(db: Queryable, task: string, payloads: readonly object[]): Promise<void> {
  if (payloads.length === 0) return;
  await db.query('select outbox.enqueue($1, $2::json[])', [task, payloads.map((payload) => JSON.stringify(payload))]);
}

/** Jobs that bring commands to their streams, under the keys by which `forsakenCommands` finds them. */
export async function enqueueDeliveries(
  db: Queryable,
  commands: readonly { org: string; command: string }[],
): Promise<void> {
  if (commands.length === 0) return;
  await db.query(`select outbox.enqueue('deliver', $1::json[], $2)`, [
    commands.map((each) => JSON.stringify(each)),
    commands.map(({ command }) => `deliver ${command}`),
  ]);
}

/**
 * The same for commands that may have a job already. To the library a new job of a key takes the place of one that runs,
 * which then stays in its table for ever where it fails.
 */
export async function enqueueDeliveriesAgain(
  db: Queryable,
  commands: readonly { org: string; command: string }[],
): Promise<void> {
  if (commands.length === 0) return;
  const known = await db.query<{ key: string }>('select key from outbox.keys() as job(key)');
  const keys = new Set(known.rows.map(({ key }) => key));
  await enqueueDeliveries(
    db,
    commands.filter(({ command }) => !keys.has(`deliver ${command}`)),
  );
}
