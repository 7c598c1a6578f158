import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { dateOf } from '../../domain/calendar/local-date.ts';
import { owedNow } from '../../store/reads/owed/owed-now.ts';
import { councilOf, councilRound } from '../builders/council.ts';
import { freshDatabase, type TestDatabase } from '../builders/database.ts';
import { act, draft, ORG, openOffice, person, WORDS } from '../builders/office.ts';
import { type Case, caseOf, type Play, play } from '../builders/play.ts';
import { DAY, stage } from '../builders/round.ts';
import { deliverAll, openStill } from './varied-run.ts';

let db: TestDatabase;
let office: ReturnType<typeof openStill>;
let council: ReturnType<typeof councilOf>;
let on: Play;

const PAPER = { number: '8/CV', on: '2021-01-04', file: null };

beforeAll(async () => {
  db = await freshDatabase(inject('clusterUrl'));
  office = openStill(db.database);
  council = councilOf(office);
  on = play({ ...office, quiet: () => deliverAll(office) });
  const [nomination, ...examination] = councilRound('noticed').stages;
  if (nomination === undefined) throw new Error('A council round begins with a nomination');
  const paper = stage('checkpoint', { key: 'paper', acceptance: 'office', evidence: [] });
  await openOffice(office, [
    { ...councilRound('looked'), stages: [paper, nomination, ...examination] },
    { ...councilRound('noticed'), stages: [nomination, stage('publicNotice', { noticeDays: 1 }), ...examination] },
  ]);
});
afterAll(() => db?.close());

async function nominated(round: string): Promise<Case> {
  const id = await draft(office, { round, byOffice: true });
  const one = caseOf(on, id);
  const body = { title: 'LDTT', reason: null, draft: id, rowVersion: 1, letter: null, unitVote: null };
  await council.must(`proposal/${id}`, 'Nominate', body, person('standingOffice', 'proposer'));
  return one;
}

async function readyForCouncil(one: Case): Promise<void> {
  await one.does('standingOffice', 'Receive', { paperOn: PAPER.on, filesOn: PAPER.on });
  const appraised = { finding: 'for', grounds: WORDS, rule: null };
  await council.must(`proposal/${one.id}`, 'Appraise', appraised, person('standingOffice', 'appraiser'));
}

async function stateOf({ id }: Case): Promise<string | undefined> {
  const found = await db.database.query<{ state: string }>('select state from proposal_board where id = $1', [id]);
  return found.rows[0]?.state;
}

async function officeOwes({ id }: Case): Promise<readonly string[]> {
  const reader = {
    id: 'office',
    role: 'standingOffice',
    unit: null,
    sight: { org: ORG, unit: null, cluster: null },
  } as const;
  const { items } = await owedNow(db.database, reader, office.clock.now, { after: null, limit: 200 });
  return items.find(({ proposals }) => proposals.some((each) => each.id === id))?.commands ?? [];
}

test('a stage is not opened again once the council has voted, though the case has yet to hear of it', async () => {
  const one = await nominated('looked');
  await readyForCouncil(one);
  const session = await council.calls([one.id]);
  await council.enters(session, { [one.id]: 10 });
  await council.confirms(session);
  const stream = `proposal/${one.id}`;
  const again = { stage: 'paper', reason: WORDS };
  const { outcome: asked } = await council.must(stream, 'Reopen', again, person('standingOffice'));
  const body = { act: asked.ok ? asked.seq : 0 };
  const { outcome } = await act(office, { stream, kind: 'ConfirmAct', body, by: person('councilChair'), key: 'opens' });
  expect(outcome).toMatchObject({ ok: false, refusal: { code: 'TALLY_STANDS' } });
  await deliverAll(office);
  expect(await stateOf(one)).toBe('passed');
});

test('a notice that a complaint begins anew is published anew before it is closed', async () => {
  const one = await nominated('noticed');
  const today = dateOf(office.clock.now);
  expect(await officeOwes(one)).toContain('Publish');
  await one.does('standingOffice', 'Publish', { stage: 'publicNotice', from: today, to: today });
  office.clock.now += DAY;
  expect(await officeOwes(one)).toContain('CloseNotice');
  await one.does('standingOffice', 'CloseNotice', { stage: 'publicNotice', report: WORDS });
  await one.does('standingOffice', 'Receive', { paperOn: PAPER.on, filesOn: PAPER.on });
  await one.does('standingOffice', 'Reject', { rule: 'test', reason: WORDS });
  await one.does('authorityHead', 'Redecide', { complaint: PAPER, grounds: WORDS, stage: 'publicNotice' });
  expect(await officeOwes(one)).toContain('Publish');
});
