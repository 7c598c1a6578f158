import { afterEach, beforeEach, expect, inject, test } from 'vitest';
import { createSendMail } from '../../activities/send-mail.ts';
import { atTime } from '../../domain/calendar/local-date.ts';
import { keepPerson } from '../../store/desk/people.ts';
import { officeStream } from '../../store/reads/office-stream.ts';
import { queueDigests } from '../../store/reminders/queue-digests.ts';
import { freshDatabase, type TestDatabase } from '../builders/database.ts';
import { act, draft, engage, ORG, openOffice, person, UNIT } from '../builders/office.ts';
import { DAY, round, START, stage } from '../builders/round.ts';
import { openStill } from './varied-run.ts';

let db: TestDatabase;
let office: ReturnType<typeof openStill>;

/** Last year's plan is being closed while this year's runs: each has a case that came to the same people on 4 January. */
const closing = round({ key: 'closing', plan: 'plan-2020', stages: stages(START + 20 * DAY) });
const annual = round({ key: 'annual', plan: 'plan-2021', stages: stages(START + 40 * DAY) });
const FIRST_MORNING = atTime('2021-01-05', '07:30');

function stages(dueAt: number) {
  return [stage('registration', { dueAt }), stage('appraisal'), stage('decision')];
}

beforeEach(async () => {
  db = await freshDatabase(inject('clusterUrl'));
  office = openStill(db.database);
  await openOffice(office, [closing], { year: 2020 });
  await openOffice(office, [annual]);
  await engage(office, 'head', 'unitHead', UNIT);
  await engage(office, 'office', 'standingOffice', null);
  await submitted('plan-2020', 'closing');
  await submitted('plan-2021', 'annual');
});
afterEach(() => db?.close());

async function submitted(plan: string, key: string): Promise<void> {
  const id = await draft(office, { plan, round: key });
  const body = { draft: id, rowVersion: 1 };
  const { outcome } = await act(office, {
    stream: `proposal/${id}`,
    kind: 'Submit',
    body,
    by: person('unitClerk'),
    key: `submit ${id}`,
  });
  expect(outcome).toMatchObject({ ok: true });
}

const morningOf = (plan: string, asOf = FIRST_MORNING) =>
  queueDigests(db.database, office.step.calendar, { org: ORG, plan, asOf });

type Mail = { messageId: string; to: string; subject: string; text: string };

/** Everything queued is sent, as the courier would. */
async function mails(): Promise<Mail[]> {
  const sent: Mail[] = [];
  const mail = async (each: Mail) => {
    sent.push(each);
  };
  const send = createSendMail({
    database: db.database,
    calendar: office.step.calendar,
    clock: office.step.clock,
    mail,
  });
  const queued = await db.database.query<{ id: string }>(
    `select id from delivery where status = 'waiting' order by id`,
  );
  for (const { id } of queued.rows) await send({ org: ORG, delivery: id });
  return sent;
}

test.each([
  ['plan-2020', 'plan-2021'],
  ['plan-2021', 'plan-2020'],
])('the one digest of a day tells what is owed under all plans: asked by %s, then by %s', async (first, second) => {
  expect(await morningOf(first)).toEqual({ queued: 1, ended: false });
  expect(await morningOf(second)).toEqual({ queued: 0, ended: false });
  const sent = await mails();
  expect(sent.map(({ to }) => to)).toEqual(['head@vinh-danh.invalid']);
  expect(sent[0]?.subject).toContain('2 việc');
  expect(sent[0]?.text).toContain('closing, awaitingHead');
  expect(sent[0]?.text).toContain('annual, awaitingHead');
});

test('a reminder of one plan comes on its own day, also where another plan asks that morning and has nothing to tell', async () => {
  // Closing is due on 24 January: the last day is Saturday the 23rd, and seven days before it is a Saturday too.
  const rung = atTime('2021-01-15', '07:30');
  expect(await morningOf('plan-2021', rung)).toMatchObject({ queued: 1 });
  expect(await morningOf('plan-2020', rung)).toMatchObject({ queued: 0 });
  expect((await mails()).map(({ to }) => to)).toEqual(['head@vinh-danh.invalid']);
});

test('a plan that asks later on the same day, after an outage, sends no second digest', async () => {
  await morningOf('plan-2020');
  expect(await morningOf('plan-2021', atTime('2021-01-05', '10:00'))).toMatchObject({ queued: 0 });
  expect(await mails()).toHaveLength(1);
});

test('two plans that ask at the same instant queue one digest between them', async () => {
  const answers = await Promise.all([morningOf('plan-2020'), morningOf('plan-2021')]);
  expect(answers.map(({ queued }) => queued).sort()).toEqual([0, 1]);
});

test('a digest says the title of each plan above what is owed under it', async () => {
  await morningOf('plan-2020');
  const [mail] = await mails();
  const lines = mail?.text.split('\n') ?? [];
  const titles = lines.flatMap((line, index) => (line.startsWith('Kế hoạch thử') ? [index] : []));
  expect(titles.map((index) => lines[index])).toEqual(['Kế hoạch thử plan-2020', 'Kế hoạch thử plan-2021']);
  expect(lines.findIndex((line) => line.includes('annual'))).toBeGreaterThan(titles[1] ?? 0);
  expect(lines.findIndex((line) => line.includes('closing'))).toBeLessThan(titles[1] ?? 0);
});

test('what was done between the morning and the sending is not asked for, and the rest still is', async () => {
  await morningOf('plan-2020');
  const closingCase = await db.database.query<{ id: string }>(`select id from proposal_board where plan = 'plan-2020'`);
  const stream = `proposal/${closingCase.rows[0]?.id}`;
  await act(office, { stream, kind: 'Confirm', by: person('unitHead'), key: 'confirm' });
  const [mail] = await mails();
  expect(mail?.subject).toContain('1 việc');
  expect(mail?.text).toContain('annual');
  expect(mail?.text).not.toContain('closing');
});

/** For the head, by somebody of the unit. */
async function vice(): Promise<void> {
  await engage(office, 'vice', 'unitClerk', UNIT);
  const document = { number: '1/QĐ', on: '2021-01-04', file: null };
  const days = { fromOn: '2021-01-05', toOn: '2021-01-14' };
  const { outcome } = await act(office, {
    stream: officeStream(ORG),
    kind: 'NameDeputy',
    body: { role: 'unitHead', principal: 'head', deputy: 'vice', ...days, document },
    by: person('unitHead', 'head'),
    key: 'name the vice',
  });
  expect(outcome).toMatchObject({ ok: true });
}

test('whoever stands in for the head is told in those days what the head owes, beside the head', async () => {
  await vice();
  await morningOf('plan-2021');
  const both = await mails();
  expect(both.map(({ to }) => to).sort()).toEqual(['head@vinh-danh.invalid', 'vice@vinh-danh.invalid']);
  expect(new Set(both.map(({ subject }) => subject)).size).toBe(1);
  await morningOf('plan-2021', atTime('2021-01-15', '07:30'));
  expect((await mails()).map(({ to }) => to)).toEqual(['head@vinh-danh.invalid']);
});

test('whoever went over to another unit is told no more what the head owes for whom they stood in', async () => {
  await vice();
  await keepPerson(db.database, ORG, {
    id: 'vice',
    name: 'vice',
    email: 'vice@vinh-danh.invalid',
    role: 'unitClerk',
    unit: 'ward-2',
  });
  await morningOf('plan-2021');
  expect((await mails()).map(({ to }) => to)).toEqual(['head@vinh-danh.invalid']);
});
