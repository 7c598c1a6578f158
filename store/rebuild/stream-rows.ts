import type { Envelope } from '../../domain/ledger/envelope.ts';
import { idOf } from '../../domain/stream.ts';
import type { Queryable } from '../database.ts';
import { readStream, type StoredEvent } from '../ledger/read-stream.ts';
import { foldChanges } from '../step/fold-changes.ts';
import { stepFor } from '../step/registry.ts';
import type { CommandChanges, StreamStep, TableRows } from '../step/stream-step.ts';

export type StreamPlace = { org: string; stream: string };

/** The rows of one stream that are not what its events say; by table. Empty when board and ledger agree. */
export type RowsDiffer = { table: TableRows['table']; shown: number; should: number };

/** By which column a table's rows belong to a stream, and how the stream stands in it. */
const OWNERS: Readonly<
  Record<TableRows['table'], { column: string; type: 'uuid' | 'text'; by: (stream: string) => string }>
> = {
  proposal_board: { column: 'id', type: 'uuid', by: idOf },
  list_board: { column: 'stream', type: 'text', by: (stream) => stream },
  year_board: { column: 'stream', type: 'text', by: (stream) => stream },
  duty_board: { column: 'stream', type: 'text', by: (stream) => stream },
  proposal_claim: { column: 'proposal', type: 'uuid', by: idOf },
  register_number: { column: 'decision', type: 'text', by: (stream) => stream },
};

/** What the board should say of a stream, folded from its events by the product's own rules. */
export async function rowsOf(db: Queryable, { org, stream }: StreamPlace): Promise<readonly TableRows[]> {
  const stored = await readStream(db, org, stream, 0);
  return stepFor(stream, { run: (step) => step.rows({ org, stream }, commandsIn(step, stored)) });
}

/** The stream's changes, command by command. */
export function commandsIn<S, C extends { kind: string }, E extends { kind: string }, F>(
  step: StreamStep<S, C, E, F>,
  stored: readonly StoredEvent[],
): CommandChanges<S, E>[] {
  const commands: CommandChanges<S, E>[] = [];
  let state = step.stream.initial;
  for (const texts of textsByCommand(stored)) {
    const [first, ...rest] = foldChanges(step, state, texts);
    if (first === undefined) continue;
    commands.push([first, ...rest]);
    state = (rest.at(-1) ?? first).after;
  }
  return commands;
}

function textsByCommand(stored: readonly StoredEvent[]): string[][] {
  const groups: { command: string; texts: string[] }[] = [];
  for (const { text } of stored) {
    // Every text in the ledger is an envelope: nothing else is written there.
    const { commandId } = JSON.parse(text) as Envelope;
    const last = groups.at(-1);
    if (last?.command === commandId) last.texts.push(text);
    else groups.push({ command: commandId, texts: [text] });
  }
  return groups.map(({ texts }) => texts);
}

/** Compared by PostgreSQL itself, column by column, so that no type is taken for another on the way. */
export async function differing(
  db: Queryable,
  { org, stream }: StreamPlace,
  { table, rows }: TableRows,
): Promise<RowsDiffer | null> {
  const { column, type, by } = OWNERS[table];
  const found = await db.query<{ shown: number; should: number; same: boolean }>(
    `with should as (select to_jsonb(r) as row from jsonb_populate_recordset(null::${table}, $1) r),
       shown as (select to_jsonb(t) as row from ${table} t where org_id = $2 and ${column} = $3::${type})
     select (select count(*) from shown)::int as shown, (select count(*) from should)::int as should,
       not exists (select row from should except all select row from shown)
       and not exists (select row from shown except all select row from should) as same`,
    [JSON.stringify(rows), org, by(stream)],
  );
  const [compared] = found.rows;
  if (compared === undefined || compared.same) return null;
  return { table, shown: compared.shown, should: compared.should };
}

/** What only one stream can hold at a time, by the columns that say what it is. */
const HELD_BY_ONE: Partial<Record<TableRows['table'], { key: string; holder: string; held: string }>> = {
  proposal_claim: {
    key: 'org_id, plan, round, subject, title, achievement',
    holder: `'proposal/' || t.proposal`,
    held: 'true',
  },
  register_number: {
    key: 'org_id, authority_form, register_form, local_year, number_form',
    holder: 't.decision',
    held: 'not t.replaced and not r.replaced',
  },
};

/** A stream's rows without those that another stream holds; `holders` has the streams that hold them. */
export type Uncontested = { should: TableRows; holders: readonly string[] };

/** Two streams came to hold the same thing, as after a recovery: which of them is right no fold can say. */
export async function uncontested(db: Queryable, { table, rows }: TableRows): Promise<Uncontested> {
  const held = HELD_BY_ONE[table];
  if (held === undefined || rows.length === 0) return { should: { table, rows }, holders: [] };
  const found = await db.query<{ index: number; holder: string }>(
    `select (e.index - 1)::int as index, ${held.holder} as holder
     from jsonb_array_elements($1) with ordinality e(row, index), lateral jsonb_populate_record(null::${table}, e.row) r
     join ${table} t using (${held.key}) where t.${OWNERS[table].column} <> r.${OWNERS[table].column} and ${held.held} order by 1`,
    [JSON.stringify(rows)],
  );
  const taken = new Set(found.rows.map(({ index }) => index));
  const should = { table, rows: rows.filter((_, index) => !taken.has(index)) };
  return { should, holders: found.rows.map(({ holder }) => holder) };
}

/** Puts the rows of one table in the place of what it shows of the stream; what another takes meanwhile stays theirs. */
export async function replaceRows(
  db: Queryable,
  { org, stream }: StreamPlace,
  { table, rows }: TableRows,
): Promise<void> {
  const { column, type, by } = OWNERS[table];
  await db.query(`delete from ${table} where org_id = $1 and ${column} = $2::${type}`, [org, by(stream)]);
  await db.query(
    `insert into ${table} select * from jsonb_populate_recordset(null::${table}, $1) on conflict do nothing`,
    [JSON.stringify(rows)],
  );
}
