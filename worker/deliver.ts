import type { Client } from '@temporalio/client';
import { hasWorkflow } from '../domain/stream.ts';
import { overtakes } from '../store/commands/overtakes.ts';
import { findCommand } from '../store/commands/receive-command.ts';
import { noteFailure } from '../store/commands/unsettled.ts';
import { perform } from '../store/step/perform.ts';
import type { StepDependencies } from '../store/step/stream-step.ts';
import { sendCommand } from '../workflows/send-command.ts';

export type DeliverJob = { org: string; command: string };

export type DeliverDependencies = { step: StepDependencies; client: Client };

/**
 * Brings a command to its stream, after those that were carried there before: jobs may overtake each other, and a result
 * that came before its agenda would be refused and lost. Safe to repeat: a settled command is only read.
 */
export async function deliver({ step, client }: DeliverDependencies, { org, command: id }: DeliverJob): Promise<void> {
  const command = await findCommand(step.database, org, id);
  if (command === null) throw new Error(`Command ${id} is not in the database`);
  if (command.outcome !== null) return;
  try {
    if (await overtakes(step.database, command))
      throw new Error('It waits for an earlier act that is carried to the same stream');
    if (hasWorkflow(command.stream)) await sendCommand(client, { org, stream: command.stream, command: id });
    else await perform(step, { org, stream: command.stream, known: null, act: { command: id } });
  } catch (error) {
    await noteFailure(step.database, org, id, error instanceof Error ? error.message : String(error)).catch(
      () => undefined,
    );
    throw error;
  }
}
