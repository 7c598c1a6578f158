import { type Client, WorkflowNotFoundError } from '@temporalio/client';
import { forsakenCommands } from '../store/commands/unsettled.ts';
import type { Database } from '../store/database.ts';
import { type OpenStream, openStreams } from '../store/ledger/open-streams.ts';
import { recoveryNow } from '../store/recovery/recovery-mode.ts';
import { remindedPlans } from '../store/reminders/reminded-plans.ts';
import { enqueueDeliveries } from '../store/step/outbox.ts';
import { remindersIdOf, TASK_QUEUE, workflowIdOf, workflowTypeOf } from '../workflows/messages.ts';
import type { Log } from './log.ts';
import { startReminders } from './start-reminders.ts';

export type Reconciler = { stop(): void };

const HOURLY_MS = 3_600_000;
const SWEEP_MS = 10_000;
/** A command that its sender has not brought to its stream by then is brought there by the courier. */
const FORSAKEN_MS = 10_000;

/** At start and every hour it starts each workflow that is missing; and no command stays forsaken. */
export async function startReconciler(client: Client, database: Database, log: Log): Promise<Reconciler> {
  const inGoodTimes = async () => ((await recoveryNow(database)) === null ? reconcile(client, database, log) : 0);
  await inGoodTimes();
  const complain = (error: unknown) => log(`reconciler: ${String(error)}`);
  const hourly = setInterval(() => void inGoodTimes().catch(complain), HOURLY_MS);
  const sweeping = setInterval(() => void bringForsaken(database, log), SWEEP_MS);
  return {
    stop() {
      clearInterval(hourly);
      clearInterval(sweeping);
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
