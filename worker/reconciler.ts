import { type Client, WorkflowNotFoundError } from '@temporalio/client';
import { forsakenCommands } from '../store/commands/unsettled.ts';
import { type Database, inTransaction } from '../store/database.ts';
import { latestActs } from '../store/ledger/latest-acts.ts';
import { type OpenStream, openStreams } from '../store/ledger/open-streams.ts';
import { recoveryNow } from '../store/recovery/recovery-mode.ts';
import { remindedPlans } from '../store/reminders/reminded-plans.ts';
import { enqueueDeliveries, enqueueDeliveriesAgain } from '../store/step/outbox.ts';
import { remindersIdOf, TASK_QUEUE, workflowIdOf, workflowTypeOf } from '../workflows/messages.ts';
import type { Log } from './log.ts';
import { startReminders } from './start-reminders.ts';

export type Reconciler = { stop(): void };

const HOURLY_MS = 3_600_000;
const SWEEP_MS = 10_000;
const TELLING_MS = 600_000;
/** A command that its sender has not brought to its stream by then is brought there by the courier. */
const FORSAKEN_MS = 10_000;

/**
 * At start and every hour it starts each workflow that is missing; no command stays forsaken, and no workflow in ignorance
 * of what was decided for it.
 */
export async function startReconciler(client: Client, database: Database, log: Log): Promise<Reconciler> {
  const inGoodTimes = async () => ((await recoveryNow(database)) === null ? reconcile(client, database, log) : 0);
  await inGoodTimes();
  const complain = (error: unknown) => log(`reconciler: ${String(error)}`);
  const hourly = setInterval(() => void inGoodTimes().catch(complain), HOURLY_MS);
  const sweeping = setInterval(() => void bringForsaken(database, log), SWEEP_MS);
  const telling = await startTelling(database, complain);
  return {
    stop() {
      clearInterval(hourly);
      clearInterval(sweeping);
      clearInterval(telling);
    },
  };
}

/** An open stream has a workflow, and so have the reminders of a plan. Tells how many were missing. */
export async function reconcile(client: Client, database: Database, log: Log): Promise<number> {
  let started = 0;
  for (const open of await openStreams(database)) {
    if (await isRunning(client, workflowIdOf(open.org, open.stream))) continue;
    await startWorkflow(client, open);
    started += 1;
  }
  for (const reminded of await remindedPlans(database)) {
    if (await isRunning(client, remindersIdOf(reminded.org, reminded.plan))) continue;
    await startReminders(client, reminded);
    started += 1;
  }
  if (started > 0) log(`reconciler: started ${started} missing workflows`);
  return started;
}

export async function isRunning(client: Client, workflowId: string): Promise<boolean> {
  try {
    const description = await client.workflow.getHandle(workflowId).describe();
    return description.status.name === 'RUNNING';
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return false;
    throw error;
  }
}

async function startWorkflow(client: Client, { org, stream }: OpenStream): Promise<void> {
  await client.workflow.start(workflowTypeOf(stream), {
    workflowId: workflowIdOf(org, stream),
    taskQueue: TASK_QUEUE,
    args: [{ org, stream }],
    workflowIdConflictPolicy: 'USE_EXISTING',
    workflowIdReusePolicy: 'ALLOW_DUPLICATE',
  });
}

/** Its sender may have died between writing the row and sending it: the row alone is enough. */
export async function bringForsaken(database: Database, log: Log): Promise<void> {
  try {
    if ((await recoveryNow(database)) !== null) return;
    const forsaken = await forsakenCommands(database, FORSAKEN_MS, 100);
    await enqueueDeliveries(
      database,
      forsaken.map(({ org, id }) => ({ org, command: id })),
    );
  } catch (error) {
    log(`reconciler: ${String(error)}`);
  }
}

async function startTelling(database: Database, complain: (error: unknown) => void): Promise<NodeJS.Timeout> {
  const tell = async () => ((await recoveryNow(database)) === null ? tellOfLatest(database) : undefined);
  // Nobody waits for it: a worker that could not start for want of it would serve nobody.
  await tell().catch(complain);
  return setInterval(() => void tell().catch(complain), TELLING_MS);
}

const TOLD_AT_ONCE = 5_000;

/**
 * A worker that dies after the commit, and a caller that dies with it, leave a workflow that knows nothing of its last act
 * and has not set its timers. Temporal answers an Update that the workflow has had from its own store: no task, no event.
 */
export async function tellOfLatest(database: Database, atOnce = TOLD_AT_ONCE): Promise<void> {
  let since: string | null = null;
  do {
    since = await tellSome(database, atOnce, since);
  } while (since !== null);
}

function tellSome(database: Database, atOnce: number, since: string | null): Promise<string | null> {
  return inTransaction(database, async (tx) => {
    const { acts, until } = await latestActs(tx, atOnce, since);
    await enqueueDeliveriesAgain(tx, acts);
    return until;
  });
}
