import { afterAll, beforeAll, beforeEach, expect, inject, test } from 'vitest';
import { owedThings } from '../../store/reminders/owed-things.ts';
import { freshDatabase, type TestDatabase } from '../builders/database.ts';
import { draft, ORG, openOffice, person, UNIT, uploadPlan, WORDS } from '../builders/office.ts';
import { type Case, caseOf, must, newId, type Play, play, registered, submitted } from '../builders/play.ts';
import { DAY, round, START, stage } from '../builders/round.ts';
import { openStill } from './varied-run.ts';

const TODAY = '2021-01-04';

const SCORED = [stage('registration'), stage('clusterScoring'), stage('decision')];

let db: TestDatabase;
let office: ReturnType<typeof openStill>;
let on: Play;
let year: string;

beforeAll(async () => {
  db = await freshDatabase(inject('clusterUrl'));
  office = openStill(db.database);
  on = play({ ...office, quiet: () => Promise.resolve() });
  const intake = [stage('appraisal'), stage('submission')];
  await openOffice(office, [
    round({ key: 'own', stages: [stage('registration'), stage('decision')] }),
    round({ key: 'intake', stages: intake }),
    round({ key: 'further', stages: intake }),
    round({ key: 'mending', stages: intake }),
  ]);
  const scored = round({ key: 'scored', plan: 'scored-plan', stages: SCORED });
  ({ year } = await openOffice(office, [scored]));
});
beforeEach(() => {
  office.clock.now = START;
});
afterAll(() => db?.close());

/** A case that the level below has sent here, taken into a round of its own. */
async function fromBelow(inRound: string): Promise<Case> {
  const one = caseOf(on, newId('case from below'));
  // The builder's draft brings its subject, which stands here as if it had been copied.
  const { rows } = await db.database.query<{ id: string; commitment: string }>(
    'select s.id, s.commitment from draft d join subject s on s.org_id = d.org_id and s.id = d.subject where d.id = $1',
    [await draft(office, { title: 'BK', round: inRound })],
  );
  const subject = { id: rows[0]?.id ?? '', kind: 'person', commitment: rows[0]?.commitment ?? '' };
  const lower = { org: UNIT, proposal: newId('lower'), submission: 'submission/1', copyHash: 'cc' };
  const body = { lower, plan: 'test-plan', round: inRound, title: 'BK', subject, dossier: 'd1' };
  await one.does('outbox', 'OpenFromBelow', body);
  return one;
}

async function sentFurther(one: Case): Promise<void> {
  await one.does('standingOffice', 'Receive', { paperOn: TODAY, filesOn: TODAY });
  await one.does('standingOffice', 'Appraise', { finding: 'for', grounds: WORDS, rule: 'test' });
  const submission = `submission/${newId('submission')}`;
  await db.database.query(
    `insert into listing (org_id, proposal, kind, list, status) values ($1, $2, 'submission', $3, 'claimed')`,
    [ORG, one.id, submission],
  );
  await one.does('outbox', 'ListOnSubmission', { submission, line: 1 });
  const letter = { number: '1/TTr', on: TODAY, file: null };
  const above = { org: 'top', receipt: newId('receipt'), upper: newId('upper') };
  await one.does('outbox', 'SendUp', { submission, letter, copyHash: 'cc', above });
}

/** Of one round: who is told, of what, and since when. */
async function told(inRound: string) {
  const things = await owedThings(db.database, ORG, office.clock.now);
  return things
    .filter(({ round: key }) => key === inRound)
    .map(({ role, unit, what, since }) => ({ role, unit, what, since }));
}

test('a case that the level below asks back is told to the office, since it was asked and until it is answered', async () => {
  const one = await fromBelow('intake');
  const waits = { role: 'standingOffice', unit: null, what: 'nominated', since: START };
  expect(await told('intake')).toEqual([waits]);
  office.clock.now = START + DAY;
  await one.does('outbox', 'AskWithdrawalFromBelow', { act: 12, reason: WORDS });
  office.clock.now = START + 2 * DAY;
  const asked = { role: 'standingOffice', unit: null, what: 'withdrawalAsked', since: START + DAY };
  expect(await told('intake')).toEqual([waits, asked]);
  await one.does('standingOffice', 'DeclineWithdrawal', { reason: WORDS });
  expect(await told('intake')).toEqual([waits]);
});

test('one that has gone further up is told to the authority’s head too, who asks there in turn, once', async () => {
  const one = await fromBelow('further');
  await sentFurther(one);
  expect(await told('further')).toEqual([]);
  await one.does('outbox', 'AskWithdrawalFromBelow', { act: 12, reason: WORDS });
  const asked = (role: string) => ({ role, unit: null, what: 'withdrawalAsked', since: START });
  expect(await told('further')).toEqual([asked('authorityHead'), asked('standingOffice')]);
  await one.does('authorityHead', 'Withdraw', { reason: WORDS });
  expect(await told('further')).toEqual([asked('standingOffice')]);
});

test('what was returned to the level below is told to nobody here, and what was returned to a unit is told to it', async () => {
  const back = { items: [{ key: 'report', note: WORDS }], dueOn: '2021-01-20' };
  await (await fromBelow('mending')).does('standingOffice', 'Return', back);
  expect(await told('mending')).toEqual([]);
  const own = await submitted(on, { round: 'own' });
  await own.does('unitHead', 'Confirm');
  await own.does('standingOffice', 'Return', back);
  expect(await told('own')).toEqual([{ role: 'unitClerk', unit: UNIT, what: 'returned', since: START }]);
});

test('a score to be verified is told to the head of the cluster that the unit is in by the plan in force', async () => {
  const one = await registered(on, { plan: 'scored-plan', round: 'scored' });
  await one.does('unitClerk', 'EnterScore', { stage: 'clusterScoring', as: 'self', score: 90, reason: null });
  const verifies = (cluster: string) => [{ role: 'clusterHead', unit: cluster, what: 'clusterScoring', since: START }];
  expect(await told('scored')).toEqual(verifies('cluster-1'));
  const published = {
    plan: 'scored-plan',
    version: 2,
    year: 2021,
    hash: 'h2',
    demo: false,
    duties: [],
    milestones: [],
  };
  const amended = round({ key: 'scored', plan: 'scored-plan', planVersion: 2, stages: SCORED });
  await uploadPlan(office, published, [amended], null, 'cluster-2');
  expect(await told('scored')).toEqual(verifies('cluster-1'));
  await must(on, {
    stream: year,
    kind: 'AmendPlan',
    body: { plan: 'scored-plan', version: 2, reason: WORDS },
    by: person('standingOffice'),
  });
  expect(await told('scored')).toEqual(verifies('cluster-2'));
});
