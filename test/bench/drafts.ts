import type { Database } from '../../store/database.ts';
import { commitment, derivedId } from '../../store/hash.ts';
import { ORG, UNIT } from '../builders/office.ts';

export type DraftsOf = { plan: string; round: string; unit?: string };

const SALT = '00'.repeat(32);
let made = 0;

/** Drafts on the desk, as many as asked for, each of a subject of its own; their ids will be the proposals'. */
export async function writeDrafts(
  database: Database,
  count: number,
  { plan, round, unit = UNIT }: DraftsOf,
): Promise<string[]> {
  const numbers = Array.from({ length: count }, () => {
    made += 1;
    return made;
  });
  const ids = numbers.map((number) => derivedId('bench draft', String(number)));
  const subjects = numbers.map((number) => derivedId('bench subject', String(number)));
  await database.query(
    `insert into subject (org_id, id, kind, unit, name, salt, commitment)
     select $1, id, 'person', $2, 'Nguyễn Thị Thử', $3, $4 from unnest($5::uuid[]) as id`,
    [ORG, unit, SALT, commitment(SALT, 'Nguyễn Thị Thử'), subjects],
  );
  await database.query(
    `insert into draft (org_id, id, code, plan, round, unit, subject, title, content, created_by)
     select $1, id, 'B-' || number, $2, $3, $4, subject, 'LDTT', '{"report":"Thành tích"}', 'unitClerk'
     from unnest($5::uuid[], $6::uuid[], $7::int[]) as d(id, subject, number)`,
    [ORG, plan, round, unit, ids, subjects, numbers],
  );
  return ids;
}
