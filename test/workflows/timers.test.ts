import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import type { CommandOutcome } from '../../domain/refusal.ts';
import { perform } from '../../store/step/perform.ts';
import { reconcile } from '../../worker/reconciler.ts';
import { AHEAD } from '../builders/ahead.ts';
import { faultsOf, forgetful } from '../builders/invariants.ts';
import { bring, ORG, openOffice, person, receive, uploadPlan, WORDS } from '../builders/office.ts';
import { type Case, handsIn, must, newKey, type Play, play, registered, report } from '../builders/play.ts';
import { DAY, round, stage } from '../builders/round.ts';
import { openWorld, type World } from '../builders/world.ts';

/** A round for each test, so that each has a deadline of its own ahead. */
const DUE = {
  held: AHEAD + 10 * DAY,
  edge: AHEAD + 20 * DAY,
  surfaced: AHEAD + 30 * DAY,
  moved: AHEAD + 40 * DAY,
  anew: AHEAD + 60 * DAY,
  stopped: AHEAD + 70 * DAY,
};

const PAPER = { number: '8/CV', on: '2021-01-04', file: null };

let world: World;
let on: Play;
let year: string;

beforeAll(async () => {
  world = await openWorld(inject('clusterUrl'), AHEAD);
  on = play(world);
  ({ year } = await openOffice(world, rounds(DUE)));
});
afterAll(() => world?.close());

function rounds(due: Record<string, number>, planVersion = 1) {
  return Object.entries(due).map(([key, dueAt]) =>
    round({
      key,
      planVersion,
      stages: [
        stage('registration'),
        stage('checkpoint', { key: 'q1', dueAt, onMissed: key === 'surfaced' ? 'lapse' : 'flag' }),
        stage('nomination'),
        stage('appraisal'),
        stage('decision'),
      ],
    }),
  );
}

async function eventsOf({ stream }: Case) {
  const found = await world.step.database.query<{ kind: string; at: number; marks: string[] | null }>(
    `select kind, (text::jsonb ->> 'at')::bigint as at, text::jsonb -> 'body' -> 'marks' as marks from event where stream = $1 order by seq`,
    [stream],
  );
  return found.rows;
}

async function boardOf({ id }: Case) {
  const found = await world.step.database.query(
    'select state, stage, marks, missed, still_owed, due_at from proposal_board where id = $1',
    [id],
  );
  return found.rows[0];
}

/** Written down by the API at this instant, and not yet brought to its workflow. */
async function receivesHandIn({ stream }: Case, instant: number) {
  const body = { stage: 'q1', evidence: report };
  const step = { ...on.step, clock: { instant: () => instant } };
  return receive({ ...on, step }, { stream, kind: 'HandIn', body, by: person('unitClerk'), key: newKey('HandIn') });
}

async function timerActs({ stream }: Case) {
  const found = await world.step.database.query<{ at: number; outcome: CommandOutcome }>(
    `select at, outcome from command where stream = $1 and kind = 'DeadlinePassed' order by at`,
    [stream],
  );
  return found.rows.map(({ at, outcome }) => ({ at, said: outcome.ok ? outcome.events : outcome.refusal.code }));
}

test('a hand-in received before the due instant holds the consequence back until it is settled, and is on time', async () => {
  const proposal = await registered(on, { round: 'held' });
  const command = await receivesHandIn(proposal, DUE.held - 1);
  const moved = world.moveTo(DUE.held + 5_000);
  await pause(3_000);
  expect(await timerActs(proposal)).toEqual([]);
  expect(await boardOf(proposal)).toMatchObject({ state: 'inStage', stage: 'q1', missed: 0 });

  expect(await bring(on, command)).toEqual({ ok: true, seq: 4, events: ['EvidenceHandedIn'] });
  await moved;
  await world.moveTo(DUE.held + DAY);
  expect(await timerActs(proposal)).toEqual([]);
  expect((await eventsOf(proposal)).at(-1)).toEqual({ kind: 'EvidenceHandedIn', at: DUE.held - 1, marks: [] });
  expect(await boardOf(proposal)).toMatchObject({ stage: 'nomination', marks: [], missed: 0, still_owed: [] });
});

test('a command received at the very due instant is late and holds nothing back; a millisecond earlier it is in time', async () => {
  const [early, late] = [await registered(on, { round: 'edge' }), await registered(on, { round: 'edge' })];
  expect(await bring(on, await receivesHandIn(early, DUE.edge - 1))).toMatchObject({ ok: true });
  const atTheInstant = await receivesHandIn(late, DUE.edge);
  const moved = world.moveTo(DUE.edge + DAY);
  await expect.poll(() => timerActs(late), { timeout: 8_000 }).toEqual([{ at: DUE.edge, said: ['DeadlineMissed'] }]);
  expect(await bring(on, atTheInstant)).toMatchObject({ ok: true, events: ['EvidenceHandedIn'] });
  await moved;
  expect(await boardOf(early)).toMatchObject({ stage: 'nomination', marks: [], missed: 0 });
  expect(await boardOf(late)).toMatchObject({ stage: 'nomination', marks: ['late'], missed: 1, still_owed: [] });
});

test('a receipt that surfaces after a lapse takes the lapse back, and wakes the workflow that had ended', async () => {
  const proposal = await registered(on, { round: 'surfaced' });
  await world.moveTo(DUE.surfaced + DAY);
  const lapsed = await world.client.workflow.getHandle(`${ORG}/${proposal.stream}`).describe();
  expect(await boardOf(proposal)).toMatchObject({ state: 'lapsed', missed: 1 });
  expect(lapsed.status.name).toBe('COMPLETED');

  const surfaced = await receivesHandIn(proposal, DUE.surfaced - 1);
  expect(await bring(on, surfaced)).toMatchObject({
    ok: true,
    events: ['MissedDeadlineTakenBack', 'EvidenceHandedIn'],
  });
  expect(await boardOf(proposal)).toMatchObject({ state: 'inStage', stage: 'nomination', marks: [], missed: 0 });
  const awake = await world.client.workflow.getHandle(`${ORG}/${proposal.stream}`).describe();
  expect([awake.status.name, awake.runId === lapsed.runId]).toEqual(['RUNNING', false]);
});

test('an amendment moves a deadline while its timer is armed: the old instant passes in silence, the new one counts', async () => {
  const proposal = await registered(on, { round: 'moved' });
  const handedIn = await registered(on, { round: 'moved' });
  await handsIn(handedIn, 'q1');
  const later = DUE.moved + 10 * DAY;
  await amendPlan({ ...DUE, moved: later });
  expect(await boardOf(proposal)).toMatchObject({ stage: 'q1', due_at: later });

  await world.moveTo(DUE.moved + DAY);
  expect(await timerActs(proposal)).toEqual([]);
  const stale = { kind: 'DeadlinePassed', dueAt: DUE.moved, setBy: 3, body: { dueAt: DUE.moved, setBy: 3 } };
  const known = { seq: 0, hash: null };
  const { org, stream } = { org: ORG, stream: proposal.stream };
  expect(await perform(world.step, { org, stream, known, act: { timer: stale } })).toMatchObject({
    status: 'settled',
    outcome: { ok: false, refusal: { code: 'DEADLINE_MOVED', facts: { asked: DUE.moved, inForce: later } } },
  });

  expect(await timerActs(proposal)).toEqual([]);

  await world.moveTo(later + DAY);
  expect(await timerActs(proposal)).toEqual([{ at: later, said: ['DeadlineMissed'] }]);
  expect(await boardOf(proposal)).toMatchObject({ stage: 'nomination', missed: 1, still_owed: ['q1'] });
  expect(await boardOf(handedIn)).toMatchObject({ stage: 'nomination', missed: 0, still_owed: [] });
});

async function amendPlan(due: typeof DUE) {
  const plan = 'test-plan';
  const published = { plan, version: 2, year: 2021, hash: 'amended', demo: false, duties: [], milestones: [] };
  await uploadPlan(on, published, rounds(due, 2));
  const body = { plan, version: 2, reason: WORDS };
  await must(on, { stream: year, kind: 'AmendPlan', body, by: person('standingOffice') });
  await world.quiet();
}

test('a workflow that is started anew from the ledger acts at the due instant of where the case stands', async () => {
  const proposal = await registered(on, { round: 'anew' });
  const workflow = world.client.workflow.getHandle(`${ORG}/${proposal.stream}`);
  await workflow.terminate('by hand');
  await reconcile(world.client, world.step.database, () => undefined);
  expect((await workflow.describe()).status.name).toBe('RUNNING');
  await world.moveTo(DUE.anew - DAY);
  expect(await timerActs(proposal)).toEqual([]);
  await world.moveTo(DUE.anew + DAY);
  await expect.poll(() => timerActs(proposal)).toEqual([{ at: DUE.anew, said: ['DeadlineMissed'] }]);
  expect(await boardOf(proposal)).toMatchObject({ stage: 'nomination', missed: 1, still_owed: ['q1'] });
});

test('a hold disarms the timer, through a new start of the workflow too, and a release arms it again', async () => {
  const proposal = await registered(on, { round: 'stopped' });
  const held = await proposal.does('standingOffice', 'Hold', { ground: WORDS, document: PAPER });
  const workflow = world.client.workflow.getHandle(`${ORG}/${proposal.stream}`);
  await workflow.terminate('by hand');
  await reconcile(world.client, world.step.database, () => undefined);
  await world.moveTo(DUE.stopped + DAY);
  expect(await timerActs(proposal)).toEqual([]);
  expect(await boardOf(proposal)).toMatchObject({ stage: 'q1', missed: 0, due_at: DUE.stopped });

  await proposal.does('standingOffice', 'Release', { hold: held.seq, conclusion: WORDS });
  const due = Number((await boardOf(proposal))?.due_at);
  expect(due).toBeGreaterThan(DUE.stopped + 5 * DAY);
  await world.moveTo(due - DAY);
  expect(await timerActs(proposal)).toEqual([]);
  await world.moveTo(due + DAY);
  await expect.poll(() => timerActs(proposal)).toEqual([{ at: due, said: ['DeadlineMissed'] }]);
});

test('after all of it ledger, board and workflows agree', async () => {
  expect(await faultsOf(world.step.database)).toEqual([]);
  expect(await forgetful(world.client, world.step.database)).toEqual([]);
});
