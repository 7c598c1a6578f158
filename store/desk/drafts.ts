import type { Json } from '../../domain/json.ts';
import type { Queryable, Transaction } from '../database.ts';

export type Draft = {
  id: string;
  code: string;
  plan: string;
  round: string;
  unit: string;
  subject: string;
  title: string;
  achievement: string | null;
  content: Record<string, string>;
  rowVersion: number;
};

const COLUMNS = 'id, code, plan, round, unit, subject, title, achievement, content, row_version as "rowVersion"';

type NewDraft = Omit<Draft, 'code' | 'rowVersion'> & { createdBy: string };

/** A draft with the next code of its plan. The counter's row is held until the end, so no code is given twice. */
export async function addDraft(tx: Transaction, org: string, draft: NewDraft): Promise<string> {
  const code = await nextCode(tx, org, draft.plan);
  const { id, plan, round, unit, subject, title, achievement, content, createdBy } = draft;
  await tx.query(
    `insert into draft (org_id, id, code, plan, round, unit, subject, title, achievement, content, created_by)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
    [org, id, code, plan, round, unit, subject, title, achievement, JSON.stringify(content), createdBy],
  );
  return code;
}

async function nextCode(tx: Transaction, org: string, plan: string): Promise<string> {
  const counted = await tx.query<{ last: number }>(
    `insert into code_counter (org_id, plan, last) values ($1, $2, 1)
     on conflict (org_id, plan) do update set last = code_counter.last + 1 returning last`,
    [org, plan],
  );
  return `${plan}-${String(counted.rows[0]?.last ?? 1).padStart(4, '0')}`;
}

export async function draftOf(db: Queryable, org: string, id: string): Promise<Draft | null> {
  const found = await db.query<Draft>(`select ${COLUMNS} from draft where org_id = $1 and id = $2`, [org, id]);
  return found.rows[0] ?? null;
}

/** Held until the end of the transaction, so that an act which freezes the dossier and an edit take turns. */
export async function lockDraftRow(tx: Transaction, org: string, id: string): Promise<Draft | null> {
  const found = await tx.query<Draft>(`select ${COLUMNS} from draft where org_id = $1 and id = $2 for update`, [
    org,
    id,
  ]);
  return found.rows[0] ?? null;
}

/** As the command says by which it was begun; the office can begin one where it proposes, and to import it. */
export async function wasBegunByOffice(db: Queryable, org: string, id: string): Promise<boolean> {
  const found = await db.query(
    `select 1 from command where org_id = $1 and stream = 'proposal/' || $2::text and kind = 'SaveDraft' and role = 'standingOffice'`,
    [org, id],
  );
  return found.rows.length > 0;
}

export type DraftEdit = { title: string; achievement: string | null; content: { readonly [key: string]: Json } };

export async function editDraft(
  tx: Transaction,
  org: string,
  id: string,
  { title, achievement, content }: DraftEdit,
): Promise<number> {
  const edited = await tx.query<{ rowVersion: number }>(
    `update draft set title = $3, achievement = $4, content = $5, row_version = row_version + 1, updated_at = clock_timestamp()
     where org_id = $1 and id = $2 returning row_version as "rowVersion"`,
    [org, id, title, achievement, JSON.stringify(content)],
  );
  return edited.rows[0]?.rowVersion ?? 0;
}

type Rehoming = { id: string; subject: string; from: string; to: string };

/**
 * The dossier and whom it is about, by the name of the draft and by that of the case, go with the case: the new unit mends
 * the one, and may propose the other again. Whom another case or draft of the old unit names stays with it.
 */
export async function rehomeDraft(tx: Queryable, org: string, { id, subject, from, to }: Rehoming): Promise<void> {
  await tx.query('update draft set unit = $3 where org_id = $1 and id = $2', [org, id, to]);
  await tx.query(
    `update subject s set unit = $5
     where s.org_id = $1 and s.unit = $4 and s.id in ($3, (select d.subject from draft d where d.org_id = $1 and d.id = $2))
       and not exists (select from draft d where d.org_id = $1 and d.subject = s.id and d.unit = $4 and d.id <> $2)
       and not exists (select from proposal_board p where p.org_id = $1 and p.subject = s.id and p.unit = $4 and p.id <> $2)`,
    [org, id, subject, from, to],
  );
}
