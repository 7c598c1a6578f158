import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { owedNow } from '../../store/reads/owed/owed-now.ts';
import { councilOf, councilRound } from '../builders/council.ts';
import { freshDatabase, type TestDatabase } from '../builders/database.ts';
import { ORG, openOffice, person } from '../builders/office.ts';
import { DAY, START } from '../builders/round.ts';
import { deliverAll, openStill } from './varied-run.ts';

let db: TestDatabase;
let office: ReturnType<typeof openStill>;

beforeAll(async () => {
  db = await freshDatabase(inject('clusterUrl'));
  office = openStill(db.database);
  await openOffice(office, [councilRound('thematic')]);
});
afterAll(() => db?.close());

test('the result of a session is owed from its day on, when it can be entered', async () => {
  const council = councilOf(office);
  const body = { meeting: 'meeting', heldOn: '2021-01-06', proposals: [await council.ready('thematic')] };
  await council.must({ begins: 'session' }, 'CallSession', body, person('councilSecretary'));
  await deliverAll(office);
  const reader = {
    id: 'secretary',
    role: 'councilSecretary' as const,
    unit: null,
    sight: { org: ORG, unit: null, cluster: null },
  };
  const owes = async (now: number) =>
    (await owedNow(db.database, reader, now, { after: null, limit: 9 })).items.map(({ commands }) => commands[0]);
  expect(await owes(START + DAY)).toEqual([]);
  expect(await owes(START + 2 * DAY)).toEqual(['EnterResult']);
});
