import type { Queryable } from '../database.ts';

/**
 * What gives a ledger its names and words. In an order in which the rows may be put back: each after what it refers to.
 * Mails, digests and mornings are left out: a record of the past owes nobody anything.
 */
export const DESK_TABLES = [
  'organisation',
  'person',
  'plan_version',
  'subject',
  'code_counter',
  'draft',
  'dossier_version',
  'private_text',
] as const;

export type DeskTable = (typeof DESK_TABLES)[number];

/** A row as PostgreSQL's own JSON of it, whose text nobody reads on the way. */
export type DeskRow = { table: DeskTable; row: string };

export async function deskRows(db: Queryable, orgs: readonly string[]): Promise<DeskRow[]> {
  const rows: DeskRow[] = [];
  for (const table of DESK_TABLES) {
    const column = table === 'organisation' ? 'id' : 'org_id';
    const found = await db.query<{ row: string }>(
      `select to_jsonb(t)::text as row from ${table} t where ${column} = any($1)`,
      [[...orgs]],
    );
    rows.push(...found.rows.map(({ row }) => ({ table, row })));
  }
  return rows;
}

/** One statement for each table, so that an organisation and the one above it may come in any order. */
export async function putDeskRows(db: Queryable, rows: readonly DeskRow[]): Promise<void> {
  const byTable = Map.groupBy(rows, ({ table }) => table);
  for (const table of DESK_TABLES) {
    const texts = (byTable.get(table) ?? []).map(({ row }) => row);
    await db.query(`insert into ${table} select * from jsonb_populate_recordset(null::${table}, $1::jsonb)`, [
      `[${texts.join(',')}]`,
    ]);
  }
}
