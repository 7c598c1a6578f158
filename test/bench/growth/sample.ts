import { setTimeout as pause } from 'node:timers/promises';
import { decide } from '../cost.ts';
import { writeDrafts } from '../drafts.ts';
import { beyondIdle, type OwnWork, ownWorkDuring } from '../own-work.ts';
import { decisionsOf } from '../pipeline.ts';
import { percentile } from '../statistics.ts';
import type { Speed } from '../throughput.ts';
import type { BenchWorld } from '../world.ts';
import { inTurns } from './in-turns.ts';

/** `ownWork`: of our database, for all of them together. */
export type Sample = { decisions: number; speed: Speed; ownWork: OwnWork };

const IDLE_MS = 4_000;
/** PostgreSQL's sessions that lie idle tell after ten seconds what they did before: the courier's are not ours to ask. */
const TOLD_WITHIN_MS = 11_000;

/** So many whole proposal-years beside whatever sleeps: the same ones at every size. */
export async function sampleDecisions(world: BenchWorld, cases: number, clients: number): Promise<Sample> {
  const { database } = world.step;
  const drafts = await writeDrafts(database, cases, { plan: 'test-plan', round: 'bench' });
  await world.quiet();
  await pause(TOLD_WITHIN_MS);
  const idle = await ownWorkDuring(database, () => pause(IDLE_MS));
  const latencies: number[] = [];
  const busy = await ownWorkDuring(database, () =>
    inTurns(clients, drafts, async (draft) => {
      for (const ask of decisionsOf(draft, Date.now())) await timed(latencies, () => decide(world, ask));
    }),
  );
  await world.quiet();
  return { decisions: latencies.length, speed: speedOf(latencies, busy.ms), ownWork: beyondIdle(busy, idle) };
}

async function timed(latencies: number[], work: () => Promise<unknown>): Promise<void> {
  const begun = performance.now();
  await work();
  latencies.push(performance.now() - begun);
}

export function speedOf(latencies: readonly number[], ms: number): Speed {
  return {
    perSecond: (latencies.length * 1_000) / ms,
    p50: percentile(latencies, 50),
    p95: percentile(latencies, 95),
  };
}
