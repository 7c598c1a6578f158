import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import type { CouncilRegulation } from '../../domain/plan/plan.ts';
import { perform } from '../../store/step/perform.ts';
import { councilOf, councilRound } from '../builders/council.ts';
import { freshDatabase, type TestDatabase } from '../builders/database.ts';
import { act, type Office, ORG, openOffice, person, uploadPlan, WORDS } from '../builders/office.ts';
import { newKey } from '../builders/play.ts';
import { deliverAll, openStill } from './varied-run.ts';

let db: TestDatabase;
let office: Office;
let council: ReturnType<typeof councilOf>;

/** So many of eleven members, in the council's own regulation. */
const regulation = (numerator: number, denominator: number): CouncilRegulation => ({
  members: 11,
  threshold: { numerator, denominator, base: 'all', strict: false },
  source: { kind: 'assumed', reason: 'test' },
});

const closing = councilRound('closing', 'plan-2020');
const annual = councilRound('annual', 'plan-2021');

beforeAll(async () => {
  db = await freshDatabase(inject('clusterUrl'));
  office = openStill(db.database);
  council = councilOf(office);
  await openOffice(office, [closing], { year: 2020 }, regulation(2, 3));
  await openOffice(office, [annual], {}, regulation(1, 4));
});
afterAll(() => db?.close());

/** Four votes of eleven for each: enough for a quarter, not for two thirds. */
async function outcomes(proposals: readonly string[], meanwhile = async () => {}): Promise<unknown[]> {
  const stream = await council.calls(proposals);
  await deliverAll(office);
  await council.enters(stream, Object.fromEntries(proposals.map((id) => [id, 4])));
  await meanwhile();
  await council.confirms(stream);
  const found = await db.database.query<{ lines: { outcome: string; verdict: { rule: string } }[] }>(
    `select text::jsonb -> 'body' -> 'lines' as lines from event where stream = $1 and kind = 'ResultConfirmed'`,
    [stream],
  );
  return found.rows.flatMap((row) => row.lines.map(({ outcome, verdict }) => `${outcome} by ${verdict.rule}`));
}

test('one meeting judges the cases of two plans, each by its own plan’s regulation, in whatever order', async () => {
  const [a, b] = [await council.ready('closing', 'plan-2020'), await council.ready('annual', 'plan-2021')];
  expect(await outcomes([a, b])).toEqual(['notPassed by 2/3 of all', 'passed by 1/4 of all']);
  const [c, d] = [await council.ready('closing', 'plan-2020'), await council.ready('annual', 'plan-2021')];
  expect(await outcomes([d, c])).toEqual(['passed by 1/4 of all', 'notPassed by 2/3 of all']);
});

test('a minute with more members than the council has is told to whoever enters it, not only to the chair', async () => {
  const proposal = await council.ready('annual', 'plan-2021');
  const stream = await council.calls([proposal]);
  await deliverAll(office);
  const enter = (members: number) => {
    const tally = { members, for: 4, against: 0, blank: 0, absentInWriting: { for: 0, against: 0 }, secret: true };
    const minutes = { number: '1', on: '2021-01-04', file: null };
    const body = { lines: [{ proposal, tally, minutesSay: 'passed' }], minutes };
    return act(office, { stream, kind: 'EnterResult', body, by: person('councilSecretary'), key: newKey('enter') });
  };
  expect((await enter(12)).outcome).toMatchObject({
    refusal: { code: 'TALLY_IMPOSSIBLE', facts: { lines: [{ proposal, members: 12, seats: 11 }] } },
  });
  expect((await enter(11)).outcome.ok).toBe(true);
});

test('two cases of one plan are judged by one version of it, also while an amendment is on its way to one of them', async () => {
  const [reached, waiting] = [await council.ready('closing', 'plan-2020'), await council.ready('closing', 'plan-2020')];
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
    const body = { plan: 'plan-2020', version: 2, reason: WORDS };
    await council.must(String(year.rows[0]?.stream), 'AmendPlan', body, person('standingOffice'));
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
