import { continueAsNew, proxyLocalActivities, sleep } from '@temporalio/workflow';
import type { AwardActivities } from '../activities/contract.ts';
import type { RemindersInput } from './messages.ts';

const { nextMorning, queueDigests } = proxyLocalActivities<AwardActivities>({
  startToCloseTimeout: '30s',
  localRetryThreshold: '5s',
  retry: { initialInterval: '200ms', backoffCoefficient: 2, maximumInterval: '60s' },
});

const MORNINGS_IN_A_RUN = 200;

/**
 * Every working morning it asks who owes what, and queues at most one digest for each. A timer and not a Schedule: the
 * test server has none, and a rehearsal shows the reminders too. It counts from the morning before, so none is skipped.
 */
export async function remindersWorkflow(input: RemindersInput): Promise<void> {
  let after = input.after;
  for (let mornings = 0; mornings < MORNINGS_IN_A_RUN; mornings += 1) {
    const { morning, waitMs } = await nextMorning(after);
    if (waitMs > 0) await sleep(waitMs);
    const { ended } = await queueDigests({ org: input.org, plan: input.plan, asOf: morning });
    if (ended) return;
    after = morning;
  }
  await continueAsNew<typeof remindersWorkflow>({ ...input, after });
}
