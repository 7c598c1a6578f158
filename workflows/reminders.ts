import { continueAsNew, proxyLocalActivities, sleep } from '@temporalio/workflow';
import type { AwardActivities } from '../activities/contract.ts';
import type { RemindersInput } from './messages.ts';

const { nextMorning, queueDigests } = proxyLocalActivities<AwardActivities>({
  startToCloseTimeout: '30s',
  localRetryThreshold: '5s',
  retry: { initialInterval: '200ms', backoffCoefficient: 2, maximumInterval: '60s' },
});

const MORNINGS_IN_A_RUN = 200;
const LATE_MS = 3_600_000;

/**
 * Every working morning it asks who owes what, and queues at most one digest for each. A timer and not a Schedule: the
 * test server has none, and a rehearsal shows the reminders too.
 */
export async function remindersWorkflow(input: RemindersInput): Promise<void> {
  for (let mornings = 0; mornings < MORNINGS_IN_A_RUN; mornings += 1) {
    const { morning, waitMs } = await nextMorning();
    const sleptFrom = Date.now();
    await sleep(Math.max(1, waitMs));
    // After a long outage yesterday's question would be answered today: ask today's.
    const lateMs = Date.now() - sleptFrom - waitMs;
    const asOf = lateMs > LATE_MS ? morning + lateMs : morning;
    const { ended } = await queueDigests({ org: input.org, plan: input.plan, asOf });
    if (ended) return;
  }
  await continueAsNew<typeof remindersWorkflow>({ ...input, runs: input.runs + 1 });
}
