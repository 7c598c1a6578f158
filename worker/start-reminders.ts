import type { Client } from '@temporalio/client';
import { type RemindersInput, remindersIdOf, TASK_QUEUE, WORKFLOW_TYPES } from '../workflows/messages.ts';

export type StartRemindersJob = { org: string; plan: string; after: number };

/** One for each published plan; a second start finds the first. */
export async function startReminders(client: Client, { org, plan, after }: StartRemindersJob): Promise<void> {
  const input: RemindersInput = { org, plan, after };
  await client.workflow.start(WORKFLOW_TYPES.reminders, {
    workflowId: remindersIdOf(org, plan),
    taskQueue: TASK_QUEUE,
    args: [input],
    workflowIdConflictPolicy: 'USE_EXISTING',
    workflowIdReusePolicy: 'ALLOW_DUPLICATE',
  });
}
