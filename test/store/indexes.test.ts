import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { freshDatabase, type TestDatabase } from '../builders/database.ts';
import { act, draft, openOffice, person, WORDS } from '../builders/office.ts';
import { newKey } from '../builders/play.ts';
import { openStill } from './varied-run.ts';

let db: TestDatabase;
beforeAll(async () => {
  db = await freshDatabase(inject('clusterUrl'));
});
afterAll(() => db?.close());

test('no index but a table’s own key begins with the organisation, so that none can be taken for that key', async () => {
  const found = await db.database.query<{ index: string }>(
    `select i.indexrelid::regclass::text as index from pg_index i
       join pg_class c on c.oid = i.indrelid join pg_namespace n on n.oid = c.relnamespace and n.nspname = 'public'
       join pg_attribute a on a.attrelid = i.indrelid and a.attnum = i.indkey[0]
     where a.attname = 'org_id' and not i.indisprimary order by 1`,
  );
  expect(found.rows).toEqual([]);
});

/** Rows of commands that were looked at through any index, as the server counts them. */
async function commandsRead(): Promise<number> {
  await db.database.query('select pg_stat_force_next_flush()');
  const found = await db.database.query<{ read: number }>(
    `select sum(idx_tup_fetch)::int as read from pg_stat_user_indexes where relname = 'command'`,
  );
  return found.rows[0]?.read ?? 0;
}

test('a decision reads as few commands when there are many as when there were none', async () => {
  const office = openStill(db.database);
  await openOffice(office);
  const decide = async (times: number) => {
    const before = await commandsRead();
    for (let time = 0; time < times; time += 1) {
      const id = await draft(office);
      const stream = `proposal/${id}`;
      const submit = { stream, kind: 'Submit', body: { draft: id, rowVersion: 1 }, by: person('unitClerk') };
      await act(office, { ...submit, key: newKey('submit') });
      await act(office, {
        stream,
        kind: 'SendBack',
        body: { reason: WORDS },
        by: person('unitHead'),
        key: newKey('no'),
      });
    }
    return (await commandsRead()) - before;
  };
  const first = await decide(20);
  await decide(60);
  expect(await decide(20)).toBeLessThanOrEqual(first + 20);
});
