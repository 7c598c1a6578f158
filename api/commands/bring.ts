import { setTimeout as pause } from 'node:timers/promises';
import type { CommandOutcome } from '../../domain/refusal.ts';
import { hasWorkflow } from '../../domain/stream.ts';
import type { CommandRow } from '../../store/commands/command-row.ts';
import { enqueueDeliveriesAgain } from '../../store/step/outbox.ts';
import { perform } from '../../store/step/perform.ts';
import type { ApiDependencies } from '../dependencies.ts';

const ANSWER_WITHIN_MS = 3_000;

/** What brings commands to their streams; `log` hears of a workflow that could not be reached. */
export type Bringer = ApiDependencies & { log: (error: unknown) => void };

/**
 * Brings a command that stands in its row to its stream, and waits a little for how it ends. Null: it has not ended
 * yet. The row is enough for the reconciler to bring it later, so nothing is lost by giving up the wait.
 */
export async function bring(bringer: Bringer, command: CommandRow, begins: boolean): Promise<CommandOutcome | null> {
  if (command.outcome !== null) return command.outcome;
  return hasWorkflow(command.stream) ? byWorkflow(bringer, command, begins) : performed(bringer, command);
}

async function byWorkflow(
  bringer: Bringer,
  { org, stream, id }: CommandRow,
  begins: boolean,
): Promise<CommandOutcome | null> {
  const giveUp = new AbortController();
  const delivered = bringer.workflows.deliver({ org, stream, command: id, begins }).catch(async (error: unknown) => {
    bringer.log(error);
    // It may be decided, and its workflow not know it: nobody would look for a command that is settled.
    await enqueueDeliveriesAgain(bringer.database, [{ org, command: id }]).catch(bringer.log);
    return null;
  });
  const waited = pause(bringer.answerWithinMs ?? ANSWER_WITHIN_MS, null, { signal: giveUp.signal }).catch(() => null);
  return Promise.race([delivered, waited]).finally(() => giveUp.abort());
}

/** A stream that is rows with a history decides here and now. */
async function performed(
  { database, clock, calendar }: Bringer,
  { org, stream, id }: CommandRow,
): Promise<CommandOutcome | null> {
  const answer = await perform({ database, clock, calendar }, { org, stream, known: null, act: { command: id } });
  return answer.status === 'settled' ? answer.outcome : null;
}
