import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { addDays, dateOf, type LocalDate } from '../../domain/calendar/local-date.ts';
import { freshDatabase, type TestDatabase } from '../builders/database.ts';
import { openOffice, WORDS } from '../builders/office.ts';
import {
  appraises,
  type Case,
  councilSays,
  draftsDecision,
  nominates,
  type Play,
  play,
  registered,
  signs,
} from '../builders/play.ts';
import { DAY, round, stage } from '../builders/round.ts';
import { deliverAll, openStill } from './varied-run.ts';

let db: TestDatabase;
let on: Play;
let office: ReturnType<typeof openStill>;
let awarded: Case[];
let decision: string;
let day: LocalDate;

beforeAll(async () => {
  db = await freshDatabase(inject('clusterUrl'));
  office = openStill(db.database);
  on = play({ ...office, quiet: () => deliverAll(office) });
  const stages = [stage('registration'), stage('nomination'), stage('appraisal'), stage('council'), stage('decision')];
  await openOffice(office, [round({ stages })]);
  awarded = await Promise.all([0, 1, 2, 3].map(() => registered(on)));
  for (const one of awarded) {
    await nominates(one);
    await appraises(on, one);
  }
  await councilSays(on, awarded, 'passed');
  decision = await draftsDecision(on, awarded);
  await signs(on, decision, '01/QĐ-UBND');
  office.clock.now += 9 * DAY;
  day = dateOf(office.clock.now);
});
afterAll(() => db?.close());

function awardedCase(index: number): Case {
  const one = awarded[index];
  if (one === undefined) throw new Error('There are four');
  return one;
}

const revokes = (index: number, number: string, on = day) =>
  awardedCase(index).tries('authorityHead', 'Revoke', { number, on, reason: WORDS, reported: false });

const entries = async () =>
  (
    await db.database.query<{ number: string; decision: string }>(
      'select number, decision from register_number order by number',
    )
  ).rows;

test('the number of a decision is taken for a counter-decision, however it is typed, and a refusal leaves no entry', async () => {
  const before = await entries();
  expect(await revokes(0, '1')).toMatchObject({
    ok: false,
    refusal: { code: 'NUMBER_TAKEN', facts: { number: '1', by: decision } },
  });
  expect(await entries()).toEqual(before);
});

test('one counter-decision revokes several awards: the same number of the same day is the same paper', async () => {
  expect(await revokes(0, '40/QĐ-UBND')).toMatchObject({ ok: true, events: ['AwardRevoked'] });
  expect(await revokes(1, '040')).toMatchObject({ ok: true, events: ['AwardRevoked'] });
  const paper = `counter-decision of ${day}`;
  expect(await entries()).toContainEqual({ number: '40/QĐ-UBND', decision: paper });
  const earlier = addDays(day, -1);
  expect(await revokes(2, '40', earlier)).toMatchObject({ refusal: { code: 'NUMBER_TAKEN', facts: { by: paper } } });
});

test('an award is corrected more than once in a day, each time by a paper of its own', async () => {
  const one = awardedCase(3);
  for (const number of ['50', '51']) {
    const body = { number, on: day, reason: WORDS, corrected: WORDS, reported: false };
    expect((await one.does('authorityHead', 'Correct', body)).events).toEqual(['AwardCorrected']);
  }
  expect((await entries()).map(({ number }) => number)).toEqual(expect.arrayContaining(['50', '51']));
});

test('a decision cannot bear the number of a counter-decision', async () => {
  const more = await registered(on);
  await nominates(more);
  await appraises(on, more);
  await councilSays(on, [more], 'passed');
  const other = await draftsDecision(on, [more]);
  await expect(signs(on, other, '40')).rejects.toThrow('NUMBER_TAKEN');
  await signsAgain(other);
  const granted = await db.database.query<{ state: string }>('select state from proposal_board where id = $1', [
    more.id,
  ]);
  expect(granted.rows).toEqual([{ state: 'granted' }]);
});

/** It is signed already, and only wants another number. */
async function signsAgain(stream: string): Promise<void> {
  const { outcome } = await on.tell({
    stream,
    kind: 'NumberDecision',
    body: { number: '41', on: day },
    by: { id: 'clerk', role: 'standingOffice', org: 'test-office', unit: null, actingFor: null },
    key: 'another number',
  });
  expect(outcome.ok).toBe(true);
  await on.quiet();
}
