import type { SubjectRef } from '../../domain/proposal/commands.ts';
import type { Queryable } from '../database.ts';

export async function subjectOf(db: Queryable, org: string, id: string): Promise<SubjectRef> {
  const found = await db.query<SubjectRef>('select id, kind, commitment from subject where org_id = $1 and id = $2', [
    org,
    id,
  ]);
  const subject = found.rows[0];
  if (subject === undefined) throw new Error(`Subject ${id} is gone`);
  return subject;
}

/** The level above takes a copy of the subject with its salt: the same commitment stands in both ledgers. */
export async function copySubject(db: Queryable, from: string, to: string, subject: string): Promise<void> {
  await db.query(
    `insert into subject (org_id, id, kind, unit, name, salt, commitment)
     select $2, id, kind, $1, name, salt, commitment from subject where org_id = $1 and id = $3 on conflict do nothing`,
    [from, to, subject],
  );
}
