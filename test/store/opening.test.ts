import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { perform } from '../../store/step/perform.ts';
import { atCommit } from '../builders/at-commit.ts';
import { freshDatabase, type TestDatabase } from '../builders/database.ts';
import { draft, ORG, openOffice, person, receive, uploadPlan, WORDS } from '../builders/office.ts';
import { DAY, round, START, stage } from '../builders/round.ts';
import { deliverAll, openStill } from './varied-run.ts';

let db: TestDatabase;
let office: ReturnType<typeof openStill>;
let year: string;
let version = 1;

beforeAll(async () => {
  db = await freshDatabase(inject('clusterUrl'));
  office = openStill(db.database);
  ({ year } = await openOffice(office, [dated(version)]));
});
afterAll(() => db?.close());

const dueAt = (planVersion: number) => START + planVersion * DAY;

function dated(planVersion: number) {
  const registration = stage('registration', { dueAt: dueAt(planVersion) });
  return round({ planVersion, stages: [registration, stage('appraisal'), stage('decision')] });
}

async function amendment() {
  version += 1;
  const plan = { plan: 'test-plan', version };
  await uploadPlan(office, { ...plan, year: 2021, hash: 'amended', demo: false, duties: [], milestones: [] }, [
    dated(version),
  ]);
  const body = { ...plan, reason: WORDS };
  return receive(office, { stream: year, kind: 'AmendPlan', body, by: person('standingOffice'), key: `v${version}` });
}

async function beginning() {
  const id = await draft(office);
  const body = { draft: id, rowVersion: 1 };
  return receive(office, { stream: `proposal/${id}`, kind: 'Submit', body, by: person('unitClerk'), key: id });
}

type Command = Awaited<ReturnType<typeof receive>>;

function step({ org, stream, id }: Command, database = db.database) {
  return perform({ ...office.step, database }, { org, stream, known: { seq: 0, hash: null }, act: { command: id } });
}

/** The one comes to its commit and waits there; the other begins then, and has all the time that it needs to overtake. */
async function begunDuring(first: Command, second: Command): Promise<void> {
  const steps: Promise<unknown>[] = [];
  const slow = atCommit(db.database, async (client) => {
    const overtaking = step(second);
    steps.push(overtaking);
    await Promise.race([overtaking, new Promise((resolve) => setTimeout(resolve, 500))]);
    await client.query('commit');
  });
  await step(first, slow);
  await Promise.all(steps);
  await deliverAll(office);
}

async function dueOf({ stream }: Command): Promise<number | undefined> {
  const found = await db.database.query<{ due_at: number }>(
    `select due_at from proposal_board where org_id = $1 and 'proposal/' || id = $2`,
    [ORG, stream],
  );
  return found.rows[0]?.due_at;
}

test('a case that is beginning when an amendment comes is found by it', async () => {
  const begins = await beginning();
  await begunDuring(begins, await amendment());
  expect(await dueOf(begins)).toBe(dueAt(version));
});

test('a case that begins while an amendment is being recorded waits for it, and begins under it', async () => {
  const begins = await beginning();
  await begunDuring(await amendment(), begins);
  expect(await dueOf(begins)).toBe(dueAt(version));
});
