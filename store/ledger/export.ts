import type { Database } from '../database.ts';

const ROWS_AT_ONCE = 500;

const EXPORT = `
  declare exported no scroll cursor for
  select line from (
    select org_id, stream, 0 as part, received_at as place, id::text as tie, json_build_object(
      'org', org_id, 'id', id, 'stream', stream, 'kind', kind, 'body', body,
      'by', json_build_object('id', actor, 'role', role, 'org', actor_org, 'unit', unit, 'actingFor', acting_for),
      'basis', basis, 'cause', case when cause_stream is not null then json_build_object('stream', cause_stream, 'seq', cause_seq) end,
      'receivedAt', received_at, 'at', at, 'outcome', outcome, 'recovered', recovered)::text as line
    from command
    union all
    select org_id, stream, 1, seq, '', json_build_object(
      'org', org_id, 'stream', stream, 'seq', seq, 'kind', kind, 'hash', hash, 'text', text,
      'recordedAt', to_char(recorded_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'))::text
    from event
  ) as row order by org_id, stream, part, place, tie`;

/**
 * The whole record as it stood at one instant, a JSON line for each row: stream by stream, first its commands, then its
 * events. Read through a cursor, so that memory stays flat however long the record is.
 */
export async function* exportLedger(database: Database): AsyncGenerator<string> {
  const tx = await database.connect();
  let ended = false;
  try {
    await tx.query('begin transaction isolation level repeatable read read only');
    // A reader that takes its time is no runaway statement.
    await tx.query('set local statement_timeout = 0');
    await tx.query('set local idle_in_transaction_session_timeout = 0');
    await tx.query(EXPORT);
    for (let got = ROWS_AT_ONCE; got === ROWS_AT_ONCE; ) {
      const { rows } = await tx.query<{ line: string }>(`fetch ${ROWS_AT_ONCE} from exported`);
      for (const { line } of rows) yield line;
      got = rows.length;
    }
    await tx.query('commit');
    ended = true;
  } finally {
    // A reader that stops early, or a broken connection: the transaction goes with the connection.
    tx.release(!ended);
  }
}
