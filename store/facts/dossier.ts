import type { Json } from '../../domain/json.ts';
import { canonicalText } from '../../domain/ledger/canonical.ts';
import type { Dossier } from '../../domain/proposal/events.ts';
import type { Queryable } from '../database.ts';
import { newSalt, sha256 } from '../hash.ts';

export type DraftRow = {
  id: string;
  plan: string;
  round: string;
  unit: string;
  subject: string;
  title: string;
  achievement: string | null;
  content: Json;
  row_version: number;
};

export async function lockDraft(db: Queryable, org: string, id: string): Promise<DraftRow> {
  const found = await db.query<DraftRow>(
    'select id, plan, round, unit, subject, title, achievement, content, row_version from draft where org_id = $1 and id = $2 for update',
    [org, id],
  );
  const draft = found.rows[0];
  // The API answers 404 before a command is written, and a draft is never deleted.
  if (draft === undefined) throw new Error(`Draft ${id} is gone`);
  return draft;
}

/** What was submitted upward is visible there: the level above takes the dossier that the sender's letter named. */
export async function copyDossier(
  db: Queryable,
  from: { org: string; proposal: string; hash: string },
  to: { org: string; proposal: string },
): Promise<void> {
  await db.query(
    `insert into dossier_version (org_id, proposal, version, hash, content, salt)
     select $4, $5, 1, hash, content, salt from dossier_version where org_id = $1 and proposal = $2 and hash = $3 on conflict do nothing`,
    [from.org, from.proposal, from.hash, to.org, to.proposal],
  );
}

/** Freezes the dossier as it stands, under the next version. The salt keeps a short text from being guessed by its hash. */
export async function freezeDossier(db: Queryable, org: string, proposal: string, content: Json): Promise<Dossier> {
  const salt = newSalt();
  const hash = sha256(`${salt}\n${canonicalText(content)}`);
  const frozen = await db.query<{ version: number }>(
    `insert into dossier_version (org_id, proposal, version, hash, content, salt)
     select $1, $2, coalesce(max(version), 0) + 1, $3, $4, $5 from dossier_version where org_id = $1 and proposal = $2 returning version`,
    [org, proposal, hash, JSON.stringify(content), salt],
  );
  return { version: frozen.rows[0]?.version ?? 1, hash };
}
