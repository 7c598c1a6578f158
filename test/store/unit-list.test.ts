import { afterAll, beforeAll, beforeEach, expect, inject, test } from 'vitest';
import { addDays, dateOf, endOfDay } from '../../domain/calendar/local-date.ts';
import type { Json } from '../../domain/json.ts';
import type { CommandOutcome } from '../../domain/refusal.ts';
import type { Actor } from '../../domain/stream.ts';
import { owedNow } from '../../store/reads/owed/owed-now.ts';
import type { Reader } from '../../store/reads/owed/reader.ts';
import { unitRoundStream } from '../../store/reads/unit-round-stream.ts';
import { freshDatabase, type TestDatabase } from '../builders/database.ts';
import { act, draft, ORG, openOffice, person, UNIT, WORDS } from '../builders/office.ts';
import { newKey } from '../builders/play.ts';
import { DAY, round, START, stage } from '../builders/round.ts';
import { deliverAll, openStill } from './varied-run.ts';

let db: TestDatabase;
let office: ReturnType<typeof openStill>;

const LETTER = { number: '1/TTr', on: '2021-01-04', file: null };
const CLERK: Reader = {
  id: 'unitClerk',
  role: 'unitClerk',
  unit: UNIT,
  sight: { org: ORG, unit: UNIT, cluster: null },
};
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

/** Registered, and waiting for its unit's list. */
async function registered(): Promise<string> {
  const id = await draft(office);
  const stream = `proposal/${id}`;
  await tells(stream, 'Submit', { draft: id, rowVersion: 1 }, person('unitClerk'));
  await tells(stream, 'Confirm', {}, person('unitHead'));
  await tells(stream, 'Accept', {}, person('standingOffice'));
  return id;
}

function listOf(...ids: string[]): Json {
  const lines = ids.map((proposal) => ({ proposal, title: 'LDTT', reason: null }));
  return { round: 'test-plan/annual', letter: LETTER, unitVote: null, lines, left: [] };
}

const stands = async (id: string) =>
  (await db.database.query('select unit, state, stage from proposal_board where id = $1', [id])).rows[0];

const seqOf = (outcome: CommandOutcome) => (outcome.ok ? outcome.seq : 0);

test('the head confirms a unit’s list in the window of the nomination, whenever it was proposed', async () => {
  const id = await registered();
  expect(await tells(list, 'ProposeList', listOf(id), person('unitClerk'))).toMatchObject({ ok: true });
  const confirms = () => tells(list, 'ConfirmList', { act: 1 }, person('unitHead'));
  office.clock.now = DUE;
  expect(await confirms()).toMatchObject({ ok: false, refusal: { code: 'WINDOW_CLOSED' } });
  office.clock.now = DUE - 1;
  expect(await confirms()).toMatchObject({ ok: true, events: ['UnitNominated'] });
  await deliverAll(office);
  expect(await stands(id)).toMatchObject({ state: 'passed' });
});

test('a case that went to another unit is not nominated by the list of its first, which is drawn up anew without it', async () => {
  const [gone, stays] = [await registered(), await registered()];
  const proposed = await tells(list, 'ProposeList', listOf(gone, stays), person('unitClerk'));
  const body = { unit: 'solo', document: LETTER };
  expect(await tells(`proposal/${gone}`, 'Rehome', body, person('standingOffice'))).toMatchObject({ ok: true });
  const act = seqOf(proposed);
  expect(await tells(list, 'ConfirmList', { act }, person('unitHead'))).toMatchObject({
    refusal: { code: 'LINES_DIFFER', facts: { missing: [], foreign: [gone], repeated: [] } },
  });
  await deliverAll(office);
  expect(await stands(gone)).toEqual({ unit: 'solo', state: 'inStage', stage: 'nomination' });
  await tells(list, 'DeclineList', { act, reason: WORDS }, person('unitHead'));
  const anew = await tells(list, 'ProposeList', listOf(stays), person('unitClerk'));
  expect(await tells(list, 'ConfirmList', { act: seqOf(anew) }, person('unitHead'))).toMatchObject({ ok: true });
  await deliverAll(office);
  expect(await stands(stays)).toEqual({ unit: UNIT, state: 'passed', stage: 'decision' });
});

test('a list takes the cases whose nomination was extended until their own date, and those alone are owed on it', async () => {
  const [late, extended] = [await registered(), await registered()];
  const body = { stage: 'nomination', dueOn: addDays(dateOf(DUE), 10), reason: WORDS, document: null };
  await tells(`proposal/${extended}`, 'Extend', body, person('standingOffice'));
  office.clock.now = DUE;
  const named = (await owedNow(db.database, CLERK, office.clock.now, { after: null, limit: 50 })).items
    .filter(({ kind }) => kind === 'unitList')
    .map(({ proposals }) => proposals.map(({ id }) => id));
  expect(named).toEqual([[late], [extended]]);
  const proposes = (...ids: string[]) => tells(list, 'ProposeList', listOf(...ids), person('unitClerk'));
  expect(await proposes(late, extended)).toMatchObject({ refusal: { code: 'WINDOW_CLOSED' } });
  const act = seqOf(await proposes(extended));
  const confirms = () => tells(list, 'ConfirmList', { act }, person('unitHead'));
  office.clock.now = endOfDay(body.dueOn);
  expect(await confirms()).toMatchObject({ refusal: { code: 'WINDOW_CLOSED' } });
  office.clock.now -= 1;
  expect(await confirms()).toMatchObject({ ok: true });
  await deliverAll(office);
  expect(await stands(extended)).toMatchObject({ state: 'passed' });
  expect(await stands(late)).toMatchObject({ state: 'inStage' });
});
