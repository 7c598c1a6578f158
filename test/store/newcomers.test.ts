import { afterEach, beforeEach, expect, inject, test } from 'vitest';
import { createSendMail } from '../../activities/send-mail.ts';
import { nextWorkingMorning } from '../../domain/calendar/ladder.ts';
import { queueDigests } from '../../store/reminders/queue-digests.ts';
import { councilOf } from '../builders/council.ts';
import { freshDatabase, type TestDatabase } from '../builders/database.ts';
import { ORG, openOffice } from '../builders/office.ts';
import { DAY, round, START, stage } from '../builders/round.ts';
import { openStill } from './varied-run.ts';

let db: TestDatabase;
let office: ReturnType<typeof openStill>;

/** The council's last day is Thursday 14 January 2021. */
const DUE = START + 10 * DAY;
const stages = [stage('nomination'), stage('appraisal'), stage('council', { dueAt: DUE }), stage('decision')];

beforeEach(async () => {
  db = await freshDatabase(inject('clusterUrl'));
  office = openStill(db.database);
  await openOffice(office, [round({ key: 'short', officeProposes: true, standing: true, stages })]);
  await db.database.query(
    `insert into person (org_id, id, name, email, role) values
       ($1, 'secretary', 'secretary', 'secretary@vinh-danh.invalid', 'councilSecretary'),
       ($1, 'chair', 'chair', 'chair@vinh-danh.invalid', 'councilChair')`,
    [ORG],
  );
});
afterEach(() => db?.close());

/** Every working morning until then; on the days that are named, a case comes to the council an hour after it. */
async function mornings(until: number, newcomersOn: readonly string[] = []): Promise<void> {
  const next = (after: number) => nextWorkingMorning(after, office.step.calendar).at;
  for (let asOf = next(office.clock.now); asOf <= until; asOf = next(asOf)) {
    office.clock.now = asOf;
    await queueDigests(db.database, office.step.calendar, { org: ORG, plan: 'test-plan', asOf });
    office.clock.now = asOf + 3_600_000;
    if (newcomersOn.includes(dayOf(asOf))) await councilOf(office).ready('short');
  }
}

const dayOf = (instant: number) => new Date(instant + 7 * 3_600_000).toISOString().slice(0, 10);

async function told(person: string): Promise<string[]> {
  const found = await db.database.query<{ day: string }>(
    'select local_day::text as day from digest where person = $1 order by 1',
    [person],
  );
  return found.rows.map(({ day }) => day);
}

test.each([[[]], [['2021-01-14', '2021-01-15', '2021-01-18', '2021-01-19', '2021-01-20']]])(
  'the chair hears of a case whose council day has passed, whoever comes to wait beside it: newcomers %j',
  async (newcomersOn) => {
    await councilOf(office).ready('short');
    await mornings(DUE + 30 * DAY, newcomersOn);
    // Three working days after, for whoever has no head of a unit, and seven days after.
    expect(await told('chair')).toEqual(['2021-01-19', '2021-01-21']);
  },
);

test('whoever owes it is told of each newcomer on the next working morning', async () => {
  await councilOf(office).ready('short');
  await mornings(DUE + 30 * DAY, ['2021-02-02', '2021-02-03', '2021-02-05']);
  expect((await told('secretary')).filter((day) => day > '2021-01-30')).toEqual([
    '2021-02-03',
    '2021-02-04',
    '2021-02-08',
  ]);
});

test('cases that came on different days are one line of the digest', async () => {
  await councilOf(office).ready('short');
  await mornings(START + 3 * DAY, ['2021-01-05', '2021-01-06']);
  const texts: string[] = [];
  const mail = async ({ text }: { text: string }) => {
    texts.push(text);
  };
  const send = createSendMail({
    database: db.database,
    calendar: office.step.calendar,
    clock: office.step.clock,
    mail,
  });
  const last = await db.database.query<{ id: string }>(`select id from delivery order by as_of desc limit 1`);
  await send({ org: ORG, delivery: last.rows[0]?.id ?? '' });
  expect(texts[0]).toContain('short, readyForCouncil (3 hồ sơ)');
  expect(texts[0]?.match(/readyForCouncil/g)).toHaveLength(1);
});
