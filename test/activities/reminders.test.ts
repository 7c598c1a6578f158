import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { createReminders } from '../../activities/reminders.ts';
import { atTime, type LocalDate, type LocalTime } from '../../domain/calendar/local-date.ts';
import { freshDatabase, type TestDatabase } from '../builders/database.ts';
import { act, draft, engage, ORG, openOffice, person, UNIT } from '../builders/office.ts';
import { round, stage } from '../builders/round.ts';
import { openStill } from '../store/varied-run.ts';

let db: TestDatabase;
let now: number;

/** Due at the end of Monday 1 March 2021: the head is told on Thursday the 4th, the chair on Monday the 8th. */
const dueAt = atTime('2021-03-02', '00:00');

const reminders = () => {
  const { calendar } = openStill(db.database).step;
  return createReminders({ database: db.database, calendar, clock: { instant: () => now } });
};

beforeAll(async () => {
  db = await freshDatabase(inject('clusterUrl'));
  const office = openStill(db.database);
  const stages = [stage('registration', { dueAt }), stage('appraisal'), stage('decision')];
  await openOffice(office, [round({ stages })]);
  await engage(office, 'head', 'unitHead', UNIT);
  await engage(office, 'chair', 'councilChair', null);
  const id = await draft(office);
  const body = { draft: id, rowVersion: 1 };
  await act(office, { stream: `proposal/${id}`, kind: 'Submit', body, by: person('unitClerk'), key: 'submit' });
  // The head has not confirmed: the case waits for them, and goes overdue.
});
afterAll(() => db?.close());

async function digests(): Promise<string[]> {
  const found = await db.database.query<{ told: string }>(
    `select local_day || ' ' || person as told from digest order by local_day, person`,
  );
  return found.rows.map(({ told }) => told);
}

const ask = (on: LocalDate, time: LocalTime = '07:30') =>
  reminders().queueDigests({ org: ORG, plan: 'test-plan', asOf: atTime(on, time) });

const at = (on: LocalDate, time: LocalTime) => {
  now = atTime(on, time);
};

test('mornings that were slept through are made good on the next working morning, and each is told once', async () => {
  at('2021-03-03', '07:30');
  await ask('2021-03-03');
  const before = await digests();
  // Away from Wednesday noon until Saturday: the timer of Thursday fires now.
  at('2021-03-06', '10:00');
  expect(await ask('2021-03-04')).toEqual({ queued: 0, ended: false });
  expect(await digests()).toEqual(before);
  const { morning, waitMs } = await reminders().nextMorning(atTime('2021-03-04', '07:30'));
  expect(morning).toBe(atTime('2021-03-08', '07:30'));
  expect(waitMs).toBe(morning - now);
  now = morning;
  await ask('2021-03-08');
  // Monday is the chair's own morning; the head's was on Thursday.
  expect(await digests()).toEqual([...before, '2021-03-08 chair', '2021-03-08 head']);
  at('2021-03-09', '07:30');
  await ask('2021-03-09');
  expect(await digests()).toEqual([...before, '2021-03-08 chair', '2021-03-08 head']);
});

test.each([
  ['an hour late it is still that morning', '2021-03-12', '08:30', '2021-03-12', '07:30'],
  ['later on a working day it is told at once', '2021-03-12', '08:31', '2021-03-12', '08:31'],
  ['on a day off it waits for the next working morning', '2021-03-13', '10:00', '2021-03-15', '07:30'],
  ['before half past seven it waits for it', '2021-03-15', '07:29', '2021-03-15', '07:30'],
  ['after many mornings it is asked once', '2021-03-24', '15:00', '2021-03-24', '15:00'],
] as const)('a morning that nobody was there for: %s', async (_, on, time, toldOn, toldAt) => {
  at(on, time);
  expect(await reminders().nextMorning(atTime('2021-03-11', '07:30'))).toEqual({
    morning: atTime(toldOn, toldAt),
    waitMs: atTime(toldOn, toldAt) - now,
  });
});
