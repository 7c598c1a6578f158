import { afterEach, describe, expect, test } from 'vitest';
import { type Provoked, provoke } from './provocations.ts';
import type { Stops } from './stage.ts';
import type { Planted } from './wiring.ts';

const stops: Stops = [];
afterEach(async () => {
  for (let stop = stops.pop(); stop !== undefined; stop = stops.pop()) await stop();
});

const WITHIN_MS = 120_000;

/** How many of each kind the harness reports. */
function counted({ verdict, restless }: Provoked) {
  const { lost, doubled, invented, broken } = verdict;
  return { lost: lost.length, doubled: doubled.length, invented: invented.length, broken, restless };
}

const NONE = { lost: 0, doubled: 0, invented: 0, broken: [], restless: null };

/** What each planted bug must be reported as. */
const FOUND: Readonly<Record<Exclude<Planted, 'none'>, object>> = {
  'record-without-key': { lost: 0, doubled: 1, invented: 2 },
  'told-before-commit': { lost: 1, doubled: 0, invented: 0 },
  'old-deadline': {
    lost: 0,
    doubled: 0,
    invented: 0,
    broken: expect.arrayContaining([expect.stringContaining('decidedOtherwise: 1')]),
  },
};

describe('what the harness finds where everything that it provokes is done to', () => {
  test('a product without a planted bug: nothing', { timeout: WITHIN_MS }, async () => {
    expect(counted(await provoke('none', stops))).toEqual(NONE);
  });

  test.each(Object.entries(FOUND))('a product with %s: that', { timeout: WITHIN_MS }, async (planted, found) => {
    // Its keys are the bugs'.
    expect(counted(await provoke(planted as Planted, stops))).toMatchObject(found);
  });
});
