import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { nextWorkingMorning } from '../../domain/calendar/ladder.ts';
import { atTime, dateOf, type LocalDate } from '../../domain/calendar/local-date.ts';
import { remindersIdOf } from '../../workflows/messages.ts';
import { AHEAD } from '../builders/ahead.ts';
import { faultsOf, forgetful } from '../builders/invariants.ts';
import { engage, ORG, openOffice, person, UNIT, uploadPlan, WORDS } from '../builders/office.ts';
import { must, type Play, play, registered } from '../builders/play.ts';
import { DAY, round, stage } from '../builders/round.ts';
import { openWorld, type World } from '../builders/world.ts';

/** A year of tasks and one round, from Monday 6 January 2031; a year without a holiday table counts Monday to Friday. */
const day = (days: number) => AHEAD + days * DAY;
const Q1_DUE = atTime('2031-02-06', '00:00');

const stages = [
  stage('registration'),
  stage('checkpoint', { key: 'q1', dueAt: Q1_DUE }),
  stage('nomination'),
  stage('appraisal'),
  stage('decision'),
];

const duty = (task: string, owner: string, dueAt: number | null) => ({
  task,
  owner,
  ownerKind: owner === 'office' ? ('office' as const) : ('unit' as const),
  dueAt,
  printed: '',
});

const milestone = (kind: string, key: string, at: number) => ({ kind, key, at });

let world: World;
let on: Play;
let year: string;

beforeAll(async () => {
  world = await openWorld(inject('clusterUrl'), AHEAD);
  on = play(world);
  ({ year } = await openOffice(world, [round({ stages })], {
    duties: [
      duty('report', UNIT, day(60)),
      duty('report', 'solo', day(60)),
      duty('plan', 'office', day(90)),
      duty('from-above', 'office', null),
    ],
    milestones: [
      milestone('taskDue', 'report', day(60)),
      milestone('taskDue', 'plan', day(90)),
      milestone('quarterEnds', 'q1', day(90)),
    ],
  }));
  await engage(world, 'clerk', 'unitClerk', UNIT);
  await engage(world, 'head', 'unitHead', UNIT);
  await engage(world, 'clerk of solo', 'unitClerk', 'solo');
  await engage(world, 'office', 'standingOffice', null);
  await engage(world, 'chair', 'councilChair', null);
});
afterAll(() => world?.close());

function yearAct(kind: string, body: Parameters<typeof must>[1]['body'], by = person('standingOffice')) {
  return must(on, { stream: year, kind, body: body ?? {}, by });
}

type Mail = { on: LocalDate; at: number; status: string; attempts: number; items: number };

/** What a person was sent, in the order of the days. */
async function mailsTo(id: string): Promise<Mail[]> {
  const found = await world.step.database.query<Mail>(
    `select g.local_day as on, d.as_of as at, d.status, d.attempts, d.items
     from delivery d join digest g on g.person = d.person and g.as_of = d.as_of where d.person = $1 order by d.as_of`,
    [id],
  );
  return found.rows;
}

const daysOf = async (id: string) => (await mailsTo(id)).map((mail) => mail.on);

async function yearEvents() {
  const found = await world.step.database.query<{ kind: string; body: Record<string, unknown> }>(
    `select kind, text::jsonb -> 'body' as body from event where stream = $1 order by seq`,
    [year],
  );
  return found.rows;
}

async function yearStatus() {
  return (await world.client.workflow.getHandle(`${ORG}/${year}`).describe()).status.name;
}

/**
 * Time passes from morning to morning: a jump over many of them would be, for the reminders, a long outage, after which
 * they ask once, for all of them.
 */
async function daysPassUntil(instant: number): Promise<void> {
  const next = (after: number) => nextWorkingMorning(after, world.step.calendar).at;
  for (let morning = next(world.now()); morning < instant; morning = next(morning)) {
    await world.moveTo(morning + 60_000);
    while ((await lastMorning()) < morning) await pause(10);
  }
  await world.moveTo(instant);
}

async function lastMorning(): Promise<number> {
  const found = await world.step.database.query<{ last: number | null }>('select max(as_of) as last from reminder_run');
  return found.rows[0]?.last ?? 0;
}

test('the owner is told when a thing comes and as its day comes nearer, and when it has passed the head and the chair are', async () => {
  await registered(on);
  await daysPassUntil(atTime('2031-02-20', '12:00'));
  // New on Tuesday; the last day is Wednesday 5 February: seven, three (from Sunday back to Friday) and one day before.
  expect((await daysOf('clerk')).filter((on) => on < '2031-02-07')).toEqual([
    '2031-01-07',
    '2031-01-29',
    '2031-01-31',
    '2031-02-04',
    '2031-02-06',
  ]);
  expect(await daysOf('head')).toContain('2031-02-10');
  expect(await daysOf('chair')).toContain('2031-02-12');
});

test('every reminder is sent once, on a working morning at half past seven, and at most one a person and day', async () => {
  const people = ['clerk', 'head', 'clerk of solo', 'office', 'chair'];
  const mails = (await Promise.all(people.map(mailsTo))).flat();
  expect(mails.length).toBeGreaterThan(10);
  for (const mail of mails) {
    expect(mail).toMatchObject({ at: atTime(mail.on, '07:30'), status: 'sent', attempts: 1 });
    expect(mail.items).toBeGreaterThan(0);
    expect([0, 6]).not.toContain(new Date(mail.at).getUTCDay());
  }
  for (const each of people) {
    const days = await daysOf(each);
    expect(days).toEqual([...new Set(days)]);
  }
});

test('a milestone is told at its instant with the duties that nobody did; what was done late is marked, and confirmed', async () => {
  await yearAct('MarkTaskDone', { task: 'report', owner: UNIT, evidence: [] }, person('unitClerk'));
  await yearAct('ConfirmTask', { task: 'report', owner: UNIT });
  await daysPassUntil(day(61));
  expect((await yearEvents()).at(-1)).toEqual({
    kind: 'MilestonesReached',
    body: {
      at: day(60),
      reached: [{ kind: 'taskDue', key: 'report' }],
      missed: [{ task: 'report', owner: 'solo' }],
    },
  });
  const late = { task: 'report', owner: 'solo', evidence: [] };
  await yearAct('MarkTaskDone', late, person('unitClerk', 'clerk of solo', 'solo'));
  await yearAct('ReturnTask', { task: 'report', owner: 'solo', reason: WORDS });
  await yearAct('MarkTaskDone', late, person('unitClerk', 'clerk of solo', 'solo'));
  await yearAct('ConfirmTask', { task: 'report', owner: 'solo' });
  const board = await world.step.database.query(
    `select owner, status, late, missed from duty_board where task = 'report' order by owner`,
  );
  expect(board.rows).toEqual([
    { owner: 'solo', status: 'confirmed', late: true, missed: true },
    { owner: UNIT, status: 'confirmed', late: false, missed: false },
  ]);
});

test('a task dated by the level above becomes a milestone of its own, and one that an amendment moves is told when it is due', async () => {
  const document = { number: '3', on: dateOf(world.now()), file: null };
  await yearAct('DateTask', { task: 'from-above', lastDayOn: dateOf(day(70)), document });
  const published = {
    plan: 'test-plan',
    version: 2,
    year: 2021,
    hash: 'amended',
    demo: false,
    duties: [duty('report', UNIT, day(60)), duty('plan', 'office', day(120)), duty('from-above', 'office', null)],
    milestones: [milestone('taskDue', 'plan', day(120)), milestone('quarterEnds', 'q1', day(90))],
  };
  await uploadPlan(on, published, [round({ stages, planVersion: 2 })]);
  await yearAct('AmendPlan', { plan: 'test-plan', version: 2, reason: WORDS });
  await daysPassUntil(day(125));
  const told = (await yearEvents()).filter(({ kind }) => kind === 'MilestonesReached').map(({ body }) => body);
  const ended = atTime(dateOf(day(71)), '00:00');
  expect(told.slice(1)).toEqual([
    { at: ended, reached: [{ kind: 'taskDue', key: 'from-above' }], missed: [{ task: 'from-above', owner: 'office' }] },
    { at: day(90), reached: [{ kind: 'quarterEnds', key: 'q1' }], missed: [] },
    { at: day(120), reached: [{ kind: 'taskDue', key: 'plan' }], missed: [{ task: 'plan', owner: 'office' }] },
  ]);
});

test('a year of which all is told rests, and an act on it wakes it', async () => {
  expect(await yearStatus()).toBe('COMPLETED');
  await yearAct('MarkTaskDone', { task: 'plan', owner: 'office', evidence: [] });
  await yearAct('ConfirmTask', { task: 'plan', owner: 'office' }, person('standingOffice', 'another'));
  expect((await yearEvents()).slice(-2).map(({ kind }) => kind)).toEqual(['TaskDone', 'TaskConfirmed']);
  await expect.poll(yearStatus).toBe('COMPLETED');
});

test('reminders go on through the year, in run after run, as long as a case is open', async () => {
  const reminders = world.client.workflow.getHandle(remindersIdOf(ORG, 'test-plan'));
  const first = await reminders.describe();
  await daysPassUntil(day(365));
  const now = await reminders.describe();
  expect(now.status.name).toBe('RUNNING');
  expect(now.runId).not.toBe(first.runId);
  const mornings = await world.step.database.query<{ mornings: number; days: number }>(
    `select count(*)::int as mornings, count(distinct date_trunc('day', to_timestamp(as_of / 1000)))::int as days from reminder_run`,
  );
  // 261 days from Monday to Friday after the first Monday, and the last noon is a Tuesday's.
  expect(mornings.rows[0]).toEqual({ mornings: 261, days: 261 });
}, 180_000);

test('after all of it ledger, board and workflows agree', async () => {
  expect(await faultsOf(world.step.database)).toEqual([]);
  expect(await forgetful(world.client, world.step.database)).toEqual([]);
});
