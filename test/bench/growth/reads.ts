import { randomBytes } from 'node:crypto';
import { buildApi } from '../../../api/app.ts';
import { type Identity, signDevelopmentToken } from '../../../api/identity.ts';
import { workflowGate } from '../../../api/workflow-gate.ts';
import { type Door, openDoor } from '../../../infra/offices/door.ts';
import { ORG } from '../../builders/office.ts';
import { percentile } from '../statistics.ts';
import type { BenchWorld } from '../world.ts';
import { clerkOf, unitOf } from './sleepers.ts';

/** `items`: on the page that came back. */
export type Read = { name: string; items: number; p50: number; p95: number };

const TIMES = 40;

const CLERK: Identity = { id: clerkOf(0), name: 'Clerk', role: 'unitClerk', org: ORG, unit: unitOf(0) };
const OFFICE: Identity = { id: 'standingOffice', name: 'Office', role: 'standingOffice', org: ORG, unit: null };

const READS: readonly (readonly [string, Identity, string])[] = [
  ['board page, a unit', CLERK, '/v1/proposals'],
  ['board page, the office', OFFICE, '/v1/proposals'],
  ['owed now, a unit', CLERK, '/v1/owed'],
  ['owed now, the office', OFFICE, '/v1/owed'],
];

/** How long people wait for a page, through HTTP and one after another. */
export async function readsOf({ step, client }: BenchWorld): Promise<Read[]> {
  const tokenKey = randomBytes(32);
  const api = await buildApi({
    ...step,
    workflows: workflowGate(client),
    tokenKey,
    embedded: true,
    logLevel: 'error',
  });
  try {
    const url = await api.listen({ host: '127.0.0.1', port: 0 });
    const reads: Read[] = [];
    for (const [name, who, path] of READS)
      reads.push(await timesOf(name, openDoor(url, await signDevelopmentToken(tokenKey, who, '1h')), path));
    return reads;
  } finally {
    await api.close();
  }
}

async function timesOf(name: string, door: Door, path: string): Promise<Read> {
  // The first goes in by cold doors: connection, schemas, plans.
  const { items } = await door.get<{ items: unknown[] }>(path);
  const times: number[] = [];
  for (let time = 0; time < TIMES; time += 1) {
    const begun = performance.now();
    await door.get(path);
    times.push(performance.now() - begun);
  }
  return { name, items: items.length, p50: percentile(times, 50), p95: percentile(times, 95) };
}
