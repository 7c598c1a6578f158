import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { owedNow } from '../../store/reads/owed/owed-now.ts';
import { freshDatabase, type TestDatabase } from '../builders/database.ts';
import { draft, ORG, openOffice, person, WORDS } from '../builders/office.ts';
import { caseOf, nominates, type Play, play, registered } from '../builders/play.ts';
import { round, stage } from '../builders/round.ts';
import { openStill } from './varied-run.ts';

const TODAY = '2021-01-04';
const received = { paperOn: TODAY, filesOn: TODAY };
const after = [stage('nomination'), stage('appraisal'), stage('council'), stage('decision')];

let db: TestDatabase;
let office: ReturnType<typeof openStill>;
let on: Play;

beforeAll(async () => {
  db = await freshDatabase(inject('clusterUrl'));
  office = openStill(db.database);
  on = play({ ...office, quiet: () => Promise.resolve() });
  const rounds = [
    round({ stages: [stage('registration'), ...after] }),
    round({ key: 'own', officeProposes: true, stages: after }),
  ];
  await openOffice(office, rounds);
});
afterAll(() => db?.close());

/** What somebody of the office may do to settle a case that waits for them. */
async function owes(id: string, ref: string): Promise<string[] | null> {
  const reader = { id, role: 'standingOffice' as const, unit: null, sight: { org: ORG, unit: null, cluster: null } };
  const { items } = await owedNow(db.database, reader, office.clock.now, { after: null, limit: 200 });
  return items.find((item) => item.ref === ref)?.commands ?? null;
}

test('whoever had a case reinstated appraises it, since another act than proposing brought it back', async () => {
  const one = await registered(on);
  const no = await one.does('unitClerk', 'NotNominate', { reason: WORDS });
  await one.does('unitHead', 'ConfirmAct', { act: no.seq });
  const back = await one.does(person('standingOffice', 'reinstater'), 'Reinstate', { reason: WORDS });
  await one.does('councilChair', 'ConfirmAct', { act: back.seq });
  await nominates(one);
  await one.does('standingOffice', 'Receive', received);
  expect(await owes('reinstater', one.id)).toEqual(['Appraise', 'Return', 'Reject']);
  const appraisal = { finding: 'for', grounds: WORDS, rule: null };
  expect(await one.tries(person('standingOffice', 'reinstater'), 'Appraise', appraisal)).toMatchObject({ ok: true });
});

test('whoever of the office proposed a case is shown all that they may do with it, and that is not to appraise it', async () => {
  const one = caseOf(on, await draft(office, { round: 'own', byOffice: true }));
  const proposer = person('standingOffice', 'proposer');
  const body = { title: 'LDTT', reason: null, draft: one.id, rowVersion: 1, letter: null, unitVote: null };
  await one.does(proposer, 'Nominate', body);
  await one.does(proposer, 'Receive', received);
  expect(await owes('another', one.id)).toEqual(['Appraise', 'Return', 'Reject']);
  expect(await owes('proposer', one.id)).toEqual(['Return', 'Reject']);
  const appraisal = { finding: 'for', grounds: WORDS, rule: null };
  expect(await one.tries(proposer, 'Appraise', appraisal)).toMatchObject({ refusal: { code: 'SAME_PERSON' } });
  const items = [{ key: 'report', note: WORDS }];
  expect(await one.tries(proposer, 'Return', { items, dueOn: '2021-01-20' })).toMatchObject({ ok: true });
});
