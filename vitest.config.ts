import { defineConfig } from 'vitest/config';
import { LongestFirst } from './test/longest-first.ts';

/**
 * These keep nothing from file to file: many go by in one process, and none pays for its start. What uses the builders'
 * count of keys does not belong here: by it the same seed gives the same run, whatever file went before.
 */
const WITHIN_ONE_PROCESS = ['domain', 'plans'].map((part) => `test/${part}/**/*.test.ts`);

export default defineConfig({
  test: {
    globalSetup: ['test/global-setup.ts'],
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
