import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { inTransaction } from '../../store/database.ts';
import { editDraft } from '../../store/desk/drafts.ts';
import { freshDatabase, type TestDatabase } from '../builders/database.ts';
import { act, bring, draft, ORG, openOffice, person, receive, WORDS } from '../builders/office.ts';
import { newKey } from '../builders/play.ts';
import { openStill } from './varied-run.ts';

let db: TestDatabase;
let office: ReturnType<typeof openStill>;

beforeAll(async () => {
  db = await freshDatabase(inject('clusterUrl'));
  office = openStill(db.database);
  await openOffice(office);
});
afterAll(() => db?.close());

/** Another clerk of the unit saves the draft. */
async function edits(id: string): Promise<void> {
  const edit = { title: 'LDTT', achievement: null, content: { report: 'Thành tích khác' } };
  await inTransaction(db.database, (tx) => editDraft(tx, ORG, id, edit));
}

/** Written down after the API had looked, and not performed yet. */
const asks = (id: string, kind: string, body: { rowVersion: number; draft?: string }) =>
  receive(office, { stream: `proposal/${id}`, kind, body, by: person('unitClerk'), key: newKey(kind) });

const STALE = { ok: false, refusal: { code: 'STALE', rule: 'draft', facts: { seen: 1, changedAt: 2 } } };

test('a draft that is edited between the look and the step is not submitted unseen', async () => {
  const id = await draft(office);
  const submit = await asks(id, 'Submit', { draft: id, rowVersion: 1 });
  await edits(id);
  expect(await bring(office, submit)).toEqual(STALE);
  const frozen = await db.database.query('select 1 from dossier_version where proposal = $1', [id]);
  expect(frozen.rows).toEqual([]);
  expect(await bring(office, await asks(id, 'Submit', { draft: id, rowVersion: 2 }))).toMatchObject({ ok: true });
});

test('nor is a supplement, of which the first version stays the one that was frozen', async () => {
  const id = await draft(office);
  await bring(office, await asks(id, 'Submit', { draft: id, rowVersion: 1 }));
  const stream = `proposal/${id}`;
  await act(office, { stream, kind: 'SendBack', body: { reason: WORDS }, by: person('unitHead'), key: newKey('back') });
  const again = await asks(id, 'Submit', { draft: id, rowVersion: 1 });
  await edits(id);
  expect(await bring(office, again)).toEqual(STALE);
  const versions = () => db.database.query('select version from dossier_version where proposal = $1 order by 1', [id]);
  expect((await versions()).rows).toEqual([{ version: 1 }]);
  expect(await bring(office, await asks(id, 'Submit', { draft: id, rowVersion: 2 }))).toMatchObject({ ok: true });
  expect((await versions()).rows).toEqual([{ version: 1 }, { version: 2 }]);
});
