import type { TestWorkflowEnvironment } from '@temporalio/testing';
import type { Clock } from '../../store/clock.ts';

/**
 * The rehearsal's one time. It stands at the instant to which it was last moved, so that the same script gives the same
 * receipts; the test server's own clock is moved along and runs a few milliseconds ahead of it.
 */
export type RehearsalClock = Clock & { now(): number; moveTo(instant: number): Promise<void>; nudge(): Promise<void> };

export async function openClock(env: TestWorkflowEnvironment, begins: number): Promise<RehearsalClock> {
  let now = begins;
  const serverBegins = await env.currentTimeMs();
  const moveTo = async (instant: number) => {
    if (instant < now) throw new Error(`Time does not go back from ${now} to ${instant}`);
    now = instant;
    // The server cannot be set back to the plan's year: it runs beside it, by the same distance from the beginning.
    const behind = instant - begins - ((await env.currentTimeMs()) - serverBegins);
    if (behind > 0) await env.sleep(behind);
  };
  // A timer that was set while the clock moved is due a little after its instant on the server's clock.
  const nudge = () => env.sleep(1_000);
  return { instant: () => now, now: () => now, moveTo, nudge };
}
