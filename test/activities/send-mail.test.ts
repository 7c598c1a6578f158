import { afterAll, beforeAll, beforeEach, expect, inject, test } from 'vitest';
import { createSendMail } from '../../activities/send-mail.ts';
import { atTime } from '../../domain/calendar/local-date.ts';
import { type MailCatcher, startMailCatcher } from '../../infra/stack/mail-catcher.ts';
import { queueDigests } from '../../store/reminders/queue-digests.ts';
import { type Mailer, openMailer } from '../../worker/mail-transport.ts';
import { freshDatabase, type TestDatabase } from '../builders/database.ts';
import { act, draft, ORG, openOffice, person } from '../builders/office.ts';
import { DAY, round, START, stage } from '../builders/round.ts';
import { openStill } from '../store/varied-run.ts';

let db: TestDatabase;
let mails: MailCatcher;
let mailer: Mailer;
let office: ReturnType<typeof openStill>;
let sendMail: ReturnType<typeof createSendMail>;

beforeAll(async () => {
  [db, mails] = await Promise.all([freshDatabase(inject('clusterUrl')), startMailCatcher()]);
  office = openStill(db.database);
  const due = stage('registration', { dueAt: START + 30 * DAY });
  await openOffice(office, [round({ stages: [due, stage('appraisal'), stage('decision')] })]);
  mailer = openMailer(mails.smtpUrl);
  sendMail = createSendMail({ ...office.step, mail: mailer.send });
});
afterAll(async () => {
  mailer?.close();
  await mails?.stop();
  await db?.close();
});

let unit: string;
let delivery: string;
let proposal: string;
let mornings = 0;

/** A morning on which a unit's head has one thing to confirm, and so one digest waiting. */
beforeEach(async () => {
  mornings += 1;
  unit = `ward-${mornings}`;
  await employ();
  proposal = await draft(office, { unit });
  const [by, body] = [person('unitClerk', 'clerk', unit), { draft: proposal, rowVersion: 1 }];
  await act(office, { stream: `proposal/${proposal}`, kind: 'Submit', body, by, key: proposal });
  const asOf = atTime('2021-01-05', '07:30');
  await queueDigests(db.database, office.step.calendar, { org: ORG, plan: 'test-plan', asOf });
  const found = await db.database.query<{ id: string }>('select id from delivery where person = $1', [unit]);
  delivery = found.rows[0]?.id ?? '';
});

async function employ(): Promise<void> {
  await db.database.query(
    `insert into person (org_id, id, name, email, role, unit) values ($1, $2, 'Lê Văn Trưởng', $3, 'unitHead', $2)`,
    [ORG, unit, `${unit}@x.invalid`],
  );
}

async function shown() {
  const found = await db.database.query<{ status: string; attempts: number; why: string | null }>(
    'select status, attempts, last_error as why from delivery where id = $1',
    [delivery],
  );
  return found.rows[0];
}

const send = () => sendMail({ org: ORG, delivery });
const caught = () => mails.messages().filter(({ to }) => to.includes(`${unit}@x.invalid`));

test('a mail waits until the server has taken it, and is sent once', async () => {
  expect(await shown()).toEqual({ status: 'waiting', attempts: 0, why: null });
  await send();
  await send();
  expect(await shown()).toEqual({ status: 'sent', attempts: 1, why: null });
  expect(caught().map(({ messageId }) => messageId)).toEqual([`<${delivery}@vinh-danh>`]);
});

test('a mail that the server refuses has failed, says why, and is thrown back to be tried again', async () => {
  mails.refuseNext(1);
  await expect(send()).rejects.toThrow('451');
  expect(await shown()).toEqual({ status: 'failed', attempts: 1, why: expect.stringContaining('451') });
  expect(caught()).toEqual([]);
  await send();
  expect(await shown()).toEqual({ status: 'sent', attempts: 2, why: null });
  expect(caught()).toHaveLength(1);
});

test('a mail that a crash sends twice bears one Message-ID', async () => {
  await send();
  // As if the crash had come between the server’s yes and our note.
  await db.database.query(`update delivery set status = 'waiting' where id = $1`, [delivery]);
  await send();
  expect(new Set(caught().map(({ messageId }) => messageId)).size).toBe(1);
  expect(caught()).toHaveLength(2);
});

test('what was done between the morning and the sending is not asked for', async () => {
  const by = person('unitHead', unit, unit);
  await act(office, { stream: `proposal/${proposal}`, kind: 'Confirm', by, key: `confirm ${proposal}` });
  await send();
  expect(await shown()).toMatchObject({ status: 'dropped' });
  expect(caught()).toEqual([]);
});

test('a person without an address is shown as failed, and is not tried again and again', async () => {
  await db.database.query('update person set email = null where id = $1', [unit]);
  await send();
  expect(await shown()).toMatchObject({ status: 'failed', why: 'The person has no mail address' });
  expect(caught()).toEqual([]);
});
