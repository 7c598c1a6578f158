import { mkdirSync } from 'node:fs';
import { TestWorkflowEnvironment } from '@temporalio/testing';
import { leashed } from './leash.ts';
import type { Log } from './log.ts';
import { findTemporal, notFound } from './temporal-binaries.ts';

/** A server with one clock that skips: a year in seconds. Its state is in memory and ends with `teardown()`. */
export async function startTimeSkipping(log: Log): Promise<TestWorkflowEnvironment> {
  const binary = await findTemporal('testServer', log);
  if (binary.from === 'path') {
    return TestWorkflowEnvironment.createTimeSkipping({
      server: { executable: { type: 'existing-path', path: leashed(binary.path) } },
    });
  }
  try {
    mkdirSync(binary.downloadDir, { recursive: true });
    const executable = { type: 'cached-download', downloadDir: binary.downloadDir, ttl: '365d' } as const;
    return await TestWorkflowEnvironment.createTimeSkipping({ server: { executable } });
  } catch (cause) {
    throw notFound('testServer', binary.faults, cause);
  }
}
