import { randomUUID } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { type Client, WithStartWorkflowOperation, type Workflow } from '@temporalio/client';
import { bundleWorkflowCode, Worker } from '@temporalio/worker';
import { MOST_CACHED_WORKFLOWS } from '../../worker/award-worker.ts';
import type { Case, Lane } from './lane.ts';
import { DECISION_COUNT } from './pipeline.ts';
import type { BenchWorld } from './world.ts';

const TASK_QUEUE = 'bare-updates';
const quiet = () => undefined;
const silent = { log: quiet, trace: quiet, debug: quiet, info: quiet, warn: quiet, error: console.error };

/** Updates that decide nothing, on the same server and beside the product's own worker, with the same settings. */
export async function openBareLane({ client, native }: BenchWorld): Promise<Lane & { close(): Promise<void> }> {
  const workflowBundle = await bundleWorkflowCode({
    workflowsPath: fileURLToPath(new URL('./bare-workflow.ts', import.meta.url)),
    logger: silent,
  });
  const worker = await Worker.create({
    connection: native,
    namespace: client.options.namespace,
    taskQueue: TASK_QUEUE,
    workflowBundle,
    // As in worker/award-worker.ts.
    maxCachedWorkflows: MOST_CACHED_WORKFLOWS,
    maxConcurrentLocalActivityExecutions: 20,
    maxConcurrentWorkflowTaskExecutions: 20,
  });
  const running = worker.run();
  return {
    name: 'bare Updates',
    cases: async (count) => Array.from({ length: count }, () => bareCase(client)),
    async close() {
      worker.shutdown();
      await running;
    },
  };
}

/** As many Updates as a proposal has decisions, the first of them with the start. */
function bareCase(client: Client): Case {
  const workflowId = `bare/${randomUUID()}`;
  const further = Array.from({ length: DECISION_COUNT - 1 }, () => () => update(client, workflowId));
  return [() => updateWithStart(client, workflowId), ...further];
}

async function update(client: Client, workflowId: string): Promise<unknown> {
  const id = randomUUID();
  return client.workflow.getHandle(workflowId).executeUpdate<unknown, [string]>('bare', { args: [id], updateId: id });
}

async function updateWithStart(client: Client, workflowId: string): Promise<unknown> {
  const id = randomUUID();
  const startWorkflowOperation = new WithStartWorkflowOperation('bareWorkflow', {
    workflowId,
    taskQueue: TASK_QUEUE,
    args: [DECISION_COUNT],
    workflowIdConflictPolicy: 'USE_EXISTING',
    workflowIdReusePolicy: 'ALLOW_DUPLICATE',
  });
  return client.workflow.executeUpdateWithStart<Workflow, unknown, [string]>('bare', {
    args: [id],
    updateId: id,
    startWorkflowOperation,
  });
}
