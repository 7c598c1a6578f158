import type { TaskFilled } from '../../domain/award-year/from-above.ts';
import type { Json } from '../../domain/json.ts';
import type { Envelope } from '../../domain/ledger/envelope.ts';
import { kindOf } from '../../domain/stream.ts';
import { COMMAND_COLUMNS, type CommandRecord, type CommandRow, commandRow } from '../commands/command-row.ts';
import type { Transaction } from '../database.ts';
import { derivedId, sha256 } from '../hash.ts';

/** The kind of a row whose act is known by its events alone. */
export const RECOVERED = 'Recovered';

type Asked = { kind: string; body: Json; recovered: boolean };

/**
 * The row of a command whose events come back, still unsettled. One that a caller or a cause wrote down before is
 * found. A timer's or an amendment's is made again whole. A person's has its id, which stands for their key, and who did it and when; its
 * kind, its words and the unit it was done for are lost.
 */
export async function ensureCommand(tx: Transaction, first: Envelope): Promise<CommandRow> {
  const { kind, body, recovered } = askedIn(first);
  await tx.query(
    `insert into command (org_id, id, stream, kind, actor, role, actor_org, acting_for, body_hash, body, basis, cause_stream, cause_seq, received_at, at, recovered)
     values ($1, $2, $3, $4, $5, $6, $7, $8, keyed($9), $10, $11, $12, $13, $14, $15, $16) on conflict do nothing`,
    [
      first.org,
      first.commandId,
      first.stream,
      kind,
      first.actor,
      first.role,
      first.actorOrg,
      first.actingFor,
      sha256(JSON.stringify(body)),
      JSON.stringify(body),
      first.basis === null ? null : JSON.stringify(first.basis),
      first.cause?.stream ?? null,
      first.cause?.seq ?? null,
      first.receivedAt,
      first.at,
      recovered,
    ],
  );
  return readCommand(tx, first);
}

async function readCommand(tx: Transaction, { org, commandId }: Envelope): Promise<CommandRow> {
  const found = await tx.query<CommandRecord>(`select ${COMMAND_COLUMNS} from command where org_id = $1 and id = $2`, [
    org,
    commandId,
  ]);
  const record = found.rows[0];
  if (record === undefined) throw new Error(`Command ${commandId} was neither inserted nor found`);
  return commandRow(record);
}

function askedIn(first: Envelope): Asked {
  const known = first.role === 'timer' ? timerAct(first) : (amendment(first) ?? filling(first));
  return known ?? { kind: RECOVERED, body: {}, recovered: true };
}

/** An amendment asks the same of every case, and no event of the year says of which. */
function amendment({ kind, body, role }: Envelope): Asked | null {
  if (kind !== 'Recalendared' || role !== 'outbox') return null;
  // The body of this kind.
  const { planVersion } = body as { planVersion: number };
  return { kind: 'Recalendar', body: { planVersion }, recovered: false };
}

/** Which word of the level above it was; what that said besides is lost. */
function filling({ kind, role, body }: Envelope): Asked | null {
  if (kind !== 'TaskFilled' || role !== 'outbox') return null;
  // The body of this kind.
  const { org, plan, version, seq } = (body as unknown as TaskFilled['body']).above;
  return { kind: 'FillTasks', body: { org, plan, version, seq }, recovered: true };
}

/** A timer's id is that of its deadline and the event that set it, so the one that fits is the one. */
function timerAct({ org, stream, seq, commandId, at }: Envelope): Asked | null {
  for (let setBy = seq - 1; setBy >= 0; setBy -= 1) {
    if (derivedId('timer', org, stream, String(setBy), String(at)) !== commandId) continue;
    return kindOf(stream) === 'year'
      ? { kind: 'MilestonePassed', body: { at }, recovered: false }
      : { kind: 'DeadlinePassed', body: { dueAt: at, setBy }, recovered: false };
  }
  return null;
}
