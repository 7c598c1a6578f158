import type { Queryable } from '../database.ts';

export type PrivateTextRow = { id: string; salt: string; value: string };

/** Words that the ledger holds as a commitment. An id is derived from its command, so a repeat changes nothing. */
export async function keepTexts(db: Queryable, org: string, texts: readonly PrivateTextRow[]): Promise<void> {
  if (texts.length === 0) return;
  await db.query(
    `insert into private_text (org_id, id, salt, value)
     select $1, id, salt, value from jsonb_to_recordset($2) as t(id uuid, salt text, value text) on conflict do nothing`,
    [org, JSON.stringify(texts)],
  );
}

/** A carried act brings its text's id along, so the id alone finds the words, whichever organisation wrote them. */
export async function textsOf(db: Queryable, ids: readonly string[]): Promise<Map<string, string>> {
  if (ids.length === 0) return new Map();
  const found = await db.query<{ id: string; value: string }>(
    'select id, value from private_text where id = any($1::uuid[])',
    [[...ids]],
  );
  return new Map(found.rows.map(({ id, value }) => [id, value]));
}
