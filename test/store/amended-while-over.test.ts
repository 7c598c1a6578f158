import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { verifyExport } from '../../audit/verify.ts';
import type { Json } from '../../domain/json.ts';
import type { Actor } from '../../domain/stream.ts';
import type { CommandRow } from '../../store/commands/command-row.ts';
import { exportLedger } from '../../store/ledger/export.ts';
import { unitRoundStream } from '../../store/reads/unit-round-stream.ts';
import { perform } from '../../store/step/perform.ts';
import { freshDatabase, type TestDatabase } from '../builders/database.ts';
import { act, bring, draft, ORG, openOffice, person, receive, UNIT, uploadPlan, WORDS } from '../builders/office.ts';
import { newKey } from '../builders/play.ts';
import { DAY, round, START, stage } from '../builders/round.ts';
import { deliverAll, openStill } from './varied-run.ts';

let db: TestDatabase;
let office: ReturnType<typeof openStill>;
let year: string;

const papersUntil = (dueAt: number, planVersion: number) =>
  round({
    planVersion,
    stages: [
      stage('registration'),
      stage('checkpoint', { dueAt, onMissed: 'lapse' }),
      stage('nomination'),
      stage('decision'),
    ],
  });

/** The second paper's date moves with the fourth version, the first's never. */
const twoPapers = (planVersion: number) =>
  round({
    key: 'later',
    planVersion,
    stages: [
      stage('registration'),
      stage('checkpoint', { dueAt: START + DAY, onMissed: 'lapse', evidence: [], per: 'unit' }),
      stage('checkpoint', { key: 'second', dueAt: START + (planVersion < 4 ? 3 : 90) * DAY, onMissed: 'lapse' }),
      stage('nomination'),
      stage('decision'),
    ],
  });

beforeAll(async () => {
  db = await freshDatabase(inject('clusterUrl'));
  office = openStill(db.database);
  ({ year } = await openOffice(office, [papersUntil(START + DAY, 1), twoPapers(1)]));
});
afterAll(() => db?.close());

async function must(stream: string, kind: string, body: Json, by: Actor = person('standingOffice')): Promise<number> {
  const { outcome } = await act(office, { stream, kind, body, by, key: newKey(kind) });
  if (!outcome.ok) throw new Error(`${kind} was refused: ${JSON.stringify(outcome.refusal)}`);
  return outcome.seq;
}

/** A case whose papers never came; or came in time, and were brought to it only after the lapse. */
async function lapsed(
  round = 'annual',
  meanwhile: (stream: string) => Promise<unknown> = async () => undefined,
): Promise<string> {
  const id = await draft(office, { round });
  const stream = `proposal/${id}`;
  await must(stream, 'Submit', { draft: id, rowVersion: 1 }, person('unitClerk'));
  await must(stream, 'Confirm', {}, person('unitHead'));
  const setBy = await must(stream, 'Accept', {});
  const dueAt = START + DAY;
  office.clock.now = dueAt - 1;
  await meanwhile(stream);
  office.clock.now = dueAt;
  const timer = { kind: 'DeadlinePassed', dueAt, setBy, body: { dueAt, setBy } } as const;
  await perform(office.step, { org: ORG, stream, known: { seq: 0, hash: null }, act: { timer } });
  return id;
}

async function amends(version: number, dueAt: number): Promise<void> {
  const published = {
    plan: 'test-plan',
    version,
    year: 2021,
    hash: `v${version}`,
    demo: false,
    duties: [],
    milestones: [],
  };
  await uploadPlan(office, published, [papersUntil(dueAt, version), twoPapers(version)]);
  await must(year, 'AmendPlan', { plan: 'test-plan', version, reason: WORDS });
  await deliverAll(office);
}

const rowOf = async (id: string) =>
  (
    await db.database.query('select state, stage, due_at, on_missed, plan_version from proposal_board where id = $1', [
      id,
    ])
  ).rows[0];

test('a case that lapsed before an amendment is reinstated under the date that the amendment gave', async () => {
  const id = await lapsed();
  expect(await rowOf(id)).toMatchObject({ state: 'lapsed', plan_version: 1 });
  await amends(2, START + 40 * DAY);
  expect(await rowOf(id)).toMatchObject({ state: 'lapsed', plan_version: 1 });
  const asked = await must(`proposal/${id}`, 'Reinstate', { reason: WORDS });
  await must(`proposal/${id}`, 'ConfirmAct', { act: asked }, person('councilChair'));
  expect(await rowOf(id)).toEqual({
    state: 'inStage',
    stage: 'checkpoint',
    due_at: START + 40 * DAY,
    on_missed: 'lapse',
    plan_version: 2,
  });
  await amends(3, START + 50 * DAY);
  expect(await rowOf(id)).toMatchObject({ due_at: START + 50 * DAY, plan_version: 3 });
});

test('papers of a unit that came in time and reach the case after lapse and amendment bring it under the dates in force', async () => {
  office.clock.now = START;
  const body = { round: 'test-plan/later', stage: 'checkpoint', evidence: [], except: [] };
  const stream = unitRoundStream(ORG, 'test-plan', 'later', UNIT);
  const ask = { stream, kind: 'HandInForUnit', body, by: person('unitClerk'), key: newKey('HandInForUnit') };
  const handedIn: CommandRow[] = [];
  const id = await lapsed('later', async () => handedIn.push(await receive(office, ask)));
  expect(await rowOf(id)).toMatchObject({ state: 'lapsed', plan_version: 3 });
  await amends(4, START + 60 * DAY);
  for (const command of handedIn) await bring(office, command);
  await deliverAll(office);
  expect(await rowOf(id)).toMatchObject({
    state: 'inStage',
    stage: 'second',
    plan_version: 4,
    due_at: START + 90 * DAY,
  });
});

test('an amendment keeps the rounds that have cases or drafts, and may leave out the others', async () => {
  const published = { plan: 'test-plan', version: 5, year: 2021, hash: 'v5', demo: false, duties: [], milestones: [] };
  const amend = (version: number) => ({
    stream: year,
    kind: 'AmendPlan',
    body: { plan: 'test-plan', version, reason: WORDS },
  });
  await uploadPlan(office, published, [round({ key: 'another', planVersion: 5 })]);
  const refused = await act(office, { ...amend(5), by: person('standingOffice'), key: newKey('amend') });
  expect(refused.outcome).toMatchObject({
    refusal: { code: 'ROUND_HAS_CASES', facts: { rounds: ['annual', 'later'] } },
  });
});

test('the auditor finds nothing wrong with it', async () => {
  const report = await verifyExport(exportLedger(db.database), { logOrigin: 'test.vinh-danh', withCommands: true });
  expect(report.troubles).toMatchObject({ count: 0 });
});
