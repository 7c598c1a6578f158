import type { TestWorkflowEnvironment } from '@temporalio/testing';
import type { Clock } from '../../store/clock.ts';

/**
 * The rehearsal's one time. It stands at the instant to which it was last moved, so that the same script gives the same
 * receipts; the test server's own clock is moved along.
 */
export type RehearsalClock = Clock & {
  now(): number;
  moveTo(instant: number): Promise<void>;
  nudge(ms: number): Promise<void>;
};

export async function openClock(env: TestWorkflowEnvironment, begins: number): Promise<RehearsalClock> {
  let now = begins;
  return {
    instant: () => now,
    now: () => now,
    async moveTo(instant) {
      if (instant < now) throw new Error(`Time does not go back from ${now} to ${instant}`);
      // The server cannot be set to the plan's year: it moves by the same distance. Whatever passed meanwhile in real
      // time it is ahead, so every timer that was set fires within the move, and none of them acts before its instant.
      const distance = instant - now;
      now = instant;
      if (distance > 0) await env.sleep(distance);
    },
    nudge: (ms) => env.sleep(ms),
  };
}
