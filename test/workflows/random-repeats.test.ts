import fc from 'fast-check';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import type { Json } from '../../domain/json.ts';
import type { CommandOutcome } from '../../domain/refusal.ts';
import type { Role } from '../../domain/roles.ts';
import { today } from '../builders/ahead.ts';
import { type FrailOffice, openFrailOffice } from '../builders/frail-office.ts';
import { faultsOf, forgetful } from '../builders/invariants.ts';
import { type Ask, act, person, WORDS } from '../builders/office.ts';
import { type Case, newKey, registered, report, submitted } from '../builders/play.ts';
import { seed } from '../domain/calendar/seed.ts';

const UNHURRIED = 300_000;

let office: FrailOffice;
let world: FrailOffice['world'];
let on: FrailOffice['on'];
const tells = (ask: Ask) => office.tells(ask);
const handleOf = (of: Case) => office.workflowOf(of);

beforeAll(async () => {
  office = await openFrailOffice(inject('clusterUrl'));
  ({ world, on } = office);
}, UNHURRIED);
afterAll(() => world?.close(), UNHURRIED);

type Step =
  | { does: 'something new'; act: number }
  | { does: 'a repeat'; of: number }
  | { does: 'a workflow lost' }
  | { does: 'a restart' };

const steps = (least: number, most: number) =>
  fc.array(
    fc.oneof(
      { weight: 12, arbitrary: fc.record({ does: fc.constant('something new' as const), act: fc.nat() }) },
      { weight: 9, arbitrary: fc.record({ does: fc.constant('a repeat' as const), of: fc.nat() }) },
      { weight: 2, arbitrary: fc.constant({ does: 'a workflow lost' as const }) },
      { weight: 1, arbitrary: fc.constant({ does: 'a restart' as const }) },
    ),
    { minLength: least, maxLength: most },
  );

/** What people may try, in or out of order. */
function acts({ id }: Case, lastSeq: number): [Role, string, Json][] {
  const day = today(world.step);
  return [
    ['unitHead', 'Confirm', {}],
    ['standingOffice', 'Accept', {}],
    ['unitClerk', 'HandIn', { stage: 'q1', evidence: report }],
    [
      'unitClerk',
      'Nominate',
      { title: 'LDTT', reason: null, draft: null, rowVersion: null, letter: null, unitVote: null },
    ],
    ['unitHead', 'ConfirmAct', { act: lastSeq }],
    ['standingOffice', 'Receive', { paperOn: day, filesOn: day }],
    ['unitHead', 'SendBack', { reason: WORDS }],
    ['unitClerk', 'Submit', { draft: id, rowVersion: 1 }],
    ['unitHead', 'DeclineAct', { act: lastSeq, reason: WORDS }],
    ['standingOffice', 'Reject', { rule: 'r', reason: WORDS }],
  ];
}

const ENDS = ['Rejected'];

type Life = { one: Case; told: { ask: Ask; outcome: CommandOutcome }[] };

async function take({ one, told }: Life, step: Step): Promise<void> {
  if (step.does === 'a workflow lost')
    return void (await handleOf(one)
      .terminate('lost')
      .catch(() => undefined));
  if (step.does === 'a restart') {
    await world.killWorker();
    return world.raiseWorker();
  }
  if (step.does === 'a repeat') {
    const before = told[step.of % Math.max(1, told.length)];
    if (before !== undefined) expect(await tells(before.ask)).toEqual(before.outcome);
    return;
  }
  const all = acts(one, await lastSeq(one));
  const [role, kind, body] = all[step.act % all.length] ?? ['unitHead', 'Confirm', {}];
  const ask: Ask = { stream: one.stream, kind, body, by: person(role), key: newKey(kind) };
  const outcome = await tells(ask);
  const over = told.some((each) => each.outcome.ok && each.outcome.events.some((event) => ENDS.includes(event)));
  if (over) expect(outcome.ok).toBe(false);
  told.push({ ask, outcome });
}

async function lastSeq({ stream }: Case): Promise<number> {
  const found = await world.step.database.query<{ seq: number }>('select seq from head where stream = $1', [stream]);
  return found.rows[0]?.seq ?? 0;
}

/** Every accepted command stands in the ledger once, in the order in which it was answered, and nothing else does. */
async function recordedOnce({ one, told }: Life, begun: number): Promise<void> {
  const found = await world.step.database.query<{ kind: string }>(
    'select kind from event where stream = $1 and seq > $2 order by seq',
    [one.stream, begun],
  );
  const accepted = told.flatMap(({ outcome }) => (outcome.ok ? outcome.events : []));
  expect(found.rows.map(({ kind }) => kind)).toEqual(accepted);
}

async function lives(one: Case, all: readonly Step[]): Promise<Life> {
  const begun = await lastSeq(one);
  const life: Life = { one, told: [] };
  for (const step of all) await take(life, step);
  await recordedOnce(life, begun);
  return life;
}

test(
  'a repeat changes nothing and is answered as the first, whatever was lost or restarted in between',
  () =>
    fc.assert(
      fc.asyncProperty(steps(6, 14), async (all) => {
        await lives(await submitted(on), all);
      }),
      { seed, numRuns: 7, endOnFailure: true },
    ),
  UNHURRIED,
);

test(
  'nor across a workflow that continues as new between the two',
  () =>
    fc.assert(
      fc.asyncProperty(steps(24, 30), async (all) => {
        const one = await registered(on);
        const refused = (): Ask => ({
          stream: one.stream,
          kind: 'Accept',
          by: person('unitClerk'),
          key: newKey('Accept'),
        });
        for (let sent = 0; sent < 980; sent += 10)
          await Promise.all(Array.from({ length: 10 }, () => act(world, refused())));
        const { runId } = await handleOf(one).describe();
        // A case that was lost begins a new run too, and would not show that it has continued as new.
        const life = await lives(
          one,
          all.filter(({ does }) => does !== 'a workflow lost'),
        );
        for (let sent = 0; sent < 30; sent += 1) await act(world, refused());
        for (const { ask, outcome } of life.told) expect(await tells(ask)).toEqual(outcome);
        await recordedOnce(life, 3);
        expect((await handleOf(one).describe()).runId).not.toBe(runId);
      }),
      { seed, numRuns: 1, endOnFailure: true },
    ),
  UNHURRIED,
);

test(
  'after all of it ledger, board and workflows agree with everything that anybody was told',
  async () => {
    await world.quiet();
    expect(await faultsOf(world.step.database, office.heard)).toEqual([]);
    expect(await forgetful(world.client, world.step.database)).toEqual([]);
  },
  UNHURRIED,
);
