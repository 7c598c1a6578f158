import type { Database } from '../../store/database.ts';
import { commitment, derivedId } from '../../store/hash.ts';
import { ORG, UNIT } from '../builders/office.ts';

/** `units`: one for each draft, in order. */
export type DraftsOf = { plan: string; round: string; unit?: string; units?: readonly string[] };

const SALT = '00'.repeat(32);
let made = 0;

/** Drafts on the desk, as many as asked for, each of a subject of its own; their ids will be the proposals'. */
export async function writeDrafts(
  database: Database,
  count: number,
  { plan, round, unit = UNIT, units = Array.from({ length: count }, () => unit) }: DraftsOf,
): Promise<string[]> {
  const numbers = Array.from({ length: count }, () => {
    made += 1;
    return made;
  });
  const ids = numbers.map((number) => derivedId('bench draft', String(number)));
  const subjects = numbers.map((number) => derivedId('bench subject', String(number)));
  await database.query(
    `insert into subject (org_id, id, kind, unit, name, salt, commitment)
     select $1, id, 'person', unit, 'Nguyễn Thị Thử', $2, $3 from unnest($4::uuid[], $5::text[]) as s(id, unit)`,
    [ORG, SALT, commitment(SALT, 'Nguyễn Thị Thử'), subjects, units],
  );
  await database.query(
    `insert into draft (org_id, id, code, plan, round, unit, subject, title, content, created_by)
     select $1, id, 'B-' || number, $2, $3, unit, subject, 'LDTT', '{"report":"Thành tích"}', 'unitClerk'
     from unnest($4::uuid[], $5::uuid[], $6::int[], $7::text[]) as d(id, subject, number, unit)`,
    [ORG, plan, round, ids, subjects, numbers, units],
  );
  return ids;
}
