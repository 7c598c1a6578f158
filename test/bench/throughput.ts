import type { Case, Lane } from './lane.ts';
import { median, percentile } from './statistics.ts';

export type Speed = { perSecond: number; p50: number; p95: number };

export type Comparison = { clients: number; bare: Speed; decisions: Speed; ratio: number };

export type Plan = { clients: readonly number[]; rounds: number; seconds: number };

/** More than either lane has ever finished on two cores; cases that were not begun cost nothing. */
const CASES_A_SECOND = 40;
const WARM_UP_SECONDS = 3;

/**
 * Runs both lanes in turn, in pairs, so that whatever else the machine does meets both; who is first changes from pair
 * to pair. The ratio is the median of the pairs' ratios, the rest the medians of each lane.
 */
export async function compare(bare: Lane, decisions: Lane, plan: Plan): Promise<Comparison[]> {
  const most = Math.max(...plan.clients);
  for (const lane of [bare, decisions]) await drive(lane, most, WARM_UP_SECONDS);
  const pairs: { clients: number; bare: Speed; decisions: Speed }[] = [];
  for (let round = 0; round < plan.rounds; round += 1) {
    for (const clients of plan.clients) pairs.push(await pair(bare, decisions, clients, plan.seconds, round % 2 === 0));
  }
  return plan.clients.map((clients) => summary(pairs.filter((each) => each.clients === clients)));
}

async function pair(bare: Lane, decisions: Lane, clients: number, seconds: number, bareFirst: boolean) {
  const first = await drive(bareFirst ? bare : decisions, clients, seconds);
  const second = await drive(bareFirst ? decisions : bare, clients, seconds);
  return bareFirst ? { clients, bare: first, decisions: second } : { clients, bare: second, decisions: first };
}

/** Each client goes through cases of its own, one step at a time, until the time is over. */
export async function drive(lane: Lane, clients: number, seconds: number): Promise<Speed> {
  const cases = await lane.cases(clients + Math.ceil(seconds * CASES_A_SECOND));
  const latencies: number[] = [];
  const begun = performance.now();
  const until = begun + seconds * 1_000;
  await Promise.all(Array.from({ length: clients }, () => client(cases, until, latencies)));
  const took = performance.now() - begun;
  return {
    perSecond: (latencies.length * 1_000) / took,
    p50: percentile(latencies, 50),
    p95: percentile(latencies, 95),
  };
}

async function client(cases: Case[], until: number, latencies: number[]): Promise<void> {
  while (performance.now() < until) {
    const steps = cases.pop();
    if (steps === undefined) throw new Error('The bench ran out of cases: raise CASES_A_SECOND');
    for (const step of steps) {
      if (performance.now() >= until) return;
      const begun = performance.now();
      await step();
      latencies.push(performance.now() - begun);
    }
  }
}

function summary(pairs: readonly { clients: number; bare: Speed; decisions: Speed }[]): Comparison {
  return {
    clients: pairs[0]?.clients ?? 0,
    bare: medians(pairs.map((each) => each.bare)),
    decisions: medians(pairs.map((each) => each.decisions)),
    ratio: median(pairs.map((each) => each.decisions.perSecond / each.bare.perSecond)),
  };
}

function medians(speeds: readonly Speed[]): Speed {
  return {
    perSecond: median(speeds.map((speed) => speed.perSecond)),
    p50: median(speeds.map((speed) => speed.p50)),
    p95: median(speeds.map((speed) => speed.p95)),
  };
}
