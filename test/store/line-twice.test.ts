import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import type { Json } from '../../domain/json.ts';
import type { Role } from '../../domain/roles.ts';
import { freshDatabase, type TestDatabase } from '../builders/database.ts';
import { act, draft, openOffice, person } from '../builders/office.ts';
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

const twice = (id: string): string[] => [id, id];
const LISTS: readonly [string, string, Role, (id: string) => Json][] = [
  [
    'session',
    'CallSession',
    'councilSecretary',
    (id) => ({ meeting: 'meeting', heldOn: '2021-01-04', proposals: twice(id) }),
  ],
  [
    'decision',
    'DraftDecision',
    'standingOffice',
    (id) => ({ authority: 'ubnd', register: 'QĐ', proposals: twice(id) }),
  ],
  [
    'submission',
    'DraftSubmission',
    'standingOffice',
    (id) => ({ above: null, to: 'city', lines: twice(id).map((proposal) => ({ proposal, upper: proposal })) }),
  ],
];

test.each(LISTS)('a %s that names one case twice is refused, and holds nothing', async (kind, command, role, body) => {
  const id = await draft(office);
  const submit = { stream: `proposal/${id}`, kind: 'Submit', body: { draft: id, rowVersion: 1 } };
  await act(office, { ...submit, by: person('unitClerk'), key: newKey('Submit') });
  const asked = { stream: { begins: kind }, kind: command, body: body(id), by: person(role), key: newKey(command) };
  expect((await act(office, asked)).outcome).toMatchObject({
    ok: false,
    refusal: { code: 'LINE_UNKNOWN', facts: { unknown: [], repeated: [id] } },
  });
  const held = await db.database.query('select 1 from listing where proposal = $1', [id]);
  expect(held.rowCount).toBe(0);
});
