import type { Client } from '@temporalio/client';
import { type NativeConnection, Worker } from '@temporalio/worker';
import { createPerform } from '../activities/perform.ts';
import { createReminders } from '../activities/reminders.ts';
import { createSendMail, type MailTransport } from '../activities/send-mail.ts';
import { recoveryNow } from '../store/recovery/recovery-mode.ts';
import type { StepDependencies } from '../store/step/stream-step.ts';
import { TASK_QUEUE } from '../workflows/messages.ts';
import { type Beacon, startBeacon } from './beacon.ts';
import { workflowBundle } from './bundle.ts';
import { type Courier, startCourier } from './courier.ts';
import { type DeliverJob, deliver } from './deliver.ts';
import type { Log } from './log.ts';
import { startReconciler } from './reconciler.ts';
import { startNightly } from './reconciliation.ts';
import { type StartRemindersJob, startReminders } from './start-reminders.ts';

/** Set here, so that memory stays bounded on a small machine however many cases sleep. */
export const MOST_CACHED_WORKFLOWS = 600;

export type WorkerOptions = {
  step: StepDependencies;
  /** As the owner of the job table. */
  ownerUrl: string;
  connection: NativeConnection;
  client: Client;
  namespace: string;
  mail: MailTransport;
  cacheDir: string;
  log: Log;
};

export type AwardWorker = {
  /** Resolves with the reason when the worker ends though nobody stopped it. What is left of the process is no use. */
  lost: Promise<Error>;
  stop(): Promise<void>;
};

/** The composition root: one process's share of workflows, courier and reconciler. Any number may run side by side. */
export async function startWorker(options: WorkerOptions): Promise<AwardWorker> {
  // Before anything acts on the record: it may be an older copy of itself.
  const beacon = await startBeacon(options.client, options.step.database, options.log);
  const worker = await createWorker(options);
  const running = worker.run();
  const loss = watch(worker, running);
  const courier = await startCouriers(options);
  const reconciler = await startReconciler(options.client, options.step.database, options.log);
  const nightly = startNightly(options.client, options.step.database, options.log);
  return {
    lost: loss.lost,
    stop() {
      loss.unwatch();
      nightly.stop();
      return stopInOrder(worker, running, courier, reconciler, beacon);
    },
  };
}

const LOOK_MS = 1_000;

/** Its state is looked at as well: the SDK's promise has been seen to stay open after a worker had failed. */
function watch(worker: Worker, running: Promise<void>): { lost: Promise<Error>; unwatch(): void } {
  const { promise: lost, resolve } = Promise.withResolvers<Error>();
  const watching = setInterval(() => {
    if (worker.getState() !== 'RUNNING') resolve(new Error(`The Temporal worker has ended (${worker.getState()})`));
  }, LOOK_MS);
  running.catch(() => undefined);
  return { lost, unwatch: () => clearInterval(watching) };
}

async function createWorker({ step, connection, namespace, cacheDir }: WorkerOptions): Promise<Worker> {
  return Worker.create({
    connection,
    namespace,
    taskQueue: TASK_QUEUE,
    workflowBundle: { codePath: await workflowBundle(cacheDir) },
    activities: { perform: createPerform(step), ...createReminders(step) },
    // Workflows take steps by local activities only.
    maxCachedWorkflows: MOST_CACHED_WORKFLOWS,
    maxConcurrentLocalActivityExecutions: 20,
    maxConcurrentWorkflowTaskExecutions: 20,
    shutdownGraceTime: '10s',
  });
}

async function startCouriers({ step, ownerUrl, client, mail, log }: WorkerOptions): Promise<Courier> {
  const sendMail = createSendMail({ database: step.database, calendar: step.calendar, clock: step.clock, mail });
  return startCourier({
    ownerUrl,
    mayWork: async () => (await recoveryNow(step.database)) === null,
    concurrency: 6,
    log,
    tasks: {
      // Payloads are written by outbox.enqueue with these shapes and read back from our own job table.
      deliver: (payload) => deliver({ step, client }, payload as DeliverJob),
      startReminders: (payload) => startReminders(client, payload as StartRemindersJob),
      mail: (payload) => sendMail(payload as { org: string; delivery: string }),
    },
  });
}

async function stopInOrder(
  worker: Worker,
  running: Promise<void>,
  courier: Courier,
  reconciler: { stop(): void },
  beacon: Beacon,
): Promise<void> {
  reconciler.stop();
  await courier.stop();
  await beacon.stop();
  // One that has failed may never say that it has come to its end.
  if (worker.getState() !== 'RUNNING') return;
  worker.shutdown();
  await running.catch(() => undefined);
}
