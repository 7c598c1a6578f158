import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';

import type { Json } from '../../domain/json.ts';
import type { Role } from '../../domain/roles.ts';
import { perform } from '../../store/step/perform.ts';
import { remindersIdOf, workflowIdOf } from '../../workflows/messages.ts';
import { type Death, type FrailWorld, insistentPlay, openFrailWorld } from '../builders/frail-world.ts';
import { type Acknowledgement, faultsOf, forgetful } from '../builders/invariants.ts';
import { ORG, openOffice, person, receive, WORDS } from '../builders/office.ts';
import {
  appraises,
  type Case,
  councilSays,
  draftsDecision,
  handsIn,
  newKey,
  nominates,
  type Play,
  registered,
  report,
  signs,
  submitted,
} from '../builders/play.ts';
import { round, stage } from '../builders/round.ts';
import { type Chance, chance } from '../builders/seeded.ts';

const UNHURRIED = 300_000;

let world: FrailWorld;
let on: Play;
/** When the checkpoint of the round `hurried` is due. */
let soon: number;
/** Everything that anybody was told in this file, checked again after each test. */
const heard: Acknowledgement[] = [];

beforeAll(async () => {
  world = await openFrailWorld(inject('clusterUrl'));
  on = insistentPlay(world, heard);
  await world.raiseWorker();
  soon = Date.now() + 20_000;
  await openOffice(world, [oneYear('annual', null), oneYear('hurried', soon)]);
}, UNHURRIED);
afterAll(() => world?.close(), UNHURRIED);

function oneYear(key: string, dueAt: number | null) {
  return round({
    key,
    stages: [
      stage('registration'),
      stage('checkpoint', { key: 'q1', dueAt }),
      stage('nomination'),
      stage('appraisal'),
      stage('council'),
      stage('decision'),
    ],
  });
}

/** Every acknowledged command stands once in ledger, board and workflow, and none is acknowledged that is not. */
async function allStandsOnce() {
  await world.raiseWorker();
  await world.quiet();
  expect(await faultsOf(world.step.database, heard)).toEqual([]);
}

/** A workflow that has just been started again is asked for nothing yet, and loads by itself. */
async function workflowsKnowAll() {
  await expect.poll(() => forgetful(world.client, world.step.database), { timeout: 60_000 }).toEqual([]);
}

async function boardOf({ id }: Case) {
  const found = await world.step.database.query<{ state: string; award: { number: string } | null }>(
    'select state, award from proposal_board where id = $1',
    [id],
  );
  return found.rows[0];
}

const workflowOf = ({ stream }: Case) => world.client.workflow.getHandle(workflowIdOf(ORG, stream));

const reminders = () => world.client.workflow.getHandle(remindersIdOf(ORG, 'test-plan'));

/** From the first act to the council's table: eleven acts of five people. */
async function untilCouncil(how: { round?: string; misses?: boolean } = {}): Promise<Case> {
  const proposal = await registered(on, { round: how.round ?? 'annual' });
  if (how.misses === true) await timeActs(proposal);
  else await handsIn(proposal, 'q1');
  await nominates(proposal);
  await appraises(on, proposal);
  return proposal;
}

/** Nobody hands in, and the case goes on by itself when the day has passed. */
async function timeActs({ id }: Case): Promise<void> {
  for (let stage: string | undefined; stage !== 'nomination'; await pause(200)) {
    const found = await world.step.database.query<{ stage: string }>('select stage from proposal_board where id = $1', [
      id,
    ]);
    stage = found.rows[0]?.stage;
  }
}

async function fromCouncilToAward(cases: readonly Case[], number: string): Promise<void> {
  await councilSays(on, cases, 'passed');
  await signs(on, await draftsDecision(on, cases), number);
}

/** Kills the worker at moments of chance, and raises another, as long as people are at work. */
async function workersDieUntil(done: Promise<unknown>, at: Chance): Promise<number> {
  let working = true;
  const stop = () => {
    working = false;
  };
  done.then(stop, stop);
  let deaths = 0;
  for (; working; deaths += 1) {
    await pause(at.between(200, 4_000));
    if (!working) break;
    await world.killWorker();
    await pause(at.between(0, 600));
    await world.raiseWorker();
    await pause(8_000);
  }
  return deaths;
}

test(
  'workers killed at any moment lose nothing that was acknowledged, and acknowledge nothing that is not kept',
  async () => {
    const at = chance();
    console.log(`crash.test.ts, workers killed: SEED=${at.seed}`);
    const clients = Array.from({ length: 4 }, async () => [
      await untilCouncil({ round: 'hurried', misses: true }),
      await untilCouncil({ round: 'hurried' }),
    ]);
    const whole = Promise.all(clients).then(async (cases) => {
      await fromCouncilToAward(cases.flat(), '1/QĐ');
      return cases.flat();
    });
    const deaths = await workersDieUntil(whole, at);
    const cases = await whole;
    console.log(`crash.test.ts: ${deaths} workers died, ${heard.length} answers were heard`);
    await allStandsOnce();
    await workflowsKnowAll();
    for (const each of cases)
      expect(await boardOf(each)).toMatchObject({ state: 'granted', award: { number: '1/QĐ' } });
  },
  UNHURRIED,
);

/** A worker that dies at this moment of the act, and another that comes after it. */
async function diesDuring<T>(death: Death, act: () => Promise<T>): Promise<T> {
  await world.quiet();
  await world.killWorker();
  await world.raiseWorker(death);
  const acting = act();
  await world.workerDied();
  await world.raiseWorker();
  return acting;
}

async function settledWithoutWitness(stream: string): Promise<string[]> {
  const found = await world.step.database.query<{ id: string; kind: string }>(
    'select id, kind from command where stream = $1 and settled_at is not null order by received_at',
    [stream],
  );
  return found.rows.filter(({ id }) => !heard.some(({ command }) => command === id)).map(({ kind }) => kind);
}

test(
  'power lost between the recording of an act and the workflow’s hearing of it neither loses the act nor doubles it',
  async () => {
    const begun = await diesDuring({ commit: 1, when: 'after' }, () => submitted(on));
    await begun.does('unitHead', 'Confirm');
    await diesDuring({ commit: 1, when: 'after' }, async () => {
      const accepting = begun.does('standingOffice', 'Accept');
      await world.workerDied();
      // It stands in the ledger, and nobody was told.
      expect(await settledWithoutWitness(begun.stream)).toEqual(['Accept']);
      return accepting;
    });
    await diesDuring({ commit: 1, when: 'before' }, () => handsIn(begun, 'q1'));
    await nominates(begun);
    expect(await settledWithoutWitness(begun.stream)).toEqual([]);
    await allStandsOnce();
    await workflowsKnowAll();
  },
  UNHURRIED,
);

/** As it stands when the worker dies after the commit, and whoever had sent the act is gone too. */
async function decidedAndUntold({ stream }: Case, role: Role, kind: string, body: Json): Promise<void> {
  const { id } = await receive(world, { stream, kind, body, by: person(role), key: newKey(kind) });
  await perform(world.step, { org: ORG, stream, known: null, act: { command: id } });
}

/** While nothing runs: all that was written and noted is so much older. */
async function daysPass(days: number): Promise<void> {
  const owner = new pg.Client({ connectionString: world.url });
  await owner.connect();
  const older = (column: string) => `${column} = ${column} - make_interval(days => ${days})`;
  await owner.query('alter table event disable trigger all');
  await owner.query(`update event set ${older('recorded_at')}`);
  await owner.query('alter table event enable trigger all');
  await owner.query('alter table event enable always trigger event_is_append_only');
  await owner.query('alter table event enable always trigger event_is_never_truncated');
  await owner.query(`update telling set ${older('told_at')}`);
  await owner.end();
}

test(
  'power lost with whoever had sent the act leaves no workflow in ignorance of it once there is a worker again',
  async () => {
    const [kept, ended] = [await registered(on), await submitted(on)];
    await ended.does('unitHead', 'Confirm');
    await world.quiet();
    await world.killWorker();
    await decidedAndUntold(kept, 'unitClerk', 'HandIn', { stage: 'q1', evidence: report });
    await decidedAndUntold(ended, 'standingOffice', 'Reject', { rule: 'r', reason: WORDS });
    await daysPass(100);
    await allStandsOnce();
    await workflowsKnowAll();
    expect((await workflowOf(ended).describe()).status.name).toBe('COMPLETED');
  },
  UNHURRIED,
);

test(
  'power lost while a decision’s lines reach their proposals leaves none of them behind',
  async () => {
    const cases = [await untilCouncil(), await untilCouncil(), await untilCouncil()];
    await councilSays(on, cases, 'passed');
    const decision = await draftsDecision(on, cases);
    // Its commits: the signature, the number, then each line's own.
    await diesDuring({ commit: 4, when: 'after' }, () => signs(on, decision, '2/QĐ'));
    await allStandsOnce();
    for (const each of cases)
      expect(await boardOf(each)).toMatchObject({ state: 'granted', award: { number: '2/QĐ' } });
  },
  UNHURRIED,
);

test(
  'a workflow terminated by hand goes on with the next command, or with the next worker where nobody comes',
  async () => {
    const [asked, forgotten] = [await registered(on), await registered(on)];
    for (const each of [asked, forgotten]) await workflowOf(each).terminate('by hand');
    await reminders().terminate('by hand');
    await handsIn(asked, 'q1');
    await nominates(asked);
    expect((await workflowOf(asked).describe()).status.name).toBe('RUNNING');
    expect((await workflowOf(forgotten).describe()).status.name).toBe('TERMINATED');

    await world.killWorker();
    await world.raiseWorker();
    expect((await workflowOf(forgotten).describe()).status.name).toBe('RUNNING');
    expect((await reminders().describe()).status.name).toBe('RUNNING');
    await allStandsOnce();
    await workflowsKnowAll();
  },
  UNHURRIED,
);

/** RESET_REAPPLY_TYPE_ALL_ELIGIBLE, which sends the Updates again to the new run, and RESET_REAPPLY_TYPE_NONE. */
const REAPPLY = { updates: 3, nothing: 2 } as const;

async function resetToFirstTask(proposal: Case, resetReapplyType: number): Promise<void> {
  const { events } = await workflowOf(proposal).fetchHistory();
  const first = events?.find(({ workflowTaskCompletedEventAttributes: completed }) => completed);
  const { runId } = await workflowOf(proposal).describe();
  await world.client.workflowService.resetWorkflowExecution({
    namespace: 'default',
    workflowExecution: { workflowId: workflowIdOf(ORG, proposal.stream), runId },
    reason: 'by hand',
    workflowTaskFinishEventId: first?.eventId ?? null,
    resetReapplyType,
    requestId: `reset ${runId}`,
  });
}

test(
  'a workflow reset to its first task decides nothing again: it folds what the ledger has, and goes on',
  async () => {
    const [again, bare] = [await registered(on), await registered(on)];
    await resetToFirstTask(again, REAPPLY.updates);
    await resetToFirstTask(bare, REAPPLY.nothing);
    await workflowsKnowAll();
    for (const each of [again, bare]) {
      await handsIn(each, 'q1');
      await nominates(each);
      await appraises(on, each);
    }
    await allStandsOnce();
    await workflowsKnowAll();
  },
  UNHURRIED,
);

test(
  'a Temporal server killed amid the work and started again on its file finds every answer kept',
  async () => {
    const at = chance();
    console.log(`crash.test.ts, server killed: SEED=${at.seed}`);
    const clients = Array.from({ length: 4 }, () => untilCouncil());
    const whole = Promise.all(clients);
    for (let death = 0; death < 2; death += 1) {
      await pause(at.between(300, 2_500));
      await world.temporal.kill();
      await pause(at.between(0, 1_000));
      await world.temporal.restart();
      await pause(2_000);
      world.temporal.cut();
    }
    const cases = await whole;
    await fromCouncilToAward(cases, '3/QĐ');
    await allStandsOnce();
    await workflowsKnowAll();
    for (const each of cases)
      expect(await boardOf(each)).toMatchObject({ state: 'granted', award: { number: '3/QĐ' } });
  },
  UNHURRIED,
);

test(
  'a Temporal server that has lost its file is filled again from the ledger, and no caller sees a difference',
  async () => {
    const [asked, forgotten] = [await registered(on), await registered(on)];
    await world.temporal.kill();
    await world.temporal.restart('with an empty file');
    await handsIn(asked, 'q1');
    await world.killWorker();
    await world.raiseWorker();
    await handsIn(forgotten, 'q1');
    await allStandsOnce();
    for (const each of [workflowOf(asked), workflowOf(forgotten), reminders()])
      expect((await each.describe()).status.name).toBe('RUNNING');
  },
  UNHURRIED,
);
