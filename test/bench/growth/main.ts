import { parseArgs } from 'node:util';
import { DefaultLogger, Runtime } from '@temporalio/worker';
import { openMailer } from '../../../worker/mail-transport.ts';
import { openBenchDatabase } from '../database.ts';
import { contextReport } from '../report.ts';
import { openBenchWorld } from '../world.ts';
import { grow } from './grow.ts';
import { growthReport } from './growth-report.ts';
import { openSmtpSink } from './smtp-sink.ts';

// `npm run bench -- growth` comes here through infra/cli/bench.ts, which checks the options.

const CASES = 200;
const CLIENTS = 16;

const { values } = parseArgs({ options: { sizes: { type: 'string' } } });
const sizes = (values.sizes ?? '').split(',').map(Number);
const stops: (() => unknown)[] = [];
const begun = performance.now();

Runtime.install({ logger: new DefaultLogger('ERROR'), shutdownSignals: [] });
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
  process.once(signal, () => void stopAll().finally(() => process.exit(130)));

try {
  process.stdout.write(await measured());
} finally {
  await stopAll();
}

async function measured(): Promise<string> {
  const database = await openBenchDatabase();
  stops.push(() => database.close());
  const sink = await openSmtpSink();
  stops.push(() => sink.stop());
  const mailer = openMailer(sink.url);
  stops.push(() => mailer.close());
  const world = await openBenchWorld(database, mailer.send);
  stops.push(() => world.close());
  const found = await grow({ world, ownerUrl: database.url, sink, sizes, cases: CASES, clients: CLIENTS, say });
  return `${growthReport(found, CLIENTS)}${contextReport()}`;
}

function say(line: string): void {
  process.stderr.write(`${((performance.now() - begun) / 1_000).toFixed(1).padStart(7)} s  ${line}\n`);
}

/** The last opened is closed first, and one that cannot be closed keeps nobody else open. */
async function stopAll(): Promise<void> {
  for (let stop = stops.pop(); stop !== undefined; stop = stops.pop())
    await Promise.resolve(stop()).catch((error: unknown) => process.stderr.write(`${String(error)}\n`));
}
