import { setTimeout as pause } from 'node:timers/promises';
import { type Client, WorkflowUpdateRPCTimeoutOrCancelledError } from '@temporalio/client';
import { hasWorkflow } from '../domain/stream.ts';
import type { CommandRow } from '../store/commands/command-row.ts';
import { overtakes } from '../store/commands/overtakes.ts';
import { findCommand } from '../store/commands/receive-command.ts';
import { noteFailure, noteSilence } from '../store/commands/unsettled.ts';
import type { Database } from '../store/database.ts';
import { perform } from '../store/step/perform.ts';
import type { StepDependencies } from '../store/step/stream-step.ts';
import { workflowIdOf } from '../workflows/messages.ts';
import { type CommandAddress, sendCommand } from '../workflows/send-command.ts';
import { isRunning } from './reconciler.ts';

export type DeliverJob = { org: string; command: string };

export type DeliverDependencies = { step: StepDependencies; client: Client };

/** A step that throws is retried by its workflow for ever; whoever brings its command must not wait as long. */
const ANSWERS_WITHIN_MS = 10_000;

/**
 * Brings a command to its stream, after those that were carried there before: jobs may overtake each other, and a result
 * that came before its agenda would be refused and lost. Safe to repeat: a settled command is only read. A workflow that runs
 * is told of it all the same: whoever decided it may have died before the workflow heard, and no timer would be set then.
 */
export async function deliver({ step, client }: DeliverDependencies, { org, command: id }: DeliverJob): Promise<void> {
  const command = await findCommand(step.database, org, id);
  if (command === null) throw new Error(`Command ${id} is not in the database`);
  const settled = command.outcome !== null;
  if (settled && !(await isAwaited(client, command))) return;
  const late = AbortSignal.timeout(ANSWERS_WITHIN_MS);
  try {
    if (!settled && !(await hasItsTurn(step.database, command)))
      throw new Error('It waits for an earlier act that is carried to the same stream');
    if (hasWorkflow(command.stream)) await send(client, { org, stream: command.stream, command: id }, late);
    else await perform(step, { org, stream: command.stream, known: null, act: { command: id } });
  } catch (error) {
    const unanswered = late.aborted || error instanceof WorkflowUpdateRPCTimeoutOrCancelledError;
    await noteWhy(step.database, { org, command: id }, unanswered, error).catch(() => undefined);
    throw error;
  }
}

/** One that has ended needs to know no more, and one that is missing loads all of it when it is started. */
async function isAwaited(client: Client, { org, stream }: CommandRow): Promise<boolean> {
  return hasWorkflow(stream) && isRunning(client, workflowIdOf(org, stream));
}

/** Those before it are mostly a moment ahead; a job that gives up comes again only seconds later, and ever more. */
const PAUSES_FOR_A_TURN_MS = [10, 20, 40, 80, 160, 320];

async function hasItsTurn(database: Database, command: CommandRow): Promise<boolean> {
  for (const pauseMs of PAUSES_FOR_A_TURN_MS) {
    if (!(await overtakes(database, command))) return true;
    await pause(pauseMs);
  }
  return !(await overtakes(database, command));
}

async function send(client: Client, address: CommandAddress, late: AbortSignal): Promise<void> {
  // A native connection knows deadlines and no abort signals; the signal ends the pauses between two calls.
  await client.withDeadline(Date.now() + ANSWERS_WITHIN_MS, () => sendCommand(client, address, late));
}

async function noteWhy(
  database: Database,
  { org, command }: DeliverJob,
  unanswered: boolean,
  error: unknown,
): Promise<void> {
  if (unanswered) await noteSilence(database, org, command);
  else await noteFailure(database, org, command, error instanceof Error ? error.message : String(error));
}
