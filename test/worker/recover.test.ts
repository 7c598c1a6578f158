import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { keptHistories } from '../../infra/recovery/kept-histories.ts';
import { recoveryNow } from '../../store/recovery/recovery-mode.ts';
import { startBeacon } from '../../worker/beacon.ts';
import { nightly, reconciliation } from '../../worker/reconciliation.ts';
import { type Recovered, type RecoverOptions, recover } from '../../worker/recovery/recover.ts';
import { workflowIdOf } from '../../workflows/messages.ts';
import { today } from '../builders/ahead.ts';
import { asOwner } from '../builders/as-owner.ts';
import { atCommit } from '../builders/at-commit.ts';
import { type FrailWorld, openFrailWorldOver } from '../builders/frail-world.ts';
import { faultsOf } from '../builders/invariants.ts';
import { act, bring, ORG, openOffice, person, receive, WORDS } from '../builders/office.ts';
import {
  appraises,
  type Case,
  councilSays,
  draftsDecision,
  handsIn,
  must,
  newKey,
  nominates,
  type Play,
  play,
  registered,
  signs,
  submitted,
} from '../builders/play.ts';
import { openRestorable, type Restorable } from '../builders/restorable.ts';
import { round, stage } from '../builders/round.ts';

const UNHURRIED = 300_000;

let database: Restorable;
let world: FrailWorld;
let on: Play;

beforeAll(async () => {
  database = await openRestorable();
  // Lists of two lines and more are written in parts.
  world = await openFrailWorldOver(database, 1);
  on = play(world);
  await world.raiseWorker();
  const stages = [stage('registration'), stage('checkpoint', { key: 'q1' }), stage('nomination'), stage('appraisal')];
  await openOffice(world, [round({ stages: [...stages, stage('council'), stage('decision')] })]);
}, UNHURRIED);
afterAll(() => world?.close(), UNHURRIED);

async function recovers(step = world.step, restart?: RecoverOptions['restart']): Promise<Recovered> {
  const how = restart === undefined ? {} : { restart };
  return asOwner(world.url, (owner) => recover({ step, owner, client: world.client, log: () => undefined, ...how }));
}

async function rows(sql: string): Promise<Record<string, unknown>[]> {
  // Compared whole, by whoever asks.
  return (await world.step.database.query<Record<string, unknown>>(sql)).rows;
}

/** Every event with its place, its hash and its text: byte for byte the ledger. */
const ledger = () =>
  rows('select org_id, stream, seq, kind, command_id, index_in_command, hash, text from event order by 1, 2, 3');

/** All that is derived from the ledger. */
const derived = async () => ({
  heads: await rows('select org_id, stream, seq, hash, over from head order by 1, 2'),
  cases: await rows('select * from proposal_board order by org_id, id'),
  lists: await rows('select * from list_board order by org_id, stream'),
  years: await rows('select * from year_board order by org_id, stream'),
  duties: await rows('select * from duty_board order by org_id, stream, task, owner'),
  claims: await rows('select * from proposal_claim order by proposal'),
  listings: await rows('select * from listing order by org_id, proposal, kind'),
  numbers: await rows('select * from register_number order by decision'),
  outcomes: await rows(
    'select id, stream, actor, role, received_at, at, cause_stream, cause_seq, outcome from command where outcome is not null order by id',
  ),
  carried: await rows(`select id, kind, body, recovered from command where role in ('outbox', 'timer') order by id`),
});

/** Something of every stream is wrong, or nothing. */
async function faults(): Promise<string[]> {
  const reports = await reconciliation(world.client, world.step.database);
  const found = reports.flatMap((report) => report.found.map(({ stream, what }) => `${stream}: ${what}`));
  return [...found, ...(await faultsOf(world.step.database))];
}

const inRecovery = () => recoveryNow(world.step.database);

/** Whether a recovery comes to its end before power fails at the commit after so many. */
async function endsWithin(commits: number): Promise<boolean> {
  let left = commits;
  const dying = atCommit(world.step.database, async (client) => {
    left -= 1;
    if (left < 0) throw new Error('power lost');
    await client.query('commit');
  });
  return recovers({ ...world.step, database: dying }).then(
    () => true,
    () => false,
  );
}

/** The database as it was copied, under a worker that begins after another has stopped in order. */
async function setBack(): Promise<void> {
  await (await startBeacon(world.client, world.step.database, () => undefined)).stop();
  await world.killWorker();
  await database.setBack();
  await world.raiseWorker();
}

async function untilCouncil(): Promise<Case> {
  const each = await registered(on);
  await handsIn(each, 'q1');
  await nominates(each);
  await appraises(on, each);
  return each;
}

test(
  'a database that is set back under a running worker is noticed at the first act, and all is there again after recovery',
  async () => {
    const known = await submitted(on);
    await world.quiet();
    await database.copy();
    await known.does('unitHead', 'Confirm');
    await known.does('standingOffice', 'Accept');
    const begunLater = await registered(on);
    const tried = await begunLater.tries('unitClerk', 'Accept');
    expect(tried.ok).toBe(false);
    await world.quiet();
    const before = await ledger();
    await database.setBack();
    expect(await ledger()).not.toEqual(before);
    const body = { stage: 'q1', evidence: [] };
    on.tell({ stream: known.stream, kind: 'HandIn', body, by: person('unitClerk'), key: newKey('HandIn') }).catch(
      () => undefined,
    );
    await expect.poll(inRecovery, { timeout: 30_000 }).toMatchObject({ why: expect.stringContaining('GAP') });
    const report = await recovers();
    expect(await ledger()).toEqual(before);
    expect(report).toMatchObject({ commands: 5, disagreements: [], forced: [], lostEvents: [], open: true });
    expect(report.lostRefusals.map(({ stream }) => stream)).toEqual([begunLater.stream]);
    expect(report.desk.map(({ what }) => what).toSorted()).toEqual(['dossier', 'draft', 'subject']);
    expect(await inRecovery()).toBeNull();
    for (const each of [known, begunLater]) {
      await handsIn(each, 'q1');
      await nominates(each);
      await appraises(on, each);
    }
    await world.quiet();
    expect(await faults()).toEqual([]);
  },
  UNHURRIED,
);

test(
  'a year in all its states comes back with every hash, every row of the board, every claim and every outcome',
  async () => {
    const cases = [await untilCouncil(), await untilCouncil(), await untilCouncil()];
    const [withdrawn, waits] = [await registered(on), await submitted(on)];
    // What no workflow remembers: it happened before the copy, so nothing of it is lost.
    await councilSays(on, cases, 'passed');
    await database.copy();
    await withdrawn.does('unitHead', 'Withdraw', { reason: WORDS });
    await waits.does('unitHead', 'SendBack', { reason: WORDS });
    const struck = await draftsDecision(on, cases);
    const [first] = cases;
    await must(on, {
      stream: struck,
      kind: 'StrikeLine',
      body: { proposal: first?.id ?? '', reason: WORDS },
      by: person('standingOffice'),
    });
    await world.quiet();
    await signs(on, struck, '7/QĐ');
    await draftsDecision(on, cases.slice(0, 1));
    const before = { ledger: await ledger(), derived: await derived() };
    await setBack();
    expect(await inRecovery()).toMatchObject({
      why: expect.stringMatching(/was noted and is not in the (ledger|database)/),
    });
    const report = await recovers();
    expect(report).toMatchObject({ disagreements: [], forced: [], lostEvents: [], open: true });
    expect(await ledger()).toEqual(before.ledger);
    expect(await derived()).toEqual(before.derived);
    await world.quiet();
    expect(await faults()).toEqual([]);
    expect(await derived()).toEqual(before.derived);
  },
  UNHURRIED,
);

test(
  'a recovery that dies after any of its commits and is run again ends as one that was never disturbed',
  async () => {
    await database.copy();
    const [one, two] = [await untilCouncil(), await untilCouncil()];
    await one.does('unitHead', 'Withdraw', { reason: WORDS });
    await world.quiet();
    const before = { ledger: await ledger(), derived: await derived() };
    await setBack();
    let deaths = 0;
    for (let commits = 2; !(await endsWithin(commits)); commits *= 2) {
      deaths += 1;
      expect(await inRecovery()).not.toBeNull();
    }
    expect(deaths).toBeGreaterThan(3);
    expect(await ledger()).toEqual(before.ledger);
    expect(await derived()).toEqual(before.derived);
    await councilSays(on, [two], 'passed');
    expect(await faults()).toEqual([]);
  },
  UNHURRIED,
);

test(
  'what a session did is lost with its rows, and is told by the events that it caused',
  async () => {
    const [passed, other] = [await untilCouncil(), await untilCouncil()];
    await world.quiet();
    await database.copy();
    await councilSays(on, [passed, other], 'passed');
    const before = await ledger();
    const session = (await rows(`select stream from list_board where kind = 'session' order by since desc limit 1`))[0]
      ?.stream;
    await setBack();
    const report = await recovers();
    expect(report).toMatchObject({ disagreements: [], forced: [], open: true });
    // The agenda and the result; the entry between them caused nothing elsewhere.
    const ofSession = before.filter(({ stream }) => stream === session);
    const causes = ofSession.filter(({ kind }) => kind === 'SessionCalled' || kind === 'ResultConfirmed');
    expect(report.lostEvents).toEqual(causes.map(({ stream, seq }) => ({ stream, seq })));
    expect(await ledger()).toEqual(before.filter(({ stream }) => stream !== session));
    await signs(on, await draftsDecision(on, [passed, other]), '8/QĐ');
    expect(await faults()).toEqual([]);
  },
  UNHURRIED,
);

test(
  'a Temporal store that is thrown away in mid-life is filled again, and every case ends as it would have',
  async () => {
    const [begun, waits, council] = [await submitted(on), await registered(on), await untilCouncil()];
    const signed = await untilCouncil();
    await councilSays(on, [signed], 'passed');
    const decision = await draftsDecision(on, [signed]);
    await must(on, { stream: decision, kind: 'SignDecision', by: person('authorityHead') });
    await world.quiet();
    const before = { ledger: await ledger(), derived: await derived() };
    await world.killWorker();
    await world.temporal.kill();
    await world.temporal.restart('with an empty file');
    expect(await faults()).toContain(`${waits.stream}: no workflow runs, though the stream is open`);
    const report = await recovers();
    expect(report).toMatchObject({ events: 0, disagreements: [], lostEvents: [], desk: [], open: true });
    const { status } = await world.client.workflow.getHandle(workflowIdOf(ORG, waits.stream)).describe();
    expect(status.name).toBe('RUNNING');
    expect({ ledger: await ledger(), derived: await derived() }).toEqual(before);
    await world.raiseWorker();
    await begun.does('unitHead', 'Confirm');
    await handsIn(waits, 'q1');
    await councilSays(on, [council], 'notPassed');
    const body = { number: '9/QĐ', on: today(world.step) };
    await must(on, { stream: decision, kind: 'NumberDecision', body, by: person('standingOffice') });
    await world.quiet();
    const states = async (...cases: Case[]) =>
      Promise.all(
        cases.map(async ({ id }) => (await rows(`select state, stage from proposal_board where id = '${id}'`))[0]),
      );
    expect(await states(begun, waits, council, signed)).toMatchObject([
      { state: 'awaitingAcceptance' },
      { state: 'inStage', stage: 'nomination' },
      { state: 'notPassed' },
      { state: 'granted' },
    ]);
    expect(await faults()).toEqual([]);
  },
  UNHURRIED,
);

test(
  'a request repeated under its own key after recovery is answered as it was, and does nothing again',
  async () => {
    const proposal = await submitted(on);
    await world.quiet();
    // Written down before the copy, and refused after it: it must not be decided anew.
    const wrong = { stream: proposal.stream, kind: 'Accept', by: person('unitClerk'), key: newKey('Accept') };
    const written = await receive(on, wrong);
    await database.copy();
    const refused = await bring(on, written);
    expect(refused.ok).toBe(false);
    const ask = { stream: proposal.stream, kind: 'Confirm', by: person('unitHead'), key: newKey('Confirm') };
    const told = await on.tell(ask);
    await setBack();
    expect((await recovers()).refusalsSettled).toBe(1);
    expect((await rows(`select outcome from command where id = '${written.id}'`))[0]?.outcome).toEqual(refused);
    const before = await ledger();
    expect(await on.tell(ask)).toEqual(told);
    expect(await ledger()).toEqual(before);
  },
  UNHURRIED,
);

test(
  'a ledger that went on in another way is never merged: it stays closed until a person lets it be right, with every history kept',
  async () => {
    const proposal = await submitted(on);
    await world.quiet();
    await database.copy();
    await proposal.does('unitHead', 'Confirm');
    await world.killWorker();
    await database.setBack();
    // Somebody works on the old copy, past every guard.
    await act(
      { ...world, client: null },
      {
        stream: proposal.stream,
        kind: 'SendBack',
        body: { reason: WORDS },
        by: person('unitHead'),
        key: newKey('SendBack'),
      },
    );
    const before = await ledger();
    await world.raiseWorker();
    const report = await recovers();
    expect(report).toMatchObject({ disagreements: [{ stream: proposal.stream, how: 'fork' }], open: false });
    expect(await ledger()).toEqual(before);
    expect(await inRecovery()).not.toBeNull();
    const folder = await mkdtemp(join(tmpdir(), 'vinh-danh-histories-'));
    const again = await recovers(world.step, keptHistories(world.client, folder));
    expect(again).toMatchObject({ events: 0, open: true });
    const kept = await readdir(folder);
    expect(kept.filter((name) => name.includes(proposal.id)).length).toBeGreaterThan(0);
    await rm(folder, { recursive: true });
    await proposal.does('unitClerk', 'Submit', { draft: proposal.id, rowVersion: 1 });
    await world.quiet();
    expect(await faults()).toEqual([]);
  },
  UNHURRIED,
);

test('a night is held by the first who comes to it, and by nobody else', async () => {
  const hold = () => nightly(world.client, world.step.database, () => undefined);
  const hour = Number(new Date(Date.now() + 7 * 3_600_000).toISOString().slice(11, 13));
  expect([await hold(), await hold()]).toEqual([hour >= 1, false]);
});
