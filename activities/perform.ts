import { businessNow } from '../store/clock.ts';
import { noteFailure } from '../store/commands/unsettled.ts';
import { perform } from '../store/step/perform.ts';
import type { StepDependencies } from '../store/step/stream-step.ts';
import type { AwardActivities, DueAct, PerformInput } from './contract.ts';

/** One step of a stream. What goes wrong is thrown, and so retried; a command that waits shows why. */
export function createPerform(dependencies: StepDependencies): AwardActivities['perform'] {
  return async (input) => {
    try {
      const answer = await perform(dependencies, { ...input, act: stepAct(input.act) });
      return { ...answer, now: businessNow(dependencies.clock) };
    } catch (error) {
      await noteWhy(dependencies, input, error);
      throw error;
    }
  };
}

function stepAct(act: PerformInput['act']) {
  return act !== null && 'timer' in act ? { timer: { ...act.timer, body: bodyOf(act.timer) } } : act;
}

function bodyOf(timer: DueAct) {
  return timer.kind === 'MilestonePassed' ? { at: timer.dueAt } : { dueAt: timer.dueAt, setBy: timer.setBy };
}

/** Best effort: with the database away there is nowhere to write, and the step itself says so. */
async function noteWhy({ database }: StepDependencies, { org, act }: PerformInput, error: unknown): Promise<void> {
  if (act === null || !('command' in act)) return;
  await noteFailure(database, org, act.command, error instanceof Error ? error.message : String(error)).catch(
    () => undefined,
  );
}
