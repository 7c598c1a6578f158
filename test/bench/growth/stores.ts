import { DatabaseSync } from 'node:sqlite';
import pg from 'pg';

/** Bytes by kind of table. */
export type Bytes = Readonly<Record<string, number>>;

const RECORD = ['event', 'head', 'command'];
const BOARD = [
  'proposal_board',
  'list_board',
  'year_board',
  'duty_board',
  'listing',
  'proposal_claim',
  'register_number',
];

export const PRODUCT_KINDS = ['record', 'desk', 'board', 'jobs'] as const;

/** What our tables take with their indexes, when nothing dead is left in them and all of it has reached the disk. */
export async function productBytes(ownerUrl: string): Promise<Bytes> {
  const owner = new pg.Client({ connectionString: ownerUrl });
  await owner.connect();
  try {
    await owner.query('vacuum analyze');
    await owner.query('checkpoint');
    const found = await owner.query<{ schema: string; name: string; bytes: number }>(
      `select n.nspname as schema, c.relname as name, pg_total_relation_size(c.oid)::float8 as bytes
       from pg_class c join pg_namespace n on n.oid = c.relnamespace
       where c.relkind = 'r' and n.nspname in ('public', 'graphile_worker')`,
    );
    return sums(found.rows.map(({ schema, name, bytes }) => [productKind(schema, name), bytes]));
  } finally {
    await owner.end();
  }
}

export function productKind(schema: string, name: string): (typeof PRODUCT_KINDS)[number] {
  if (schema === 'graphile_worker') return 'jobs';
  if (RECORD.includes(name)) return 'record';
  return BOARD.includes(name) ? 'board' : 'desk';
}

export const TEMPORAL_KINDS = ['history', 'executions', 'tasks', 'visibility', 'other'] as const;

/** Pages of Temporal's file by what is in them, as its own server sees them now; free ones are nobody's. */
export function temporalBytes(file: string): Bytes {
  const database = new DatabaseSync(file, { readOnly: true });
  try {
    const rows = database
      .prepare(
        `select coalesce(s.tbl_name, d.name) as name, sum(d.pgsize) as bytes from dbstat d left join sqlite_schema s on s.name = d.name
         where d.aggregate = true group by 1`,
      )
      .all();
    return sums(rows.map(({ name, bytes }) => [temporalKind(String(name)), Number(bytes)]));
  } finally {
    database.close();
  }
}

export function temporalKind(table: string): (typeof TEMPORAL_KINDS)[number] {
  if (table.startsWith('history_')) return 'history';
  if (table.includes('visibility')) return table.endsWith('_tasks') ? 'tasks' : 'visibility';
  if (table.includes('task') || table.startsWith('queue')) return 'tasks';
  return EXECUTIONS.test(table) ? 'executions' : 'other';
}

/** An execution and what it holds: its timers, Updates and children are maps beside its row. */
const EXECUTIONS = /executions$|_maps$|^signals_requested_sets$|^buffered_events$/;

function sums(rows: readonly (readonly [string, number])[]): Bytes {
  const bytes: Record<string, number> = {};
  for (const [kind, each] of rows) bytes[kind] = (bytes[kind] ?? 0) + each;
  return bytes;
}

/** For each of so many that were added between two looks. */
export function bytesEach(before: Bytes, after: Bytes, added: number): Bytes {
  return Object.fromEntries(
    Object.entries(after).map(([kind, bytes]) => [kind, (bytes - (before[kind] ?? 0)) / added]),
  );
}
