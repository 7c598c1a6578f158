import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { createSendMail } from '../../activities/send-mail.ts';
import { dateOf } from '../../domain/calendar/local-date.ts';
import { type MailCatcher, startMailCatcher } from '../../infra/stack/mail-catcher.ts';
import { keepPerson } from '../../store/desk/people.ts';
import { noticesOf } from '../../store/reads/notices.ts';
import { unitRoundStream } from '../../store/reads/unit-round-stream.ts';
import { sendUnaddressed } from '../../store/reminders/queue-notices.ts';
import { perform } from '../../store/step/perform.ts';
import { type Mailer, openMailer } from '../../worker/mail-transport.ts';
import { freshDatabase, type TestDatabase } from '../builders/database.ts';
import { bring, engage, ORG, openOffice, person, receive, UNIT, WORDS } from '../builders/office.ts';
import {
  appraises,
  type Case,
  callsSession,
  councilSays,
  draftsDecision,
  must,
  newId,
  nominates,
  type Play,
  play,
  registered,
  signs,
  submitted,
  votes,
} from '../builders/play.ts';
import { DAY, round, START, stage } from '../builders/round.ts';
import { updatesOf } from './migrated.ts';
import { deliverAll, openStill } from './varied-run.ts';

let db: TestDatabase;
let owner: pg.Client;
let mails: MailCatcher;
let mailer: Mailer;
let on: Play;
let office: ReturnType<typeof openStill>;
let sendMail: ReturnType<typeof createSendMail>;
let cases: Case[];
let decision: string;

const DUE = START + DAY;
const REASON = 'Thiếu minh chứng sáng kiến';

beforeAll(async () => {
  [db, mails] = await Promise.all([freshDatabase(inject('clusterUrl')), startMailCatcher()]);
  owner = new pg.Client({ connectionString: db.url });
  await owner.connect();
  office = openStill(db.database);
  on = play({ ...office, quiet: () => deliverAll(office) });
  mailer = openMailer(mails.smtpUrl);
  sendMail = createSendMail({ ...office.step, mail: mailer.send });
  const stages = [stage('registration'), stage('nomination'), stage('appraisal'), stage('council'), stage('decision')];
  const papers = stage('checkpoint', { dueAt: DUE, onMissed: 'lapse', evidence: [], per: 'unit' });
  const withPapers = stages.toSpliced(1, 0, papers);
  const goingUp = stages.toSpliced(-1, 1, stage('submission'));
  await openOffice(office, [
    round({ stages }),
    round({ key: 'with papers', stages: withPapers }),
    round({ key: 'going up', stages: goingUp }),
  ]);
  await engage(office, 'clerk', 'unitClerk', UNIT);
  await engage(office, 'unitHead', 'unitHead', UNIT);
  await engage(office, 'office', 'standingOffice', null);
  await engage(office, 'other head', 'unitHead', 'solo');
  await db.database.query('insert into private_text (org_id, id, salt, value) values ($1, $2, $3, $4)', [
    ORG,
    WORDS.text,
    'salt',
    REASON,
  ]);
  cases = [await readyForCouncil(), await readyForCouncil(), await readyForCouncil(), await readyForCouncil()];
  const said = ['passed', 'passed', 'passed', 'notPassed'] as const;
  const lines = cases.map((one, index) => [one, said[index] ?? 'passed'] as const);
  await votes(on, await callsSession(on, cases), lines);
  decision = await draftsDecision(on, cases.slice(0, 3));
});
afterAll(async () => {
  mailer?.close();
  await mails?.stop();
  await owner?.end();
  await db?.close();
});

/** What the courier would send now, in the order in which it was queued. */
async function sendAll(): Promise<void> {
  const found = await db.database.query<{ id: string }>(
    `select id from delivery where kind = 'notice' and status in ('waiting', 'failed') order by queued_at, person`,
  );
  for (const { id } of found.rows) await sendMail({ org: ORG, delivery: id });
}

function mailsTo(name: string, since = 0) {
  const address = `${name.replaceAll(' ', '.')}@vinh-danh.invalid`;
  return mails.messages().filter(({ id, to }) => id > since && to.includes(address));
}

const lastMail = () => mails.messages().at(-1)?.id ?? 0;
const notices = (index: number, unit: string | null = null) =>
  noticesOf(db.database, { org: ORG, unit, cluster: null }, cases[index]?.id ?? '');

test('a unit is told of a case that the council did not pass, and of no other', async () => {
  await sendAll();
  expect(mailsTo('clerk').map(({ subject }) => subject)).toEqual(['Thông báo kết quả thi đua, khen thưởng: 1 hồ sơ']);
  expect(mailsTo('clerk')[0]?.text).toContain('Hội đồng không thông qua:');
  expect([mailsTo('unitHead').length, mailsTo('office').length, mailsTo('other head').length]).toEqual([1, 0, 0]);
  expect(await notices(0)).toEqual([]);
  expect((await notices(3)).map(({ kind, person, status }) => [kind, person, status])).toEqual([
    ['ResultRecorded', 'clerk', 'sent'],
    ['ResultRecorded', 'unitHead', 'sent'],
  ]);
});

test('a decision sends one mail to each person, however many lines it has, under the number that it was given', async () => {
  const since = lastMail();
  await signs(on, decision, '01/QĐ-UBND');
  expect((await notices(0)).map(({ status, sentAt }) => [status, sentAt])).toEqual([
    ['waiting', null],
    ['waiting', null],
  ]);
  await sendAll();
  await sendAll();
  const [mail, ...more] = mailsTo('clerk', since);
  expect(more).toEqual([]);
  expect(mail?.text).toContain('Được khen thưởng (số 01/QĐ-UBND ngày');
  expect(mail?.text.match(/^- /gm)).toHaveLength(3);
  expect((await notices(2, UNIT)).map(({ kind, person, sentAt }) => [kind, person, sentAt !== null])).toEqual([
    ['DecisionNumbered', 'clerk', true],
    ['DecisionNumbered', 'unitHead', true],
  ]);
});

test('what happens before the mail goes out is told by it; what happens while it is sent is told by the next', async () => {
  const since = lastMail();
  office.clock.now += DAY;
  const paper = { number: '40', on: dateOf(office.clock.now), reason: WORDS, reported: false };
  await cases[0]?.does('authorityHead', 'Correct', { ...paper, corrected: WORDS });
  await cases[1]?.does('authorityHead', 'Revoke', { ...paper, number: '41' });
  mails.refuseNext(1);
  const found = await db.database.query<{ id: string }>(
    `select id from delivery where kind = 'notice' and status = 'waiting' and person = 'clerk'`,
  );
  expect(found.rows).toHaveLength(1);
  await expect(sendMail({ org: ORG, delivery: found.rows[0]?.id ?? '' })).rejects.toThrow('451');
  await cases[2]?.does('authorityHead', 'Revoke', { ...paper, number: '42' });
  await sendAll();
  const texts = mailsTo('clerk', since).map(({ text }) => text);
  expect(texts).toHaveLength(2);
  expect(texts[0]).toContain('điều chỉnh (số 40');
  expect(texts[0]).toContain('hủy bỏ (số 41');
  expect(texts[0]).toContain(`Lý do: ${REASON}`);
  expect(texts[0]).not.toContain('số 42');
  expect(texts[1]).toContain('hủy bỏ (số 42');
  // The authority did it: the office hears of it, too.
  expect(mailsTo('office', since).length).toBeGreaterThan(0);
});

test('a mail that a crash sends twice is the same mail under the same id', async () => {
  const since = lastMail();
  const one = await submitted(on);
  await one.does('unitHead', 'Withdraw', { reason: WORDS });
  const { rows } = await db.database.query<{ id: string }>(
    `select id from delivery where kind = 'notice' and status = 'waiting' and person = 'clerk'`,
  );
  const delivery = rows[0]?.id ?? '';
  await sendMail({ org: ORG, delivery });
  // As if the crash had come between the server’s yes and our note; another outcome comes meanwhile.
  await db.database.query(`update delivery set status = 'waiting' where id = $1`, [delivery]);
  const other = await submitted(on);
  await other.does('unitHead', 'Withdraw', { reason: WORDS });
  await sendMail({ org: ORG, delivery });
  const sent = mailsTo('clerk', since);
  expect(new Set(sent.map(({ messageId, text }) => `${messageId} ${text}`)).size).toBe(1);
  expect([sent.length, sent[0]?.messageId]).toEqual([2, `<${delivery}@vinh-danh>`]);
  // Whoever withdrew knows it; the office is told.
  await sendAll();
  expect(mailsTo('unitHead', since)).toEqual([]);
  expect(mailsTo('office', since)).toHaveLength(1);
});

test('nothing that names anybody stands in a job or beside a notice', async () => {
  await must(on, {
    stream: (await submitted(on)).stream,
    kind: 'Withdraw',
    body: { reason: WORDS },
    by: person('unitHead'),
  });
  const { rows } = await db.database.query<{ row: string }>(
    `select to_jsonb(n)::text as row from notice n union all select to_jsonb(d)::text from delivery d where kind = 'notice'`,
  );
  expect(rows.length).toBeGreaterThan(8);
  expect(rows.filter(({ row }) => row.includes(REASON) || row.includes('Nguyễn'))).toEqual([]);
});

test('whoever had no address when a case ended is told of the next end', async () => {
  const [first, second] = [await submitted(on), await submitted(on)];
  await addressOfClerk(null);
  await first.does('unitHead', 'Withdraw', { reason: WORDS });
  await courierSends();
  expect(await toldClerk(first)).toEqual(['failed']);
  // Not by the door, which would send the first one, too.
  await db.database.query(`update person set email = $2 where org_id = $1 and id = 'clerk'`, [ORG, CLERK.email]);
  await second.does('unitHead', 'Withdraw', { reason: WORDS });
  await courierSends();
  expect([await toldClerk(first), await toldClerk(second)]).toEqual([['failed'], ['sent']]);
});

test('what could not be told for want of an address is told once there is one', async () => {
  const one = await submitted(on);
  await addressOfClerk(null);
  await one.does('unitHead', 'Withdraw', { reason: WORDS });
  await courierSends();
  await addressOfClerk(null);
  expect([await toldClerk(one), await jobs()]).toEqual([['failed'], []]);
  const since = lastMail();
  await addressOfClerk(CLERK.email);
  await addressOfClerk(CLERK.email);
  await courierSends();
  expect(await toldClerk(one)).toEqual(['sent']);
  // The one case of this test and that of the one before it.
  expect(mailsTo('clerk', since)).toHaveLength(2);
});

test('what finds no address while one is being entered is told by that one', async () => {
  await addressOfClerk(null);
  const one = await submitted(on);
  await one.does('unitHead', 'Withdraw', { reason: WORDS });
  const since = lastMail();
  const entering = await db.database.connect();
  // As the door does it, and slowly.
  await entering.query(`begin; update person set email = '${CLERK.email}' where id = 'clerk'`);
  await sendUnaddressed(entering, ORG, CLERK.id);
  const sent = courierSends();
  await pause(300);
  await entering.query('commit');
  entering.release();
  await sent;
  expect([await toldClerk(one), mailsTo('clerk', since).length]).toEqual([['sent'], 1]);
});

test('a unit is told by one mail of the cases that the council failed, and of none that was held or withdrawn when it met', async () => {
  await courierSends();
  const since = lastMail();
  const four = [await readyForCouncil(), await readyForCouncil(), await readyForCouncil(), await readyForCouncil()];
  const [, , held, withdrawn] = four;
  const session = await callsSession(on, four);
  await held?.does('standingOffice', 'Hold', HOLD);
  await withdrawn?.does('unitHead', 'Withdraw', { reason: WORDS });
  await courierSends();
  expect(mailsTo('clerk', since).map(({ text }) => text)).toEqual([expect.stringContaining('Đã rút hồ sơ:')]);
  const before = lastMail();
  await votes(
    on,
    session,
    four.map((one) => [one, 'notPassed'] as const),
  );
  await courierSends();
  const [mail, ...more] = mailsTo('clerk', before);
  expect([more, mail?.text.match(/^- /gm)?.length]).toEqual([[], 2]);
  expect(mail?.text.match(/Hội đồng không thông qua:/g)).toHaveLength(1);
  expect(await Promise.all(four.map(toldClerk))).toEqual([['sent'], ['sent'], [], ['sent']]);
});

test.each([
  { paper: 'decision', in: 'annual', drafts: draftsDecision, declines: 'DeclineDecision', kind: 'AwardDeclined' },
  {
    paper: 'cover letter',
    in: 'going up',
    drafts: draftsLetter,
    declines: 'DeclineSubmissionLetter',
    kind: 'SubmissionDeclined',
  },
])(
  'of a $paper that is not signed one mail tells the cases on it, and none that was withdrawn or never took note of it',
  async ({ in: inRound, drafts, declines, kind }) => {
    const four = await passed(4, inRound);
    const [, , held, withdrawn] = four;
    const stream = await drafts({ ...on, quiet: async () => undefined }, four);
    await held?.does('standingOffice', 'Hold', HOLD);
    await on.quiet();
    const asked = await withdrawn?.does('unitHead', 'Withdraw', { reason: WORDS });
    await withdrawn?.does('standingOffice', 'ConfirmAct', { act: asked?.seq ?? 0 });
    await courierSends();
    const since = lastMail();
    await must(on, { stream, kind: declines, body: { reason: WORDS }, by: person('authorityHead') });
    await on.quiet();
    await courierSends();
    for (const name of ['clerk', 'unitHead', 'office']) {
      const [mail, ...more] = mailsTo(name, since);
      expect([name, more, mail?.text.match(/^- /gm)?.length]).toEqual([name, [], 2]);
      expect(mail?.text.match(/Không được ký:/g)).toHaveLength(1);
    }
    expect(await Promise.all(four.map(kindsTold))).toEqual([[kind], [kind], [], ['Withdrawn']]);
  },
);

test('who was told that a case was not signed is shown also after a complaint was upheld', async () => {
  const one = await readyForCouncil();
  await councilSays(on, [one], 'passed');
  const stream = await draftsDecision(on, [one]);
  await must(on, { stream, kind: 'DeclineDecision', body: { reason: WORDS }, by: person('authorityHead') });
  await on.quiet();
  const complaint = { number: '7', on: '2020-12-01', file: null };
  await one.does('authorityHead', 'Redecide', { complaint, grounds: WORDS, stage: 'council' });
  expect(await kindsTold(one)).toEqual(['AwardDeclined', 'Redecided']);
});

test('a mail that was still to go out when lists told it is told by the cases, in the words of the migration', async () => {
  await courierSends();
  const since = lastMail();
  const failed = [await readyForCouncil(), await readyForCouncil()];
  const session = await callsSession(on, failed);
  await failed[1]?.does('standingOffice', 'Hold', HOLD);
  await votes(
    on,
    session,
    failed.map((one) => [one, 'notPassed'] as const),
  );
  const three = await passed(3);
  await three[1]?.does('standingOffice', 'Rehome', { unit: 'solo', document: HOLD.document });
  const stream = await draftsDecision(on, three);
  const asked = await three[2]?.does('unitHead', 'Withdraw', { reason: WORDS });
  await three[2]?.does('standingOffice', 'ConfirmAct', { act: asked?.seq ?? 0 });
  await must(on, { stream, kind: 'DeclineDecision', body: { reason: WORDS }, by: person('authorityHead') });
  await on.quiet();
  const before = await noticeRows();
  await toldByLists();
  expect((await noticeRows()).length).toBeLessThan(before.length);
  await owner.query(updatesOf('0040_told_by_its_case'));
  expect(await noticeRows()).toEqual(before);
  await courierSends();
  expect(
    mailsTo('clerk', since).map(({ text }) => text.match(/(không thông qua|Không được ký|Đã rút).*:|^- /gm)),
  ).toEqual([['không thông qua:', '- ', 'Đã rút hồ sơ:', '- ', 'Không được ký:', '- ']]);
  expect(mailsTo('other head', since).map(({ text }) => text.match(/^- /gm)?.length)).toEqual([1]);
});

/** Sets back every notice that a case tells for its list: it stood once, under the event of the list. */
async function toldByLists(): Promise<void> {
  await owner.query(
    `with told as (
       delete from notice n using event e join command c on c.org_id = e.org_id and c.id = e.command_id
       where e.org_id = n.org_id and e.stream = n.stream and e.seq = n.seq and e.kind in ('ResultRecorded', 'AwardDeclined', 'SubmissionDeclined')
       returning n.org_id, c.cause_stream, c.cause_seq, n.person, n.delivery)
     insert into notice select distinct * from told`,
  );
}

async function noticeRows(): Promise<unknown[]> {
  return (await owner.query('select * from notice order by stream, seq, person')).rows;
}

test('a mail waits for the other cases of the session of which it tells, but not for one that nobody can bring', async () => {
  await courierSends();
  const since = lastMail();
  const [first, second, stuck] = [await readyForCouncil(), await readyForCouncil(), await readyForCouncil()];
  const session = await callsSession(on, [first, second, stuck]);
  const onlyFirst = { ...on, quiet: () => bringWaiting(first) };
  await votes(
    onlyFirst,
    session,
    [first, second, stuck].map((one) => [one, 'notPassed'] as const),
  );
  const waiting = await jobs();
  const send = () => Promise.all(waiting.map((delivery) => sendMail({ org: ORG, delivery })));
  await expect(send()).rejects.toThrow('still on their way');
  await bringWaiting(second);
  await expect(send()).rejects.toThrow('still on their way');
  await owner.query(`alter table command disable trigger command_is_kept;
    update command set inserted_at = inserted_at - interval '2 minutes' where settled_at is null;
    alter table command enable always trigger command_is_kept`);
  await send();
  expect(mailsTo('clerk', since).map(({ text }) => text.match(/^- /gm)?.length)).toEqual([2]);
  await deliverAll(office);
});

async function bringWaiting({ stream }: Case): Promise<void> {
  const found = await db.database.query<{ id: string }>(
    'select id from command where stream = $1 and settled_at is null',
    [stream],
  );
  for (const { id } of found.rows) await perform(office.step, { org: ORG, stream, known: null, act: { command: id } });
}

test('cases that end at the same moment are told by one mail', async () => {
  await courierSends();
  const since = lastMail();
  const both = [await submitted(on), await submitted(on)];
  const held = await db.database.connect();
  await held.query(`begin; select from person where id = 'clerk' for update`);
  const ends = Promise.all(both.map((one) => one.does('unitHead', 'Withdraw', { reason: WORDS })));
  await pause(300);
  await held.query('commit');
  held.release();
  await ends;
  await courierSends();
  expect(mailsTo('clerk', since).map(({ text }) => text.match(/^- /gm)?.length)).toEqual([2]);
});

test('whoever has left the units for a role that speaks for none is told of no case, unless it is the office’s', async () => {
  await courierSends();
  const since = lastMail();
  const one = await submitted(on);
  await one.does('unitHead', 'Withdraw', { reason: WORDS });
  const waiting = await jobs();
  await keepPerson(db.database, ORG, { ...CLERK, role: 'councilSecretary', unit: null });
  for (const delivery of waiting) await sendMail({ org: ORG, delivery });
  expect([mailsTo('clerk', since), mailsTo('office', since).length]).toEqual([[], 1]);
  const told = await noticesOf(db.database, { org: ORG, unit: null, cluster: null }, one.id);
  expect(told.filter(({ person: who }) => who === 'clerk')).toEqual([
    expect.objectContaining({ status: 'dropped', lastError: 'None of its cases concerns the person any more' }),
  ]);
  await keepPerson(db.database, ORG, CLERK);
});

test('whoever was told that a case had ended is told that it lives again', async () => {
  const [rejected, failed] = [await submitted(on), await readyForCouncil()];
  await rejected.does('unitHead', 'Confirm');
  await rejected.does('standingOffice', 'Reject', { rule: 'Điều 5', reason: WORDS });
  await councilSays(on, [failed], 'notPassed');
  await courierSends();
  const since = lastMail();
  const complaint = { number: '7', on: '2020-12-01', file: null };
  await rejected.does('authorityHead', 'Redecide', { complaint, grounds: WORDS, stage: 'registration' });
  await failed.does('authorityHead', 'Redecide', { complaint, grounds: WORDS, stage: 'council' });
  await courierSends();
  for (const name of ['clerk', 'unitHead', 'office']) {
    expect([name, mailsTo(name, since).length]).toEqual([name, 1]);
    const text = mailsTo(name, since)[0]?.text;
    expect([text?.split(LIVES_AGAIN).length, text?.match(/^- /gm)?.length]).toEqual([2, 2]);
  }
});

test('a lapse that papers take back which came in time is taken back in the mail, also to whoever handed them in', async () => {
  office.clock.now = START;
  const one = await submitted(on, { round: 'with papers' });
  await one.does('unitHead', 'Confirm');
  const { seq: setBy } = await one.does('standingOffice', 'Accept');
  const body = { round: 'test-plan/with papers', stage: 'checkpoint', evidence: [], except: [] };
  const stream = unitRoundStream(ORG, 'test-plan', 'with papers', UNIT);
  const by = person('unitClerk', 'clerk');
  const came = await receive(office, { stream, kind: 'HandInForUnit', body, by, key: 'papers of the unit' });
  office.clock.now = DUE;
  const timer = { kind: 'DeadlinePassed', dueAt: DUE, setBy, body: { dueAt: DUE, setBy } };
  await perform(office.step, { org: ORG, stream: one.stream, known: { seq: 0, hash: null }, act: { timer } });
  await courierSends();
  const since = lastMail();
  expect(mailsTo('clerk').at(-1)?.text).toContain('Hết hiệu lực do quá hạn:');
  await bring(office, came);
  await deliverAll(office);
  await courierSends();
  expect(mailsTo('clerk', since).map(({ text }) => text)).toEqual([expect.stringContaining(LIVES_AGAIN)]);
});

const LIVES_AGAIN = 'Được tiếp tục xem xét, kết quả đã báo trước đây không còn hiệu lực:';

const HOLD = { ground: WORDS, document: { number: '9', on: '2021-01-04', file: null } };

/** Cases that the council has passed. */
async function passed(count: number, inRound = 'annual'): Promise<Case[]> {
  const cases: Case[] = [];
  while (cases.length < count) cases.push(await readyForCouncil(inRound));
  await councilSays(on, cases, 'passed');
  return cases;
}

async function draftsLetter(by: Play, cases: readonly Case[]): Promise<string> {
  const lines = cases.map(({ id }) => ({ proposal: id, upper: newId('upper') }));
  const body = { above: null, to: 'Thành phố', lines };
  const office = person('standingOffice');
  return (await must(by, { stream: { begins: 'submission' }, kind: 'DraftSubmission', body, by: office })).stream;
}

/** A case that the council may be asked of. */
async function readyForCouncil(inRound = 'annual'): Promise<Case> {
  const one = await registered(on, { round: inRound });
  await nominates(one);
  await appraises(on, one);
  return one;
}

const CLERK = { id: 'clerk', name: 'clerk', role: 'unitClerk', unit: UNIT, email: 'clerk@vinh-danh.invalid' } as const;
const addressOfClerk = (email: string | null) => keepPerson(db.database, ORG, { ...CLERK, email });

/** Whether the clerk was told of this case. */
async function toldClerk(one: Case): Promise<string[]> {
  return (await noticesToClerk(one)).map(({ status }) => status);
}

async function kindsTold(one: Case): Promise<string[]> {
  return (await noticesToClerk(one)).map(({ kind }) => kind);
}

async function noticesToClerk({ id }: Case) {
  const rows = await noticesOf(db.database, { org: ORG, unit: null, cluster: null }, id);
  return rows.filter(({ person: who }) => who === CLERK.id);
}

async function courierSends(): Promise<void> {
  for (const delivery of await jobs()) await sendMail({ org: ORG, delivery });
}

/** Takes the mails for which there is a job, as the courier does. */
async function jobs(): Promise<string[]> {
  const found = await owner.query<{ delivery: string }>(
    `delete from graphile_worker._private_jobs j using graphile_worker._private_tasks t
     where t.id = j.task_id and t.identifier = 'mail' returning j.payload ->> 'delivery' as delivery`,
  );
  return found.rows.map(({ delivery }) => delivery);
}
