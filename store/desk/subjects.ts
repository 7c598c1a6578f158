import type { SubjectKind } from '../../domain/plan/plan.ts';
import type { Queryable } from '../database.ts';
import { commitment, newSalt } from '../hash.ts';

export type Subject = { id: string; kind: SubjectKind; unit: string; name: string };

/** Whoever is proposed, with a salt of their own: the ledger holds only the commitment to the name. */
export async function addSubject(db: Queryable, org: string, { id, kind, unit, name }: Subject): Promise<void> {
  const salt = newSalt();
  await db.query(
    `insert into subject (org_id, id, kind, unit, name, salt, commitment) values ($1, $2, $3, $4, $5, $6, $7) on conflict do nothing`,
    [org, id, kind, unit, name, salt, commitment(salt, name)],
  );
}

export async function subjectOf(db: Queryable, org: string, id: string): Promise<Subject | null> {
  const found = await db.query<Subject>('select id, kind, unit, name from subject where org_id = $1 and id = $2', [
    org,
    id,
  ]);
  return found.rows[0] ?? null;
}

/** Those that a unit has proposed before, for choosing one again instead of writing the name anew. */
export async function subjectsOf(
  db: Queryable,
  org: string,
  unit: string | null,
  name: string | null,
  limit: number,
): Promise<Subject[]> {
  const found = await db.query<Subject>(
    `select id, kind, unit, name from subject
     where org_id = $1 and ($2::text is null or unit = $2) and ($3::text is null or position(lower($3) in lower(name)) > 0)
     order by name, id limit $4`,
    [org, unit, name, limit],
  );
  return found.rows;
}
