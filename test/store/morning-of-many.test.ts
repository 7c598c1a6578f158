import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { createSendMail } from '../../activities/send-mail.ts';
import { atTime } from '../../domain/calendar/local-date.ts';
import type { Database } from '../../store/database.ts';
import { queueDigests } from '../../store/reminders/queue-digests.ts';
import { asOwner } from '../builders/as-owner.ts';
import { freshDatabase, type TestDatabase } from '../builders/database.ts';
import { rowsLookedAt } from '../builders/looked-at.ts';
import { engage, ORG, openOffice, person } from '../builders/office.ts';
import { must, type Play, play, submitted } from '../builders/play.ts';
import { DAY, round, START, stage } from '../builders/round.ts';
import { openStill } from './varied-run.ts';

let db: TestDatabase;
let office: ReturnType<typeof openStill>;
let on: Play;

/** So many that a table of them is no longer read as a whole: a small one rightly is. */
const [FEW, MANY] = [20, 500];
const [FIRST, SECOND] = [atTime('2021-01-05', '07:30'), atTime('2021-01-06', '07:30')];
/** What a morning looks at, with so few units and with so many: for the queueing, and for each of its mails. */
let queueing: number[];
let sending: number[];

beforeAll(async () => {
  db = await freshDatabase(inject('clusterUrl'));
  office = openStill(db.database);
  on = play({ ...office, quiet: () => Promise.resolve() });
  await openOffice(office, [
    round({ stages: [stage('registration', { dueAt: START + 30 * DAY }), stage('decision')] }),
  ]);
  const few = await morningOf(0, FEW, FIRST);
  office.clock.now = START + DAY;
  const many = await morningOf(FEW, FEW + MANY, SECOND);
  queueing = [few.queueing / FEW, many.queueing / MANY];
  sending = [few.sending, many.sending];
});
afterAll(() => db?.close());

/** Each of so many more units has a case and a list of targets that wait for its head, who is told on that morning. */
async function morningOf(from: number, to: number, asOf: number): Promise<{ queueing: number; sending: number }> {
  for (let number = from; number < to; number += 1) await proposes(`unit-${number}`);
  // What autovacuum keeps known: plans are chosen by it.
  await asOwner(db.url, (owner) => owner.query('analyze'));
  const queueing = await rowsLookedAt(db.database, (database) =>
    queueDigests(database, office.step.calendar, { org: ORG, plan: 'test-plan', asOf }),
  );
  const mails = await db.database.query<{ id: string }>('select id from delivery where as_of = $1', [asOf]);
  expect(mails.rows).toHaveLength(to - from);
  const sending = await rowsLookedAt(db.database, (database) => send(database, mails.rows[0]?.id ?? ''));
  return { queueing, sending };
}

async function proposes(unit: string): Promise<void> {
  await engage(office, `head of ${unit}`, 'unitHead', unit);
  await submitted(on, { unit });
  const body = { round: 'test-plan/annual', targets: [{ title: 'LDTT', number: 5 }] };
  const by = person('unitClerk', `clerk of ${unit}`, unit);
  await must(on, { stream: `unitRound/${unit}`, kind: 'RegisterTargets', body, by });
}

async function send(database: Database, delivery: string): Promise<void> {
  const texts: string[] = [];
  const mail = async ({ text }: { text: string }) => void texts.push(text);
  await createSendMail({ ...office.step, database, mail })({ org: ORG, delivery });
  expect(texts).toEqual([expect.stringMatching(/unitRound\/targetsProposed.*awaitingHead/s)]);
}

test('a mail looks at what its reader owes, however many others owe something', () => {
  const [few = 0, many = Number.POSITIVE_INFINITY] = sending;
  expect(many).toBeLessThanOrEqual(few + 10);
});

test('to queue a digest is as little work for each of many as for each of few', () => {
  const [few = 0, many = Number.POSITIVE_INFINITY] = queueing;
  expect(many).toBeLessThanOrEqual(2 * few);
});
