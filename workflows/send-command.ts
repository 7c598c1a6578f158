import { setTimeout as pause } from 'node:timers/promises';
import {
  ApplicationFailure,
  type Client,
  isGrpcServiceError,
  WithStartWorkflowOperation,
  type Workflow,
  WorkflowNotFoundError,
  WorkflowUpdateFailedError,
} from '@temporalio/client';
import type { CommandOutcome } from '../domain/refusal.ts';
import { PERFORM_UPDATE, type StreamInput, TASK_QUEUE, workflowIdOf, workflowTypeOf } from './messages.ts';

export type CommandAddress = { org: string; stream: string; command: string };

/**
 * Hands a command to its workflow and waits for the outcome. A plain Update first, since an open workflow is the usual
 * case and it is a tenth cheaper; update-with-start when there is no open run, so that an ended, terminated or lost
 * workflow looks the same to the caller.
 */
export async function sendCommand(
  client: Client,
  address: CommandAddress,
  givenUp?: AbortSignal,
): Promise<CommandOutcome> {
  return whenThereIsRoom(() => sendToOpen(client, address), givenUp);
}

/** For the command that begins a stream: one call instead of two. */
export async function sendWithStart(client: Client, address: CommandAddress): Promise<CommandOutcome> {
  return whenThereIsRoom(() => start(client, address));
}

async function sendToOpen(client: Client, address: CommandAddress): Promise<CommandOutcome> {
  try {
    return await client.workflow
      .getHandle(workflowIdOf(address.org, address.stream))
      .executeUpdate<CommandOutcome, [string]>(PERFORM_UPDATE, { args: [address.command], updateId: address.command });
  } catch (error) {
    if (!(error instanceof WorkflowNotFoundError)) throw error;
    return start(client, address);
  }
}

async function start(client: Client, { org, stream, command }: CommandAddress): Promise<CommandOutcome> {
  const input: StreamInput = { org, stream };
  const startWorkflowOperation = new WithStartWorkflowOperation(workflowTypeOf(stream), {
    workflowId: workflowIdOf(org, stream),
    taskQueue: TASK_QUEUE,
    args: [input],
    workflowIdConflictPolicy: 'USE_EXISTING',
    workflowIdReusePolicy: 'ALLOW_DUPLICATE',
  });
  return client.workflow.executeUpdateWithStart<Workflow, CommandOutcome, [string]>(PERFORM_UPDATE, {
    args: [command],
    updateId: command,
    startWorkflowOperation,
  });
}

/** After these the sender gives up; the courier then brings the command from its row. */
const PAUSES_MS = [100, 200, 400, 800, 1_600, 3_200, 6_400, 12_800];

async function whenThereIsRoom(send: () => Promise<CommandOutcome>, givenUp?: AbortSignal): Promise<CommandOutcome> {
  for (const pauseMs of PAUSES_MS) {
    try {
      return await send();
    } catch (error) {
      if (!isCrowded(error) && !wasPassedOver(error)) throw error;
      await pause(pauseMs, undefined, { signal: givenUp });
    }
  }
  return send();
}

/** gRPC's RESOURCE_EXHAUSTED, FAILED_PRECONDITION and UNAVAILABLE; the names are those of a package that we do not depend on. */
const [NO_ROOM, NOT_READY, UNAVAILABLE] = [8, 9, 14];

/**
 * Temporal takes ten Updates of one workflow at a time, drops those that a lost worker had not answered, and takes none
 * while the last task of a workflow has failed, as a long one's does when its new worker reads too slowly. An absent server
 * is UNAVAILABLE too: that is not waited for here, and only the text tells the two apart.
 */
function isCrowded(error: unknown): boolean {
  const cause = error instanceof Error ? error.cause : undefined;
  if (!(cause instanceof Error) || !isGrpcServiceError(cause)) return false;
  const { code, message } = cause;
  if (code === NOT_READY) return message.includes('Workflow Task in failed state');
  return code === NO_ROOM || (code === UNAVAILABLE && message.includes('update was aborted'));
}

/**
 * The server gave the Update to a worker whose answer said nothing of it, as happens where a worker dies and another takes
 * over. It is not in the history, and may be sent again.
 */
function wasPassedOver(error: unknown): boolean {
  if (!(error instanceof WorkflowUpdateFailedError)) return false;
  return error.cause instanceof ApplicationFailure && error.cause.type === 'UnprocessedUpdate';
}
