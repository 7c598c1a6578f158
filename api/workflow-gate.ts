import type { Client } from '@temporalio/client';
import { sendCommand, sendWithStart } from '../workflows/send-command.ts';
import type { WorkflowGate } from './dependencies.ts';

const PROBE_MS = 1_500;

export function workflowGate(client: Client): WorkflowGate {
  return {
    deliver: ({ begins, ...address }) => (begins ? sendWithStart(client, address) : sendCommand(client, address)),
    reachable: async () => {
      await client.withDeadline(Date.now() + PROBE_MS, () => client.workflowService.getSystemInfo({}));
    },
  };
}
