import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import { Worker } from '@temporalio/worker';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { DueAct, Known, PerformAnswer, PerformInput } from '../../activities/contract.ts';
import type { Envelope } from '../../domain/ledger/envelope.ts';
import { startTimeSkipping } from '../../infra/stack/time-skipping.ts';
import { workflowBundle } from '../../worker/bundle.ts';
import { PERFORM_UPDATE, TASK_QUEUE, WORKFLOW_TYPES } from '../../workflows/messages.ts';

let env: TestWorkflowEnvironment;
let folder: string;
let codePath: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'vinh-danh-life-'));
  [env, codePath] = await Promise.all([startTimeSkipping(() => undefined), workflowBundle(folder)]);
});
afterAll(async () => {
  await env?.teardown();
  await rm(folder, { recursive: true, force: true });
});

const MINUTE = 60_000;

/** The plan of a year with one milestone, or its amendment. */
function planned(seq: number, dueAt: number): string {
  const milestones = [{ at: dueAt, kind: 'taskDue', key: 'report' }];
  const body = { plan: 'p', version: seq, year: 2021, hash: 'h', demo: false, duties: [], milestones, reason: null };
  const envelope: Partial<Envelope> = {
    kind: seq === 1 ? 'PlanPublished' : 'PlanAmended',
    seq,
    at: 0,
    actor: 'office',
    body,
  };
  return JSON.stringify(envelope);
}

const headAt = (seq: number): Known => ({ seq, hash: `hash ${seq}` });

type Told = PerformAnswer extends infer Each ? (Each extends PerformAnswer ? Omit<Each, 'now'> : never) : never;
type Act = PerformInput['act'];

/** The `perform` of a ledger that is this test's own: it says what a real one says in a race, or hardly ever. */
function ledgerOf(tell: (act: Act) => Told) {
  const asked: DueAct[] = [];
  const perform = async ({ act }: PerformInput): Promise<PerformAnswer> => {
    if (act !== null && 'timer' in act) asked.push(act.timer);
    return { ...tell(act), now: await env.currentTimeMs() };
  };
  return { asked, perform };
}

async function whileAWorkerRuns(perform: object, work: () => Promise<unknown>, cached = 0): Promise<void> {
  const worker = await Worker.create({
    connection: env.nativeConnection,
    taskQueue: TASK_QUEUE,
    workflowBundle: { codePath },
    activities: { perform },
    // None, so that the next worker need not wait until the server gives this one up.
    maxCachedWorkflows: cached,
  });
  await worker.runUntil(async () => {
    await work();
  });
}

function begin(stream: string) {
  const args = [{ org: 'test', stream }];
  return env.client.workflow.start(WORKFLOW_TYPES.year, { workflowId: stream, taskQueue: TASK_QUEUE, args });
}

async function until(reached: () => Promise<boolean> | boolean): Promise<void> {
  while (!(await reached())) await pause(20);
}

test('a timer whose act is refused though its deadline stands asks again, ever more seldom, at least each minute', async () => {
  const due = (await env.currentTimeMs()) + 10 * MINUTE;
  const refusal = { code: 'DEADLINE_MOVED' as const, rule: 'test', facts: {} };
  const { asked, perform } = ledgerOf((act) =>
    act === null
      ? { status: 'loaded', events: [planned(1, due)], head: headAt(1) }
      : { status: 'settled', outcome: { ok: false, refusal }, events: [], head: headAt(1) },
  );
  await whileAWorkerRuns(perform, async () => {
    const year = await begin('year/refused');
    await Promise.race([env.sleep(20 * MINUTE), until(() => asked.length > 30)]);
    await year.terminate();
  });
  // At the instant, after 1, 2, 4, 8, 16 and 32 s, and each minute of what is left of ten.
  expect(asked.length).toBeGreaterThanOrEqual(12);
  expect(asked.length).toBeLessThanOrEqual(17);
});

test('a timer that waited for its turn while a command moved the deadline does not act', async () => {
  const due = (await env.currentTimeMs()) + 2_000;
  const later = due + 60 * MINUTE;
  const { asked, perform } = ledgerOf((act) =>
    act === null
      ? { status: 'loaded', events: [planned(1, due)], head: headAt(1) }
      : {
          status: 'settled',
          outcome: { ok: true, seq: 2, events: ['PlanAmended'] },
          events: [planned(2, later)],
          head: headAt(2),
        },
  );
  const year = await begin('year/moved');
  const happened = async (kind: string) => JSON.stringify(await year.fetchHistory()).includes(kind);
  await whileAWorkerRuns(perform, () => until(() => happened('timerStartedEventAttributes":{')));
  await until(() => happened('timerFiredEventAttributes":{'));
  // Both wait for the next worker, which hears of them at once: the command has the turn, the timer comes behind it.
  const amended = year.executeUpdate(PERFORM_UPDATE, { args: ['amend'], updateId: 'amend' });
  await pause(500);
  await whileAWorkerRuns(perform, async () => {
    expect(await amended).toMatchObject({ ok: true });
    await pause(1_000);
  });
  await year.terminate();
  expect(asked).toEqual([]);
});

test('a timer that an earlier command keeps waiting for days goes on waiting in a new run', async () => {
  const due = (await env.currentTimeMs()) + 1_000;
  const { asked, perform } = ledgerOf((act) =>
    act === null ? { status: 'loaded', events: [planned(1, due)], head: headAt(1) } : { status: 'notYet' },
  );
  const runNow = async () => (await env.client.workflow.getHandle('year/waits').describe()).runId;
  await whileAWorkerRuns(
    perform,
    async () => {
      const { firstExecutionRunId } = await begin('year/waits');
      await env.sleep(24 * 60 * MINUTE);
      expect(await runNow()).not.toBe(firstExecutionRunId);
      const before = asked.length;
      await env.sleep(5 * MINUTE);
      expect(asked.length).toBeGreaterThan(before);
      await env.client.workflow.getHandle('year/waits').terminate();
    },
    10,
  );
}, 180_000);
