import type { Json } from '../../domain/json.ts';
import type { Basis, StreamRef } from '../../domain/ledger/envelope.ts';
import type { LostCommand } from '../../domain/recovery/told-stream.ts';
import type { CommandOutcome } from '../../domain/refusal.ts';
import type { Actor } from '../../domain/stream.ts';
import { inTransaction, type Queryable, type Transaction } from '../database.ts';
import { bringBackIn } from '../recovery/bring-back.ts';
import { refuseInRecovery } from '../recovery/recovery-mode.ts';
import type { StepDependencies } from '../step/stream-step.ts';
import { type DeskRow, putDeskRows } from './desk-rows.ts';
import { type HistoricMark, historicOf, markHistoric } from './organisations.ts';

/** A command's row as the exporter writes it; all are settled. */
export type PastCommand = {
  org: string;
  id: string;
  stream: string;
  kind: string;
  body: Json;
  by: Actor;
  basis: Basis | null;
  cause: StreamRef | null;
  receivedAt: number;
  at: number;
  outcome: CommandOutcome;
};

export type PastRecord = HistoricMark & {
  orgs: readonly string[];
  desk: readonly DeskRow[];
  commands: readonly PastCommand[];
  /** In the order in which they were recorded. */
  recorded: readonly LostCommand[];
};

/**
 * Takes over the whole record of a past year in one transaction, or nothing of it: desk, commands, and the events text
 * for text by the path on which a lost ledger comes back. Nothing is decided, carried, queued or begun. False where it
 * is there already.
 */
export async function importRecord(dependencies: StepDependencies, record: PastRecord): Promise<boolean> {
  return inTransaction(dependencies.database, async (tx) => {
    await tx.query(`select pg_advisory_xact_lock(hashtextextended('historic ' || $1, 0))`, [record.plan]);
    if (await isThere(tx, record.orgs)) return false;
    await refuseInRecovery(tx);
    await putDeskRows(tx, record.desk);
    for (const org of record.orgs) await markHistoric(tx, org, record);
    await putCommands(tx, record.commands);
    for (const command of record.recorded) await putBack(tx, dependencies, command);
    return true;
  });
}

/** Throws where an organisation that is no record of the past bears one of the ids. */
export async function isThere(db: Queryable, orgs: readonly string[]): Promise<boolean> {
  const [own = ''] = orgs;
  if ((await historicOf(db, own)) !== null) return true;
  const taken = await db.query<{ id: string }>('select id from organisation where id = any($1)', [[...orgs]]);
  const [other] = taken.rows;
  if (other === undefined) return false;
  throw new Error(`${other.id} is an organisation of this installation: no past year can be imported under its id`);
}

/** An act that recorded nothing has ended; the others end with their events. What was once a key is repeated by nobody. */
async function putCommands(tx: Transaction, commands: readonly PastCommand[]): Promise<void> {
  const rows = commands.map((each) => {
    const recordedNothing = !each.outcome.ok || each.outcome.events.length === 0;
    return { ...each, outcome: recordedNothing ? each.outcome : null };
  });
  await tx.query(
    `insert into command (org_id, id, stream, kind, actor, role, actor_org, unit, acting_for, body_hash, body, basis, cause_stream, cause_seq,
       received_at, at, outcome, settled_at)
     select org, id, stream, kind, by ->> 'id', by ->> 'role', by ->> 'org', by ->> 'unit', by ->> 'actingFor',
       keyed(encode(sha256(convert_to(body::text, 'UTF8')), 'hex')), body, nullif(basis, 'null'), cause ->> 'stream', (cause ->> 'seq')::int,
       "receivedAt", at, nullif(outcome, 'null'), case when nullif(outcome, 'null') is not null then clock_timestamp() end
     from jsonb_to_recordset($1) as r(org text, id uuid, stream text, kind text, by jsonb, body jsonb, basis jsonb, cause jsonb,
       "receivedAt" bigint, at bigint, outcome jsonb)`,
    [JSON.stringify(rows)],
  );
}

async function putBack(tx: Transaction, dependencies: StepDependencies, command: LostCommand): Promise<void> {
  const { how, desk } = await bringBackIn(tx, dependencies, command, { whateverHolds: false, carries: false });
  const [{ envelope }] = command.events;
  const place = `event ${envelope.seq} of ${command.stream} (${command.org})`;
  if (how !== 'back') throw new Error(`The past record has ${place} twice`);
  const [lost] = desk;
  if (lost !== undefined) throw new Error(`The past record lacks the ${lost.what} ${lost.name} of ${place}`);
}
