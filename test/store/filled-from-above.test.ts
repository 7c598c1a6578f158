import { afterEach, beforeEach, expect, inject, test } from 'vitest';
import { verifyExport } from '../../audit/verify.ts';
import type { Duty, PublishedPlan } from '../../domain/award-year/year.ts';
import type { Json } from '../../domain/json.ts';
import type { Envelope } from '../../domain/ledger/envelope.ts';
import type { Actor } from '../../domain/stream.ts';
import { exportLedger } from '../../store/ledger/export.ts';
import { rebuild } from '../../store/rebuild/rebuild.ts';
import { bringBack } from '../../store/recovery/bring-back.ts';
import { fillLeft } from '../../store/recovery/fill-left.ts';
import { asOwner } from '../builders/as-owner.ts';
import { freshDatabase, type TestDatabase } from '../builders/database.ts';
import { ABOVE, above } from '../builders/level-above.ts';
import { act, ORG, person, WORDS } from '../builders/office.ts';
import { newKey } from '../builders/play.ts';
import { DAY, START } from '../builders/round.ts';
import { dutyRows, streamsOf, type Written, withWholeLists } from './second-fold.ts';
import { deliverAll, openStill } from './varied-run.ts';

let db: TestDatabase;
let office: ReturnType<typeof openStill>;

const FIRST = START + 30 * DAY;
const SECOND = START + 60 * DAY;

beforeEach(async () => {
  db = await freshDatabase(inject('clusterUrl'));
  office = openStill(db.database);
  await db.database.query(
    `insert into organisation (id, name, level, above) values ($1, 'Thành phố', 'province', null), ($2, 'Quận', 'district', $1)`,
    [ABOVE, ORG],
  );
});
afterEach(() => db?.close());

const duty = (task: string, change: Partial<Duty> = {}): Duty => ({
  task,
  owner: 'office',
  ownerKind: 'office',
  dueAt: null,
  printed: '',
  ...change,
});

async function upload(org: string, change: Partial<PublishedPlan>): Promise<PublishedPlan> {
  const published = {
    plan: `plan-of-${org}`,
    version: 1,
    year: 2021,
    hash: 'h',
    demo: false,
    duties: [],
    milestones: [],
  };
  const plan: PublishedPlan = { ...published, ...change };
  await db.database.query(
    `insert into plan_version (org_id, plan, version, hash, yaml, content, published, rounds) values ($1, $2, $3, 'h', '', $4, $5, '[]')`,
    [org, plan.plan, plan.version, JSON.stringify({ title: plan.plan, units: [] }), JSON.stringify(plan)],
  );
  return plan;
}

async function tells(stream: string | { begins: string }, kind: string, body: Json, by: Actor): Promise<string> {
  const done = await act(office, { stream, kind, body, by, key: newKey(kind) });
  expect(done.outcome).toMatchObject({ ok: true });
  await deliverAll(office);
  return done.stream;
}

async function publishes(by: Actor, duties: Duty[], change: Partial<PublishedPlan> = {}): Promise<string> {
  const { plan, version } = await upload(by.org, { duties, ...change });
  return tells({ begins: 'year' }, 'PublishPlan', { plan, version }, by);
}

async function amends(by: Actor, year: string, version: number, duties: Duty[]): Promise<void> {
  const { plan } = await upload(by.org, { version, duties });
  await tells(year, 'AmendPlan', { plan, version, reason: WORDS }, by);
}

const lower = person('standingOffice');
const upper = above('standingOffice');
const waits = duty('election', { awaits: 'city-election' });
const citys = (dueAt: number | null) => duty('city-election', { dueAt });

async function dueHere(): Promise<number | null> {
  const found = await db.database.query<{ due: number | null }>(
    `select due_at as due from duty_board where org_id = $1 and task = 'election'`,
    [ORG],
  );
  return found.rows[0]?.due ?? null;
}

async function filled(): Promise<object[]> {
  const found = await db.database.query<{ body: object }>(
    `select text::jsonb -> 'body' as body from event where org_id = $1 and kind = 'TaskFilled' order by seq`,
    [ORG],
  );
  return found.rows.map(({ body }) => body);
}

async function shownDuties(): Promise<object[]> {
  const found = await db.database.query<object>(
    `select task, owner, owner_kind, due_at, printed, status, done_by, late, missed, since from duty_board where org_id = $1`,
    [ORG],
  );
  return found.rows;
}

/** The same by the second fold. */
async function duties(): Promise<object[]> {
  const written = await db.database.query<Written>(
    `select hash, text, extract(epoch from recorded_at)::text as at from event where org_id = $1 order by stream, seq`,
    [ORG],
  );
  const [events = []] = streamsOf(withWholeLists(written.rows), 'year');
  return dutyRows(events).map(({ org_id: _org, stream: _stream, ...row }) => row);
}

async function troubles(): Promise<object> {
  const lines: string[] = [];
  for await (const line of exportLedger(db.database)) lines.push(line);
  const origin = await db.database.query<{ origin: string }>('select log_origin as origin from installation');
  const logOrigin = origin.rows[0]?.origin ?? '';
  return (await verifyExport(lines, { logOrigin, withCommands: true })).troubles;
}

test('whoever publishes first, the task gets the date that the level above says', async () => {
  await publishes(lower, [waits]);
  expect(await dueHere()).toBeNull();
  await publishes(upper, [citys(FIRST)]);
  expect(await dueHere()).toBe(FIRST);
});

test('a plan that begins to wait after the level above has published has its date at once', async () => {
  await publishes(upper, [citys(FIRST)]);
  await publishes(lower, [waits]);
  expect(await dueHere()).toBe(FIRST);
  expect(await filled()).toMatchObject([
    { above: { org: ABOVE, plan: `plan-of-${ABOVE}`, version: 1, task: 'city-election' } },
  ]);
});

test('an amendment above moves it, and the earlier word stays in the ledger; one that changes nothing here is not told', async () => {
  await publishes(lower, [waits]);
  const year = await publishes(upper, [citys(FIRST)]);
  await amends(upper, year, 2, [citys(SECOND)]);
  await amends(upper, year, 3, [citys(SECOND), duty('another', { dueAt: FIRST })]);
  expect(await dueHere()).toBe(SECOND);
  expect(await filled()).toMatchObject([
    { dueAt: FIRST, before: null, above: { version: 1 } },
    { dueAt: SECOND, before: FIRST, above: { version: 2 } },
  ]);
});

test('a date that the office above enters for a task of its own comes down as well', async () => {
  await publishes(lower, [waits]);
  const year = await publishes(upper, [citys(null)]);
  const document = { number: '1', on: '2021-01-04', file: null };
  await tells(year, 'DateTask', { task: 'city-election', lastDayOn: '2021-02-03', document }, upper);
  expect(await dueHere()).toBe(Date.UTC(2021, 1, 3, 17));
});

/** As the event that queued it comes back from its workflow, without what its transaction had queued. */
async function losesWhatIsOnItsWay(): Promise<void> {
  await asOwner(db.url, async (owner) => {
    await owner.query('alter table command disable trigger user');
    await owner.query(`delete from command where kind = 'FillTasks' and settled_at is null`);
    await owner.query('delete from graphile_worker._private_jobs');
  });
  await deliverAll(office);
}

async function recovers(): Promise<void> {
  await fillLeft(db.database);
  await deliverAll(office);
}

async function asItStands(): Promise<{ due: number | null; commands: number; words: number }> {
  const found = await db.database.query<{ commands: number }>('select count(*)::int as commands from command');
  return { due: await dueHere(), commands: found.rows[0]?.commands ?? 0, words: (await filled()).length };
}

test('a word of the level above that was lost on its way comes again by the recovery, and only once', async () => {
  await publishes(lower, [waits]);
  const year = await publishes(upper, [citys(null)]);
  const document = { number: '1', on: '2021-01-04', file: null };
  const body = { task: 'city-election', lastDayOn: '2021-02-03', document };
  office.clock.now += DAY;
  await act(office, { stream: year, kind: 'DateTask', body, by: upper, key: newKey('DateTask') });
  await losesWhatIsOnItsWay();
  expect(await dueHere()).toBeNull();
  for (let times = 0; times < 2; times += 1) {
    await recovers();
    expect([await dueHere(), (await filled()).length]).toEqual([Date.UTC(2021, 1, 3, 17), 1]);
    // As the act itself would have carried it.
    expect(await shownDuties()).toMatchObject([{ since: START + DAY }]);
  }
});

test('what an amendment here would have heard and was lost comes again, though an earlier plan had heard it', async () => {
  const other = duty('fair', { awaits: 'city-fair', awaitsPlan: 'other-of-above' });
  const named = (awaitsPlan: string) => [duty('election', { awaits: 'city-election', awaitsPlan }), other];
  const here = await publishes(lower, named('not-yet-published'));
  await publishes(upper, [citys(FIRST)]);
  const { plan } = await upload(ORG, { version: 2, duties: named(`plan-of-${ABOVE}`) });
  const body = { plan, version: 2, reason: WORDS };
  await act(office, { stream: here, kind: 'AmendPlan', body, by: lower, key: newKey('AmendPlan') });
  await losesWhatIsOnItsWay();
  await publishes(upper, [duty('city-fair', { dueAt: SECOND })], { plan: 'other-of-above' });
  expect([await dueHere(), (await filled()).length]).toEqual([null, 1]);
  for (let times = 0; times < 2; times += 1) {
    await recovers();
    expect([await dueHere(), (await filled()).length]).toEqual([FIRST, 2]);
  }
});

test('a recovery that finds nothing lost sends no word again, whichever publication had told it', async () => {
  await publishes(upper, [citys(FIRST)]);
  // Hears by its own publication what no act of the plan above had told it.
  await publishes(lower, [waits]);
  const younger = await publishes(upper, [citys(SECOND)], { plan: 'younger-of-above' });
  await tells(younger, 'MarkTaskDone', { task: 'city-election', owner: 'office', evidence: [] }, upper);
  const before = await asItStands();
  expect(before).toMatchObject({ due: FIRST, words: 1 });
  await recovers();
  expect(await asItStands()).toEqual(before);
});

test('a date that was not taken while another plan’s was in force does not come by a recovery, once that is gone', async () => {
  const year = await publishes(upper, [citys(FIRST)]);
  await publishes(upper, [citys(SECOND)], { plan: 'younger-of-above' });
  await publishes(lower, [waits]);
  await amends(upper, year, 2, [citys(null)]);
  const before = await asItStands();
  expect(before).toMatchObject({ due: null, words: 2 });
  await recovers();
  expect(await asItStands()).toEqual(before);
});

test('a recovery leaves the date of the plan that an amendment names, where nothing was lost', async () => {
  await publishes(upper, [citys(FIRST)]);
  await publishes(upper, [citys(SECOND)], { plan: 'younger-of-above' });
  const named = (awaitsPlan: string) => duty('election', { awaits: 'city-election', awaitsPlan });
  const here = await publishes(lower, [named(`plan-of-${ABOVE}`)]);
  await amends(lower, here, 2, [named('younger-of-above')]);
  const before = await asItStands();
  expect(before.due).toBe(SECOND);
  await recovers();
  expect(await asItStands()).toEqual(before);
});

/** The word is gone with its act, and comes back from the workflow as its event alone. */
async function comesBackByItsEvent(year: string): Promise<void> {
  const found = await db.database.query<{ text: string; hash: string }>(
    'select text, hash from event where org_id = $1 and stream = $2 order by seq desc limit 1',
    [ORG, year],
  );
  const [last] = found.rows;
  if (last === undefined) throw new Error('Nothing was recorded here');
  // Every text in the ledger is an envelope.
  const envelope = JSON.parse(last.text) as Envelope;
  await asOwner(db.url, async (owner) => {
    await owner.query('alter table event disable trigger user');
    await owner.query('alter table head disable trigger user');
    await owner.query('alter table command disable trigger user');
    await owner.query('delete from event where org_id = $1 and hash = $2', [ORG, last.hash]);
    await owner.query('delete from command where org_id = $1 and id = $2', [ORG, envelope.commandId]);
    const { prev, seq } = envelope;
    await owner.query('update head set seq = $3, hash = $4 where org_id = $1 and stream = $2', [
      ORG,
      year,
      seq - 1,
      prev,
    ]);
  });
  expect(await bringBack(office.step, { org: ORG, stream: year, events: [{ ...last, envelope }] })).toMatchObject({
    how: 'back',
  });
}

test('a word that came back by its effect is known to have been told', async () => {
  await publishes(upper, [citys(FIRST)]);
  const here = await publishes(lower, [waits]);
  await comesBackByItsEvent(here);
  const before = await asItStands();
  expect(before).toMatchObject({ due: FIRST, words: 1 });
  await recovers();
  expect(await asItStands()).toEqual(before);
});

test('a person’s own date stays, an amendment here that dates the task wins, and both are seen beside what came', async () => {
  const here = await publishes(lower, [waits]);
  const document = { number: '1', on: '2021-01-04', file: null };
  await tells(here, 'DateTask', { task: 'election', lastDayOn: '2021-02-20', document }, lower);
  await publishes(upper, [citys(FIRST)]);
  const own = Date.UTC(2021, 1, 20, 17);
  expect([await dueHere(), await filled()]).toMatchObject([own, [{ dueAt: FIRST, kept: own }]]);
  await amends(lower, here, 2, [duty('election', { dueAt: SECOND })]);
  expect(await dueHere()).toBe(SECOND);
});

test('of two plans above with a task of the same key, only the one that is named dates it, whoever comes first', async () => {
  const other = { plan: 'other-of-above' };
  await publishes(upper, [citys(SECOND)], other);
  await publishes(lower, [duty('election', { awaits: 'city-election', awaitsPlan: `plan-of-${ABOVE}` })]);
  expect(await dueHere()).toBeNull();
  const year = await publishes(upper, [citys(FIRST)]);
  expect(await dueHere()).toBe(FIRST);
  await amends(upper, year, 2, [citys(SECOND)]);
  await publishes(upper, [citys(FIRST)], { plan: 'third-of-above' });
  expect([await dueHere(), (await filled()).length]).toEqual([SECOND, 2]);
});

test('an amendment that names the other plan has its date at once, and the board is what the ledger says', async () => {
  await publishes(upper, [citys(FIRST)]);
  await publishes(upper, [citys(SECOND)], { plan: 'other-of-above' });
  const named = (awaitsPlan: string) => duty('election', { awaits: 'city-election', awaitsPlan });
  const here = await publishes(lower, [named(`plan-of-${ABOVE}`)]);
  await amends(lower, here, 2, [named('other-of-above')]);
  expect(await dueHere()).toBe(SECOND);
  await amends(lower, here, 3, [named('not-yet-published')]);
  expect(await dueHere()).toBeNull();
  expect(await rebuild(db.database)).toEqual([]);
  expect(await shownDuties()).toEqual(await duties());
});

test('a plan of another year, a demo year and a task that names nothing get nothing', async () => {
  await publishes(lower, [waits], { plan: 'of-2022', year: 2022 });
  await publishes(lower, [waits], { plan: 'demo', demo: true });
  await publishes(lower, [duty('election')], { plan: 'nameless' });
  await publishes(upper, [citys(FIRST)]);
  expect(await filled()).toEqual([]);
});

test('a date that was over when it came is missed on the board, in every rebuilding of it and for the verifier', async () => {
  await publishes(lower, [waits]);
  await publishes(upper, [citys(START - DAY)]);
  const missed = await db.database.query<object>(
    `select text::jsonb -> 'body' as body from event where org_id = $1 and kind = 'MilestonesReached'`,
    [ORG],
  );
  expect(missed.rows).toMatchObject([{ body: { at: START - DAY, missed: [{ task: 'election', owner: 'office' }] } }]);
  expect(await shownDuties()).toMatchObject([{ task: 'election', due_at: START - DAY, missed: true }]);
  expect(await rebuild(db.database)).toEqual([]);
  expect(await shownDuties()).toEqual(await duties());
  expect(await troubles()).toMatchObject({ count: 0 });
});

test('the verifier finds nothing wrong, and the board is what the ledger says', async () => {
  await publishes(lower, [waits]);
  const year = await publishes(upper, [citys(FIRST)]);
  await amends(upper, year, 2, [citys(SECOND)]);
  expect(await rebuild(db.database)).toEqual([]);
  expect(await shownDuties()).toEqual(await duties());
  expect(await troubles()).toMatchObject({ count: 0 });
});
