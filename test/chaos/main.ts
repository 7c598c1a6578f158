import { DefaultLogger, Runtime } from '@temporalio/worker';
import { Command, InvalidArgumentError, Option } from 'commander';
import { reportOf } from './report.ts';
import { run } from './run.ts';
import type { Stops } from './stage.ts';
import { PLANTED, type Planted } from './wiring.ts';

type Options = { minutes: number; seed: number; planted: Planted };

Runtime.install({
  logger: new DefaultLogger('ERROR'),
  telemetryOptions: { logging: { filter: 'error', forward: {} } },
  shutdownSignals: [],
});

const stops: Stops = [];
let stopping: Promise<void> | null = null;

/** The last opened is closed first, and one that cannot be closed keeps nobody else open. */
function stopAll(): Promise<void> {
  stopping ??= (async () => {
    for (let stop = stops.pop(); stop !== undefined; stop = stops.pop())
      await Promise.resolve(stop()).catch((error: unknown) => process.stderr.write(`${String(error)}\n`));
  })();
  return stopping;
}

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
  process.on(signal, () => void stopAll().finally(() => process.exit(130)));

async function main({ minutes, seed, planted }: Options): Promise<boolean> {
  const begun = Date.now();
  const say = (line: string) =>
    process.stderr.write(`${((Date.now() - begun) / 1_000).toFixed(1).padStart(7)} s  ${line}\n`);
  process.stdout.write(`seed ${seed}, ${minutes} minutes${planted === 'none' ? '' : `, planted: ${planted}`}\n`);
  const { text, kept } = reportOf(await run({ minutes, seed, planted, say }, stops));
  process.stdout.write(`${text}seed ${seed}: ${kept ? 'all was kept' : 'NOT all was kept'}\n`);
  return kept;
}

function number(text: string): number {
  const value = Number(text);
  if (!(value > 0)) throw new InvalidArgumentError('A number above zero.');
  return value;
}

const { minutes, seed, planted } = new Command('chaos')
  .requiredOption('--minutes <n>', 'how long things go wrong', number)
  .option('--seed <s>', 'the same moments and kinds again', number, Date.now() % 1_000_000_007)
  .addOption(new Option('--planted <bug>', 'a bug that the run must find').choices(PLANTED).default('none'))
  .parse()
  .opts<Options>();

const kept = await main({ minutes, seed, planted }).catch((error: unknown) => {
  if (stopping === null) process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
  return false;
});
await stopAll();
process.exit(kept ? 0 : 1);
