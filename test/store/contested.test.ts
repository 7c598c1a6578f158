import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { boardDiffers, rebuild } from '../../store/rebuild/rebuild.ts';
import { asOwner } from '../builders/as-owner.ts';
import { councilOf, councilRound } from '../builders/council.ts';
import { freshDatabase, type TestDatabase } from '../builders/database.ts';
import { act, ORG, openOffice, person, WORDS } from '../builders/office.ts';
import { type Case, draftsDecision, type Play, signs, submitted } from '../builders/play.ts';
import { round, stage } from '../builders/round.ts';
import { deliverAll, openStill } from './varied-run.ts';

let db: TestDatabase;
let on: Play;

beforeAll(async () => {
  db = await freshDatabase(inject('clusterUrl'));
  const office = openStill(db.database);
  on = { ...office, tell: (ask) => act(office, ask), quiet: () => deliverAll(office) };
  const stages = [stage('registration'), stage('appraisal'), stage('decision')];
  await openOffice(office, [round({ stages }), councilRound('short')]);
});
afterAll(() => db?.close());

const byHand = (sql: string) => asOwner(db.url, (owner) => owner.query(sql));
const rows = async (sql: string) => (await db.database.query<Record<string, unknown>>(sql)).rows;
const claims = () => rows('select proposal, subject, title from proposal_claim order by 1, 2, 3');
const subjectOf = async ({ id }: Case) => (await rows(`select subject from draft where id = '${id}'`))[0]?.subject;

/** Two cases of one subject and title, as a recovery may leave them: the second holds the place. */
async function twice(): Promise<[Case, Case]> {
  const first = await submitted(on);
  await byHand(`delete from proposal_claim where proposal = '${first.id}'`);
  return [first, await submitted(on, { subject: String(await subjectOf(first)) })];
}

test('a place that another case holds is left to it, told at every look, and taken when the other is withdrawn', async () => {
  const [first, second] = await twice();
  const before = await claims();
  const told = {
    org: ORG,
    stream: first.stream,
    what: `a row of proposal_claim that is its own is held by ${second.stream}`,
    contested: true,
  };
  expect(await boardDiffers(db.database, { org: ORG, stream: first.stream })).toEqual([told]);
  expect(await boardDiffers(db.database, { org: ORG, stream: second.stream })).toEqual([]);
  expect(await rebuild(db.database)).toEqual([told]);
  expect(await rebuild(db.database)).toEqual([told]);
  expect(await claims()).toEqual(before);
  await second.does('unitHead', 'Withdraw', { reason: WORDS });
  expect(await rebuild(db.database)).toMatchObject([{ stream: first.stream, contested: false }]);
  expect(await rebuild(db.database)).toEqual([]);
});

test('places that are shown with the wrong cases find their own again, whichever is looked at first', async () => {
  const [one, other] = [await submitted(on), await submitted(on)];
  const before = await claims();
  await byHand(
    `update proposal_claim set proposal = case when proposal = '${one.id}' then '${other.id}'::uuid else '${one.id}'::uuid end
     where proposal in ('${one.id}', '${other.id}')`,
  );
  expect((await rebuild(db.database)).every(({ contested }) => !contested)).toBe(true);
  expect(await claims()).toEqual(before);
});

test('a number that another paper bears is left to it, a decision’s as well as a counter-decision’s', async () => {
  const council = councilOf(on);
  const id = await council.ready('short');
  const session = await council.calls([id]);
  await on.quiet();
  await council.enters(session, { [id]: 10 });
  await council.confirms(session);
  await on.quiet();
  const one = { id, stream: `proposal/${id}` } as Case;
  const decision = await draftsDecision(on, [one]);
  await signs(on, decision, '7');
  const counter = { number: '8', on: '2021-01-04', reason: WORDS, reported: false, corrected: WORDS };
  await council.must(one.stream, 'Correct', counter, person('authorityHead'));
  expect(await rebuild(db.database)).toEqual([]);
  await byHand(`update register_number set decision = 'decision/other ' || number`);
  expect(await rebuild(db.database)).toEqual([
    {
      org: ORG,
      stream: decision,
      what: 'a row of register_number that is its own is held by decision/other 7',
      contested: true,
    },
    {
      org: ORG,
      stream: one.stream,
      what: 'the number 8 of its counter-decision is held by decision/other 8',
      contested: true,
    },
  ]);
  expect(await rows('select decision from register_number order by 1')).toEqual([
    { decision: 'decision/other 7' },
    { decision: 'decision/other 8' },
  ]);
});
