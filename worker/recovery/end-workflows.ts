import { type Client, WorkflowNotFoundError } from '@temporalio/client';
import type { Log } from '../log.ts';
import { streamOfWorkflow } from './histories.ts';

const WHY = 'It is begun again from the ledger';

/**
 * Ends the workflows of all streams, so that the reconciler begins those that are waited for again. With `keep`, which is
 * given each history first, those of the reminders and the beacon too: they may carry the same incompatible change.
 */
export async function endWorkflows(
  client: Client,
  restart: { keep(workflowId: string, runId: string | undefined): Promise<void> } | undefined,
  log: Log,
): Promise<void> {
  let ended = 0;
  // Listed whole before any is ended, which would change the list.
  for (const { workflowId, runId, status } of await listed(client)) {
    await restart?.keep(workflowId, runId);
    if (status.name !== 'RUNNING') continue;
    if (restart === undefined && streamOfWorkflow(workflowId) === null) continue;
    await terminate(client, workflowId, runId);
    ended += 1;
  }
  log(`recover: ended ${ended} workflows, to be begun again from the ledger`);
}

async function terminate(client: Client, workflowId: string, runId: string): Promise<void> {
  try {
    await client.workflow.getHandle(workflowId, runId).terminate(WHY);
  } catch (error) {
    // It has ended by itself.
    if (!(error instanceof WorkflowNotFoundError)) throw error;
  }
}

async function listed(client: Client) {
  const all = [];
  for await (const execution of client.workflow.list()) all.push(execution);
  return all;
}
