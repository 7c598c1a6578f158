import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { type Mailer, openMailer } from '../../../worker/mail-transport.ts';
import { freshDatabase, type TestDatabase } from '../../builders/database.ts';
import { DECISION_COUNT } from '../pipeline.ts';
import { type BenchWorld, openBenchWorld } from '../world.ts';
import { type AtSize, grow } from './grow.ts';
import { growthReport } from './growth-report.ts';
import { openSmtpSink, type SmtpSink } from './smtp-sink.ts';

let database: TestDatabase;
let sink: SmtpSink;
let mailer: Mailer;
let world: BenchWorld;

beforeAll(async () => {
  [database, sink] = await Promise.all([freshDatabase(inject('clusterUrl')), openSmtpSink()]);
  mailer = openMailer(sink.url);
  world = await openBenchWorld({ database, mail: mailer.send });
});
afterAll(async () => {
  await world?.close();
  mailer?.close();
  await sink?.stop();
  await database?.close();
});

const SIZES = [20, 60];
const CASES = 4;

test('an office that grows is measured at each size by what stands in its stores and at its mail server', async () => {
  const office = { world, ownerUrl: database.url, sink };
  const found = await grow({ ...office, sizes: SIZES, cases: CASES, clients: 8, say: () => undefined });
  expect(found.map(({ size, asleep }) => [size, asleep])).toEqual(SIZES.map((size) => [size, size]));
  for (const each of found) {
    aSampleOf(each);
    bytesOf(each);
    aMorningOf(each);
  }
  // A page shows fifty at most, of the sleepers and of the sample's cases.
  expect(found.map(({ reads }) => reads.map(({ items }) => items))).toEqual([
    [1, 20 + CASES, 1, 0],
    [1, 50, 1, 0],
  ]);
  expect(found.flatMap(({ reads }) => reads).filter(({ p50, p95 }) => !(p50 > 0 && p95 >= p50))).toEqual([]);
  expect(growthReport(found, 8)).not.toMatch(/NaN|undefined/);
}, 120_000);

function aSampleOf({ sample: { decisions, ownWork, speed } }: AtSize): void {
  expect(decisions).toBe(CASES * DECISION_COUNT);
  expect(ownWork.commits / decisions).toBeGreaterThan(1);
  expect(ownWork.commits / decisions).toBeLessThan(4);
  expect(ownWork.buffers / decisions).toBeGreaterThan(10);
  expect(speed.perSecond).toBeGreaterThan(0);
  expect(speed.p95).toBeGreaterThanOrEqual(speed.p50);
}

function bytesOf({ product, temporal, rss }: AtSize): void {
  expect(product.record).toBeGreaterThan(1_000);
  expect(temporal.history).toBeGreaterThan(1_000);
  expect(temporal.executions).toBeGreaterThan(0);
  expect(temporal.other).toBe(0);
  expect(rss).toBeGreaterThan(0);
}

function aMorningOf({ size, morning }: AtSize): void {
  expect(morning).toMatchObject({ owing: size, digests: size, jobs: size, mails: size, addresses: size });
  expect(morning.again).toEqual({ digests: 0, mails: 0 });
  expect(morning.queuedMs).toBeGreaterThan(0);
  expect(morning.lastMailMs).toBeGreaterThan(morning.queuedMs);
  expect(morning.peakRss).toBeGreaterThan(0);
}
