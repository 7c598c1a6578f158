import { afterAll, beforeAll, beforeEach, expect, inject, test } from 'vitest';
import type { Json } from '../../domain/json.ts';
import type { Actor } from '../../domain/stream.ts';
import { unitRoundStream } from '../../store/reads/unit-round-stream.ts';
import { freshDatabase, type TestDatabase } from '../builders/database.ts';
import { act, draft, ORG, openOffice, person, UNIT } from '../builders/office.ts';
import { newKey } from '../builders/play.ts';
import { DAY, round, START, stage } from '../builders/round.ts';
import { openStill } from './varied-run.ts';

let db: TestDatabase;
let office: ReturnType<typeof openStill>;

const DUE = START + 30 * DAY;
const strict = round({
  afterWindow: 'refuse',
  stages: [stage('registration'), stage('nomination', { per: 'unit', dueAt: DUE }), stage('decision')],
});
const list = unitRoundStream(ORG, 'test-plan', 'annual', UNIT);

beforeAll(async () => {
  db = await freshDatabase(inject('clusterUrl'));
  office = openStill(db.database);
  await openOffice(office, [strict]);
});
beforeEach(() => {
  office.clock.now = START;
});
afterAll(() => db?.close());

const tells = async (stream: string, kind: string, body: Json, by: Actor) =>
  (await act(office, { stream, kind, body, by, key: newKey(kind) })).outcome;

test('the head confirms a unit’s list in the window of the nomination, whenever it was proposed', async () => {
  const id = await draft(office);
  const stream = `proposal/${id}`;
  await tells(stream, 'Submit', { draft: id, rowVersion: 1 }, person('unitClerk'));
  await tells(stream, 'Confirm', {}, person('unitHead'));
  await tells(stream, 'Accept', {}, person('standingOffice'));
  const lines = [{ proposal: id, title: 'LDTT', reason: null }];
  const letter = { number: '1/TTr', on: '2021-01-04', file: null };
  const body = { round: 'test-plan/annual', letter, unitVote: null, lines, left: [] };
  expect(await tells(list, 'ProposeList', body, person('unitClerk'))).toMatchObject({ ok: true });
  const confirms = () => tells(list, 'ConfirmList', { act: 1 }, person('unitHead'));
  office.clock.now = DUE;
  expect(await confirms()).toMatchObject({ ok: false, refusal: { code: 'WINDOW_CLOSED' } });
  office.clock.now = DUE - 1;
  expect(await confirms()).toMatchObject({ ok: true, events: ['UnitNominated'] });
});
