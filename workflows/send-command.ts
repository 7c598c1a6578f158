import { type Client, WithStartWorkflowOperation, WorkflowNotFoundError } from '@temporalio/client';
import { PERFORM_UPDATE, type PerformOutcome, type StreamInput, TASK_QUEUE, workflowIdOf, workflowTypeOf } from './messages.ts';

export type CommandAddress = { org: string; stream: string; command: string };

/**
 * Hands a command to its workflow and waits for the outcome. A plain Update first, since an open workflow is the usual
 * case and it is a tenth cheaper; update-with-start when there is no open run, so that an ended, terminated or lost
 * workflow looks the same to the caller.
 */
export async function sendCommand(client: Client, address: CommandAddress): Promise<PerformOutcome> {
  try {
    return await client.workflow
      .getHandle(workflowIdOf(address.org, address.stream))
      .executeUpdate<PerformOutcome, [string]>(PERFORM_UPDATE, { args: [address.command], updateId: address.command });
  } catch (error) {
    if (!(error instanceof WorkflowNotFoundError)) throw error;
    return sendWithStart(client, address);
  }
}

/** For the command that begins a stream: one call instead of two. */
export async function sendWithStart(client: Client, { org, stream, command }: CommandAddress): Promise<PerformOutcome> {
  const input: StreamInput = { org, stream };
  const start = new WithStartWorkflowOperation(workflowTypeOf(stream), {
    workflowId: workflowIdOf(org, stream),
    taskQueue: TASK_QUEUE,
    args: [input],
    workflowIdConflictPolicy: 'USE_EXISTING',
    workflowIdReusePolicy: 'ALLOW_DUPLICATE',
  });
  return client.workflow.executeUpdateWithStart<PerformOutcome, [string]>(PERFORM_UPDATE, {
    args: [command],
    updateId: command,
    startWorkflowOperation: start,
  });
}
