import { allHandlersFinished, condition, defineUpdate, setHandler } from '@temporalio/workflow';

const bareUpdate = defineUpdate<{ ok: true; seq: number }, [string]>('bare');

/** The floor that decisions are compared with: takes so many Updates and ends. No activity, no timer, no validator. */
export async function bareWorkflow(updates: number): Promise<void> {
  let taken = 0;
  setHandler(bareUpdate, async (_command) => {
    taken += 1;
    return { ok: true, seq: taken };
  });
  await condition(() => taken === updates);
  await condition(allHandlersFinished);
}
