import { parseArgs } from 'node:util';
import { DefaultLogger, Runtime } from '@temporalio/worker';
import { openMailer } from '../../../worker/mail-transport.ts';
import { openBenchDatabase } from '../database.ts';
import { contextReport } from '../report.ts';
import { type Stops, tidily } from '../tidily.ts';
import { openBenchWorld } from '../world.ts';
import { grow } from './grow.ts';
import { growthReport } from './growth-report.ts';
import { openSmtpSink } from './smtp-sink.ts';

// `npm run bench -- growth` comes here through infra/cli/bench.ts, which checks the options.

const CASES = 200;
const CLIENTS = 16;

const { values } = parseArgs({ options: { sizes: { type: 'string' } } });
const sizes = (values.sizes ?? '').split(',').map(Number);
const begun = performance.now();

Runtime.install({
  logger: new DefaultLogger('ERROR'),
  telemetryOptions: { logging: { filter: 'error', forward: {} } },
  shutdownSignals: [],
});
await tidily(measured);

async function measured(stops: Stops): Promise<string> {
  const database = await openBenchDatabase();
  stops.push(() => database.close());
  const sink = await openSmtpSink();
  stops.push(() => sink.stop());
  const mailer = openMailer(sink.url);
  stops.push(() => mailer.close());
  const world = await openBenchWorld({ database, mail: mailer.send });
  stops.push(() => world.close());
  const found = await grow({ world, ownerUrl: database.url, sink, sizes, cases: CASES, clients: CLIENTS, say });
  return `${growthReport(found, CLIENTS)}${contextReport(null)}`;
}

function say(line: string): void {
  process.stderr.write(`${((performance.now() - begun) / 1_000).toFixed(1).padStart(7)} s  ${line}\n`);
}
