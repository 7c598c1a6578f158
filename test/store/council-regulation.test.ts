import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import type { CouncilRegulation } from '../../domain/plan/plan.ts';
import { perform } from '../../store/step/perform.ts';
import { freshDatabase, type TestDatabase } from '../builders/database.ts';
import { act, draft, type Office, ORG, openOffice, person, uploadPlan, WORDS } from '../builders/office.ts';
import { round, stage } from '../builders/round.ts';
import { deliverAll, openStill } from './varied-run.ts';

let db: TestDatabase;
let office: Office;

/** So many of eleven members, in the council's own regulation. */
const regulation = (numerator: number, denominator: number): CouncilRegulation => ({
  members: 11,
  threshold: { numerator, denominator, base: 'all', strict: false },
  source: { kind: 'assumed', reason: 'test' },
});

const OPEN = {
  officeProposes: true,
  standing: true,
  stages: [stage('nomination'), stage('appraisal'), stage('council'), stage('decision')],
};
const closing = round({ ...OPEN, key: 'closing', plan: 'plan-2020' });
const annual = round({ ...OPEN, key: 'annual', plan: 'plan-2021' });

beforeAll(async () => {
  db = await freshDatabase(inject('clusterUrl'));
  office = openStill(db.database);
  await openOffice(office, [closing], { year: 2020 }, regulation(2, 3));
  await openOffice(office, [annual], {}, regulation(1, 4));
});
afterAll(() => db?.close());

let keys = 0;

async function must(
  stream: string | { begins: string },
  kind: string,
  body: Parameters<typeof act>[1]['body'],
  by = person('standingOffice'),
) {
  keys += 1;
  const done = await act(office, { stream, kind, body: body ?? {}, by, key: `key ${keys}` });
  expect(done.outcome).toMatchObject({ ok: true });
  return done;
}

/** A case that waits for its council. */
async function ready(plan: string, key: string): Promise<string> {
  const id = await draft(office, { plan, round: key });
  const nominate = { title: 'LDTT', reason: null, draft: id, letter: null, unitVote: null };
  const stream = `proposal/${id}`;
  await must(stream, 'Nominate', nominate, person('standingOffice', 'proposer'));
  await must(stream, 'Receive', { paperOn: '2021-01-04', filesOn: '2021-01-04' });
  await must(stream, 'Appraise', { finding: 'for', grounds: WORDS, rule: null }, person('standingOffice', 'appraiser'));
  return id;
}

/** Four votes of eleven for each: enough for a quarter, not for two thirds. */
async function outcomes(proposals: readonly string[], meanwhile = async () => {}): Promise<unknown[]> {
  const call = { meeting: 'meeting', heldOn: '2021-01-04', proposals };
  const { stream } = await must({ begins: 'session' }, 'CallSession', call, person('councilSecretary'));
  await deliverAll(office);
  const tally = { members: 11, for: 4, against: 7, blank: 0, absentInWriting: { for: 0, against: 0 }, secret: true };
  const lines = proposals.map((proposal) => ({ proposal, tally, minutesSay: 'passed' }));
  const minutes = { number: '3/BB', on: '2021-01-04', file: null };
  await must(stream, 'EnterResult', { lines, minutes }, person('councilSecretary'));
  await meanwhile();
  await must(stream, 'ConfirmResult', { act: 2 }, person('councilChair'));
  const found = await db.database.query<{ lines: { outcome: string; verdict: { rule: string } }[] }>(
    `select text::jsonb -> 'body' -> 'lines' as lines from event where stream = $1 and kind = 'ResultConfirmed'`,
    [stream],
  );
  return found.rows.flatMap((row) => row.lines.map(({ outcome, verdict }) => `${outcome} by ${verdict.rule}`));
}

test('one meeting judges the cases of two plans, each by its own plan’s regulation, in whatever order', async () => {
  const [a, b] = [await ready('plan-2020', 'closing'), await ready('plan-2021', 'annual')];
  expect(await outcomes([a, b])).toEqual(['notPassed by 2/3 of all', 'passed by 1/4 of all']);
  const [c, d] = [await ready('plan-2020', 'closing'), await ready('plan-2021', 'annual')];
  expect(await outcomes([d, c])).toEqual(['passed by 1/4 of all', 'notPassed by 2/3 of all']);
});

test('two cases of one plan are judged by one version of it, also while an amendment is on its way to one of them', async () => {
  const [reached, waiting] = [await ready('plan-2020', 'closing'), await ready('plan-2020', 'closing')];
  const amended = async () => {
    const published = {
      plan: 'plan-2020',
      version: 2,
      year: 2020,
      hash: 'v2',
      demo: false,
      duties: [],
      milestones: [],
    };
    await uploadPlan(office, published, [{ ...closing, planVersion: 2 }], regulation(1, 3));
    const year = await db.database.query<{ stream: string }>(`select stream from year_board where plan = 'plan-2020'`);
    await must(String(year.rows[0]?.stream), 'AmendPlan', { plan: 'plan-2020', version: 2, reason: WORDS });
    await bringTo(reached);
  };
  expect(await outcomes([reached, waiting], amended)).toEqual(['passed by 1/3 of all', 'passed by 1/3 of all']);
  const pinned = await db.database.query('select plan_version from proposal_board where id = $1', [waiting]);
  expect(pinned.rows).toEqual([{ plan_version: 1 }]);
});

/** The amendment reaches one case, and no other yet. */
async function bringTo(id: string): Promise<void> {
  const stream = `proposal/${id}`;
  const found = await db.database.query<{ id: string }>(
    `select id from command where stream = $1 and kind = 'Recalendar' and settled_at is null`,
    [stream],
  );
  const known = { seq: 0, hash: null };
  await perform(office.step, { org: ORG, stream, known, act: { command: String(found.rows[0]?.id) } });
}
