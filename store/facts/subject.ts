import type { SubjectKind } from '../../domain/plan/plan.ts';
import type { SubjectRef } from '../../domain/proposal/commands.ts';
import type { PrivateText } from '../../domain/text.ts';
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

/** The same subject as it is now: a row of its own, whose commitment is that of the words put aside with the command. */
export async function subjectAsNow(
  db: Queryable,
  org: string,
  { id, kind, unit, name }: { id: string; kind: SubjectKind; unit: string; name: PrivateText },
): Promise<SubjectRef> {
  await db.query(
    `insert into subject (org_id, id, kind, unit, name, salt, commitment)
     select $1, $2, $3, $4, value, salt, $6 from private_text where org_id = $1 and id = $5`,
    [org, id, kind, unit, name.text, name.commitment],
  );
  return subjectOf(db, org, id);
}

/** The level above takes a copy of the subject with its salt: the same commitment stands in both ledgers. */
export async function copySubject(db: Queryable, from: string, to: string, subject: string): Promise<void> {
  await db.query(
    `insert into subject (org_id, id, kind, unit, name, salt, commitment)
     select $2, id, kind, $1, name, salt, commitment from subject where org_id = $1 and id = $3 on conflict do nothing`,
    [from, to, subject],
  );
}
