import type { SubjectKind } from '../../domain/plan/plan.ts';
import type { Queryable } from '../database.ts';
import { commitment, newSalt } from '../hash.ts';
import { NOW, type Sight } from '../reads/sight.ts';

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

/** A subject is of no plan: a cluster's head sees those of the units that are in the cluster by a constitution or a plan in force. */
const OF_CLUSTER = `exists (select from year_board y
  where y.org_id = s.org_id and cluster_of(s.org_id, y.plan, s.unit, coalesce($6::bigint, ${NOW})) = $3)`;

/** Those that the reader's units have proposed before, for choosing one again instead of writing the name anew. */
export async function subjectsOf(
  db: Queryable,
  { org, unit, cluster, at = null }: Sight,
  name: string | null,
  limit: number,
): Promise<Subject[]> {
  const found = await db.query<Subject>(
    `select s.id, s.kind, s.unit, s.name from subject s
     where s.org_id = $1 and ($2::text is null or s.unit = $2) and ($3::text is null or ${OF_CLUSTER})
       and ($4::text is null or position(lower($4) in lower(s.name)) > 0)
     order by s.name, s.id limit $5`,
    [org, unit, cluster, name, limit, at],
  );
  return found.rows;
}
