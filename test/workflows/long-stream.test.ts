import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { reconcile } from '../../worker/reconciler.ts';
import { workflowIdOf } from '../../workflows/messages.ts';
import { type FrailWorld, openFrailWorld } from '../builders/frail-world.ts';
import { faultsOf, forgetful } from '../builders/invariants.ts';
import { ORG, openOffice, person, UNIT, WORDS } from '../builders/office.ts';
import { must, type Play, play } from '../builders/play.ts';
import { DAY, round } from '../builders/round.ts';

const UNHURRIED = 120_000;
/** Five of these are more than Temporal takes in one answer, and more than it takes in one workflow task. */
const LONG = 'x'.repeat(900_000);
const TIMES = 5;

let world: FrailWorld;
let on: Play;
let year: string;

beforeAll(async () => {
  world = await openFrailWorld(inject('clusterUrl'));
  on = play(world);
  await world.raiseWorker();
  const dueAt = Date.now() + 30 * DAY;
  ({ year } = await openOffice(world, [round()], {
    duties: [{ task: 'report', owner: UNIT, ownerKind: 'unit', dueAt, printed: '' }],
    milestones: [{ kind: 'taskDue', key: 'report', at: dueAt }],
  }));
  for (let time = 0; time < TIMES; time += 1) {
    await marksDone(LONG);
    await act('ReturnTask', { task: 'report', owner: UNIT, reason: WORDS });
  }
}, UNHURRIED);
afterAll(() => world?.close(), UNHURRIED);

function act(kind: string, body: Parameters<typeof must>[1]['body'], by = person('standingOffice')) {
  return must(on, { stream: year, kind, body: body ?? {}, by });
}

function marksDone(note: string) {
  return act('MarkTaskDone', { task: 'report', owner: UNIT, evidence: [{ note }] }, person('unitClerk'));
}

const workflow = () => world.client.workflow.getHandle(workflowIdOf(ORG, year));

async function allIsKnown() {
  await expect.poll(() => forgetful(world.client, world.step.database), { timeout: 30_000 }).toEqual([]);
  expect(await faultsOf(world.step.database)).toEqual([]);
}

test(
  'an act on a long stream whose workflow was lost is answered, and the workflow knows all of it again',
  async () => {
    await workflow().terminate('lost');
    await marksDone('done at last');
    await allIsKnown();
  },
  UNHURRIED,
);

test(
  'a long stream that is started again loads all of it by itself',
  async () => {
    await workflow().terminate('lost');
    await reconcile(world.client, world.step.database, () => undefined);
    await allIsKnown();
    await act('ConfirmTask', { task: 'report', owner: UNIT });
    await allIsKnown();
  },
  UNHURRIED,
);
