import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { perform } from '../../store/step/perform.ts';
import { deliver } from '../../worker/deliver.ts';
import { tellOfLatest } from '../../worker/reconciler.ts';
import { type FrailOffice, openFrailOffice } from '../builders/frail-office.ts';
import { faultsOf, forgetful } from '../builders/invariants.ts';
import { type Ask, act, bring, ORG, person, receive, WORDS } from '../builders/office.ts';
import { type Case, handsIn, newKey, registered, report, submitted } from '../builders/play.ts';

const UNHURRIED = 300_000;

let office: FrailOffice;
let world: FrailOffice['world'];
let on: FrailOffice['on'];
const tells = (ask: Ask) => office.tells(ask);
const workflowOf = (of: { stream: string }) => office.workflowOf(of);

beforeAll(async () => {
  office = await openFrailOffice(inject('clusterUrl'));
  ({ world, on } = office);
}, UNHURRIED);
afterAll(() => world?.close(), UNHURRIED);

async function eventsOf({ stream }: Case): Promise<string[]> {
  const found = await world.step.database.query<{ kind: string }>(
    'select kind from event where stream = $1 order by seq',
    [stream],
  );
  return found.rows.map(({ kind }) => kind);
}

function handInOf({ stream }: Case): Ask {
  const body = { stage: 'q1', evidence: report };
  return { stream, kind: 'HandIn', body, by: person('unitClerk'), key: newKey('HandIn') };
}

/** What nobody may do here: it is recorded, refused, and moves nothing. */
function refusedAsk({ stream }: Case): Ask {
  return { stream, kind: 'Accept', by: person('unitClerk'), key: newKey('Accept') };
}

test('the same command sent five times at once is one event and one outcome', async () => {
  const proposal = await registered(on);
  const ask = handInOf(proposal);
  const outcomes = await Promise.all(Array.from({ length: 5 }, () => tells(ask)));
  expect(outcomes).toEqual(Array.from({ length: 5 }, () => ({ ok: true, seq: 4, events: ['EvidenceHandedIn'] })));
  expect(await eventsOf(proposal)).toEqual(['Submitted', 'Confirmed', 'Accepted', 'EvidenceHandedIn']);
});

test('an act whose decider died before its workflow heard of it reaches the workflow by the courier', async () => {
  const proposal = await registered(on);
  const { id } = await receive(on, handInOf(proposal));
  // As it stands when the worker dies after the commit, and whoever had sent it is gone too.
  await perform(world.step, { org: ORG, stream: proposal.stream, known: null, act: { command: id } });
  await deliver(world, { org: ORG, command: id });
  const answered = await workflowOf(proposal).getUpdateHandle(id).result();
  expect(answered).toEqual({ ok: true, seq: 4, events: ['EvidenceHandedIn'] });
  expect(await eventsOf(proposal)).toEqual(['Submitted', 'Confirmed', 'Accepted', 'EvidenceHandedIn']);
});

test('a workflow that is told again of the act that it took last writes nothing', async () => {
  const proposal = await registered(on);
  await world.quiet();
  const before = (await workflowOf(proposal).describe()).historyLength;
  await tellOfLatest(world.step.database);
  await world.quiet();
  expect((await workflowOf(proposal).describe()).historyLength).toBe(before);
});

test('a first command sent five times at once begins one stream, and its workflow once', async () => {
  const proposal = await submitted(on);
  const first = await world.step.database.query<{ id: string }>('select id from command where stream = $1', [
    proposal.stream,
  ]);
  await workflowOf(proposal).terminate('so that each of them has to start it');
  const address = { org: ORG, stream: proposal.stream, id: first.rows[0]?.id ?? '' };
  const command = await receive(on, { ...handInOf(proposal), kind: 'Confirm', body: {}, by: person('unitHead') });
  const both = [address.id, command.id, address.id, command.id, address.id];
  const outcomes = await Promise.all(both.map((id) => bring(world, { ...command, id })));
  const [submit, confirm] = [
    { ok: true, seq: 1, events: ['Submitted'] },
    { ok: true, seq: 2, events: ['Confirmed'] },
  ];
  expect(outcomes).toEqual([submit, confirm, submit, confirm, submit]);
  expect(await eventsOf(proposal)).toEqual(['Submitted', 'Confirmed']);
});

test('a command repeated after its workflow has ended changes nothing and wakes nobody', async () => {
  const proposal = await submitted(on);
  await proposal.does('unitHead', 'Confirm');
  const reject = { stream: proposal.stream, kind: 'Reject', body: { rule: 'r', reason: WORDS } };
  const ask = { ...reject, by: person('standingOffice'), key: newKey('Reject') };
  const outcome = await tells(ask);
  await expect.poll(async () => (await workflowOf(proposal).describe()).status.name).toBe('COMPLETED');
  const { runId } = await workflowOf(proposal).describe();
  expect(await tells(ask)).toEqual(outcome);
  expect(await eventsOf(proposal)).toEqual(['Submitted', 'Confirmed', 'Rejected']);
  const after = await workflowOf(proposal).describe();
  expect([after.runId, after.status.name]).toEqual([runId, 'COMPLETED']);
});

test('the same key with another body is a conflict, and nothing is written', async () => {
  const proposal = await registered(on);
  const ask = handInOf(proposal);
  await tells(ask);
  const other = { ...ask, body: { stage: 'q1', evidence: [{ key: 'report', hash: 'other' }] } };
  await expect(act(world, other)).rejects.toThrow('was used for another command');
  expect(await eventsOf(proposal)).toHaveLength(4);
});

test(
  'twelve commands at once on one stream are all answered, though Temporal takes ten at a time',
  async () => {
    const proposal = await registered(on);
    await world.killWorker();
    const asks = [handInOf(proposal), ...Array.from({ length: 11 }, () => refusedAsk(proposal))];
    const answers = Promise.all(asks.map(tells));
    // All of them are on their way before anybody can answer the first.
    await pause(3_000);
    await world.raiseWorker();
    const outcomes = await answers;
    expect(outcomes.map(({ ok }) => ok)).toEqual([true, ...Array.from({ length: 11 }, () => false)]);
    expect(await eventsOf(proposal)).toEqual(['Submitted', 'Confirmed', 'Accepted', 'EvidenceHandedIn']);
  },
  UNHURRIED,
);

test(
  'a stream of more than a thousand commands continues as new, and a repeat from its first run changes nothing',
  async () => {
    const proposal = await registered(on);
    const ask = handInOf(proposal);
    const outcome = await tells(ask);
    const refused = refusedAsk(proposal);
    const refusal = await tells(refused);
    const first = await workflowOf(proposal).describe();
    for (let sent = 0; sent < 1_020; sent += 10) {
      await Promise.all(Array.from({ length: 10 }, () => tells(refusedAsk(proposal))));
    }
    const now = await workflowOf(proposal).describe();
    expect(now.status.name).toBe('RUNNING');
    expect(now.runId).not.toBe(first.runId);
    expect(now.raw.workflowExecutionInfo?.firstRunId).toBe(first.runId);

    expect(await tells(ask)).toEqual(outcome);
    expect(await tells(refused)).toEqual(refusal);
    expect(await eventsOf(proposal)).toEqual(['Submitted', 'Confirmed', 'Accepted', 'EvidenceHandedIn']);
    // And the new run stands where the old one stood.
    await expect(handsIn(proposal, 'q1')).rejects.toThrow('STAGE_NOT_OWED');
  },
  UNHURRIED,
);

test(
  'after a restart of worker and server a repeat is still answered as the first time',
  async () => {
    const proposal = await registered(on);
    const ask = handInOf(proposal);
    const outcome = await tells(ask);
    await world.killWorker();
    await world.temporal.kill();
    await world.temporal.restart();
    await world.raiseWorker();
    expect(await tells(ask)).toEqual(outcome);
    expect(await eventsOf(proposal)).toHaveLength(4);
  },
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

test('an acknowledgement that the ledger does not keep would be seen', async () => {
  const [kept] = office.heard;
  if (kept === undefined) throw new Error('Nothing was acknowledged');
  const { database } = world.step;
  const outcome = { ok: true as const, seq: 99, events: ['Confirmed'] };
  expect(await faultsOf(database, [{ ...kept, outcome }])).toHaveLength(2);
  const never = { org: ORG, command: '00000000-0000-4000-8000-000000000000', outcome };
  expect(await faultsOf(database, [never])).toHaveLength(2);
});
