import { afterEach, beforeEach, expect, inject, test } from 'vitest';
import { nextWorkingMorning } from '../../domain/calendar/ladder.ts';
import type { Json } from '../../domain/json.ts';
import type { Role } from '../../domain/roles.ts';
import { queueDigests } from '../../store/reminders/queue-digests.ts';
import { freshDatabase, type TestDatabase } from '../builders/database.ts';
import { act, engage, ORG, openOffice, person, UNIT, WORDS } from '../builders/office.ts';
import { newKey } from '../builders/play.ts';
import { DAY, START } from '../builders/round.ts';
import { updatesOf } from './migrated.ts';
import { openStill } from './varied-run.ts';

let db: TestDatabase;
let office: ReturnType<typeof openStill>;
let year: string;

const duty = (task: string, dueAt: number | null) => ({
  task,
  owner: UNIT,
  ownerKind: 'unit' as const,
  dueAt,
  printed: '',
});

/** Of the tasks' ladders the last morning is in January; Tết is over on 17 February. */
const AFTER_THE_LADDERS = START + 46 * DAY;

beforeEach(async () => {
  db = await freshDatabase(inject('clusterUrl'));
  office = openStill(db.database);
  const duties = [duty('report', START + 10 * DAY), duty('review', START + 12 * DAY), duty('from-above', null)];
  ({ year } = await openOffice(office, undefined, { duties }));
  await engage(office, 'clerk', 'unitClerk', UNIT);
  await engage(office, 'office', 'standingOffice', null);
});
afterEach(() => db?.close());

async function does(role: Role, kind: string, task: string, body: Record<string, Json> = {}): Promise<void> {
  const ask = { stream: year, kind, body: { task, ...body }, by: person(role), key: newKey(kind) };
  const { outcome } = await act(office, ask);
  if (!outcome.ok) throw new Error(`${kind} was refused: ${JSON.stringify(outcome.refusal)}`);
}

const marks = (task: string) => does('unitClerk', 'MarkTaskDone', task, { owner: UNIT, evidence: [] });
const returns = (task: string) => does('standingOffice', 'ReturnTask', task, { owner: UNIT, reason: WORDS });

/** Every working morning until then, one after another. */
async function mornings(until: number): Promise<void> {
  const next = (after: number) => nextWorkingMorning(after, office.step.calendar).at;
  for (let asOf = next(office.clock.now); asOf <= until; asOf = next(asOf)) {
    office.clock.now = asOf;
    await queueDigests(db.database, office.step.calendar, { org: ORG, plan: 'test-plan', asOf });
  }
  office.clock.now = until;
}

async function toldSince(day: string): Promise<Record<string, string[]>> {
  const found = await db.database.query<{ person: string; days: string[] }>(
    `select person, array_agg(local_day::text order by local_day) as days from digest where local_day > $1 group by person`,
    [day],
  );
  return Object.fromEntries(found.rows.map(({ person: who, days }) => [who, days]));
}

test('a task that is marked done after its day is told to the office, and once a week until it is confirmed', async () => {
  await marks('review');
  await mornings(AFTER_THE_LADDERS);
  await marks('report');
  await mornings(AFTER_THE_LADDERS + 11 * DAY);
  expect((await toldSince('2021-02-19')).office).toEqual(['2021-02-22', '2021-03-01']);
  await does('standingOffice', 'ConfirmTask', 'review', { owner: UNIT });
});

test('a task that the office returns after its day is told to its unit, and once a week until it is done again', async () => {
  await marks('report');
  await marks('review');
  await mornings(AFTER_THE_LADDERS);
  await returns('report');
  await mornings(AFTER_THE_LADDERS + 11 * DAY);
  expect((await toldSince('2021-02-19')).clerk).toEqual(['2021-02-22', '2021-03-01']);
});

test('a task that waited for the level above is new on the day that its date is entered', async () => {
  await mornings(AFTER_THE_LADDERS);
  const document = { number: '1/CV', on: '2021-02-19', file: null };
  await does('standingOffice', 'DateTask', 'from-above', { lastDayOn: '2021-02-24', document });
  await mornings(START + 50 * DAY);
  expect((await toldSince('2021-02-19')).clerk).toEqual(['2021-02-22', '2021-02-23']);
});

test('for the tasks that stood there before, the migration finds in the ledger when they came to their status', async () => {
  office.clock.now = START + DAY;
  await marks('report');
  await marks('review');
  office.clock.now = START + 2 * DAY;
  await returns('review');
  const since = async () => {
    const found = await db.database.query<{ task: string; since: number }>('select task, since from duty_board');
    return Object.fromEntries(found.rows.map(({ task, since: at }) => [task, at]));
  };
  const before = await since();
  expect(before).toEqual({ report: START + DAY, review: START + 2 * DAY, 'from-above': START });
  await db.database.query('update duty_board set since = 0');
  await db.database.query(updatesOf('0016_duty_since'));
  expect(await since()).toEqual(before);
});
