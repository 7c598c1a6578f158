import type { SubjectKind } from '../../domain/plan/plan.ts';
import type { SubjectRef } from '../../domain/proposal/commands.ts';
import type { Queryable } from '../database.ts';

type Row = {
  proposal: string;
  title: string;
  round: string;
  subject: string;
  kind: SubjectKind;
  commitment: string;
  dossier: string;
};

/** What a submission copies of its proposals: the subject by its commitment, the dossier by the hash last frozen. */
export async function linesToCopy(
  db: Queryable,
  org: string,
  proposals: readonly string[],
): Promise<{ proposal: string; title: string; round: string; subject: SubjectRef; dossier: string }[]> {
  const found = await db.query<Row>(
    `select p.id as proposal, p.title, p.round, s.id as subject, s.kind, s.commitment, d.hash as dossier
     from proposal_board p
     join subject s on s.org_id = p.org_id and s.id = p.subject
     join lateral (select hash from dossier_version where org_id = p.org_id and proposal = p.id order by version desc limit 1) d on true
     where p.org_id = $1 and p.id = any($2::uuid[])`,
    [org, [...proposals]],
  );
  return found.rows.map(({ proposal, title, round, subject, kind, commitment, dossier }) => ({
    proposal,
    title,
    round,
    subject: { id: subject, kind, commitment },
    dossier,
  }));
}
