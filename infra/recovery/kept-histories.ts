import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Client } from '@temporalio/client';
import { historyToJSON } from '@temporalio/common/lib/proto-utils.js';
import { historyOf } from '../../worker/recovery/histories.ts';

/** Writes each history as JSON into a folder, as the SDK's replayer reads it; a file that is there is not written again. */
export function keptHistories(client: Client, folder: string) {
  mkdirSync(folder, { recursive: true });
  return {
    async keep(workflowId: string, runId: string | undefined): Promise<void> {
      const history = await historyOf(client, workflowId, runId);
      if (history === null) return;
      const name = `${workflowId.replaceAll('/', '.')}.${runId ?? 'latest'}.json`;
      writeFileSync(join(folder, name), historyToJSON(history));
    },
  };
}
