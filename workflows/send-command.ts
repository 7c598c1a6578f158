import { type Client, WithStartWorkflowOperation, type Workflow, WorkflowNotFoundError } from '@temporalio/client';
import type { CommandOutcome } from '../domain/refusal.ts';
import { PERFORM_UPDATE, type StreamInput, TASK_QUEUE, workflowIdOf, workflowTypeOf } from './messages.ts';

export type CommandAddress = { org: string; stream: string; command: string };

/**
 * Hands a command to its workflow and waits for the outcome. A plain Update first, since an open workflow is the usual
 * case and it is a tenth cheaper; update-with-start when there is no open run, so that an ended, terminated or lost
 * workflow looks the same to the caller.
 */
export async function sendCommand(client: Client, address: CommandAddress): Promise<CommandOutcome> {
  try {
    return await client.workflow
      .getHandle(workflowIdOf(address.org, address.stream))
      .executeUpdate<CommandOutcome, [string]>(PERFORM_UPDATE, { args: [address.command], updateId: address.command });
  } catch (error) {
    if (!(error instanceof WorkflowNotFoundError)) throw error;
    return sendWithStart(client, address);
  }
}

/** For the command that begins a stream: one call instead of two. */
export async function sendWithStart(client: Client, { org, stream, command }: CommandAddress): Promise<CommandOutcome> {
  const input: StreamInput = { org, stream };
  const start = new WithStartWorkflowOperation(workflowTypeOf(stream), {
    workflowId: workflowIdOf(org, stream),
    taskQueue: TASK_QUEUE,
    args: [input],
    workflowIdConflictPolicy: 'USE_EXISTING',
    workflowIdReusePolicy: 'ALLOW_DUPLICATE',
  });
  return client.workflow.executeUpdateWithStart<Workflow, CommandOutcome, [string]>(PERFORM_UPDATE, {
    args: [command],
    updateId: command,
    startWorkflowOperation: start,
  });
}
