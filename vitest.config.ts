import { defineConfig } from 'vitest/config';
import { LongestFirst } from './test/longest-first.ts';

/** These start no process and keep nothing of their own: many files go by in one process, and none pays for its start. */
const WITHIN_ONE_PROCESS = ['domain', 'plans', 'store', 'api', 'audit'].map((part) => `test/${part}/**/*.test.ts`);

export default defineConfig({
  test: {
    globalSetup: ['test/global-setup.ts'],
    setupFiles: ['test/count-anew.ts'],
    testTimeout: 60_000,
    hookTimeout: 120_000,
    pool: 'forks',
    execArgv: ['--import', new URL('./worker/promise-hooks.ts', import.meta.url).href],
    maxWorkers: 3,
    sequence: { sequencer: LongestFirst },
    projects: [
      {
        extends: true,
        test: { name: 'alone', include: ['test/**/*.test.ts'], exclude: WITHIN_ONE_PROCESS, isolate: true },
      },
      { extends: true, test: { name: 'together', include: WITHIN_ONE_PROCESS, isolate: false } },
    ],
  },
});
