import { readFileSync } from 'node:fs';

/** What a migration says of the rows that stand there already. */
export function updatesOf(migration: string): string {
  const sql = readFileSync(new URL(`../../infra/migrations/${migration}.sql`, import.meta.url), 'utf8');
  return sql.slice(sql.search(/\n(with|update|insert) /));
}
