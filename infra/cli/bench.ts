import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { Command, InvalidArgumentError } from 'commander';

// `npm run bench`: what a decision costs, counted from real histories and compared with bare Updates on one server.
// `npm run bench -- growth`: whether it costs more beside many cases that sleep, and what those cost.
// It measures and judges nothing: a missed target is printed, not an exit code.

const PROMISE_HOOKS_OFF = new URL('../../worker/promise-hooks.ts', import.meta.url).href;
/** As many as there are mornings on which the ladder reminds before a due date. */
const MOST_SIZES = 3;

const bench = new Command('bench');

bench
  .description('print what a proposal costs in events, commits and actions, and how fast decisions are')
  .option('--rounds <count>', 'pairs of measurements, of which the median counts', wholeNumber, 5)
  .option('--seconds <count>', 'length of one measurement', wholeNumber, 5)
  .option('--promise-hooks', 'leave the hooks on that the Temporal SDK sets for its "stack trace" query', false)
  .action(({ rounds, seconds, promiseHooks }: { rounds: number; seconds: number; promiseHooks: boolean }) => {
    measure('main.ts', [`--rounds=${rounds}`, `--seconds=${seconds}`], promiseHooks);
  });

bench
  .command('growth')
  .description('print what a decision costs beside so many cases that sleep, their bytes, and a morning of reminders')
  .option('--sizes <counts>', 'how many sleep, the smaller before the larger', growingSizes, [1_000, 20_000])
  .action(({ sizes }: { sizes: number[] }) => measure('growth/main.ts', [`--sizes=${sizes.join(',')}`]));

bench.parse();

/** A process of its own: nothing here may import tests, and --import must come before the SDK is loaded. */
function measure(script: string, options: readonly string[], promiseHooks = false): void {
  const file = fileURLToPath(new URL(`../../test/bench/${script}`, import.meta.url));
  const hooksOff = promiseHooks ? [] : ['--import', PROMISE_HOOKS_OFF];
  const measuring = spawn(process.execPath, [...hooksOff, file, ...options], { stdio: 'inherit' });
  // A Ctrl-C reaches both: the one that measures stops its servers, and this one waits for it.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => measuring.kill(signal));
  measuring.once('exit', (code) => {
    process.exitCode = code ?? 1;
  });
}

function wholeNumber(text: string): number {
  if (!/^[1-9]\d{0,3}$/.test(text)) throw new InvalidArgumentError('It must be a whole number from 1.');
  return Number(text);
}

function growingSizes(text: string): number[] {
  const sizes = text.split(',').map(Number);
  const grows = sizes.every((size, index) => Number.isInteger(size) && size > (sizes[index - 1] ?? 0));
  if (grows && sizes.length <= MOST_SIZES) return sizes;
  throw new InvalidArgumentError(`Up to ${MOST_SIZES} whole numbers, each larger than the one before: 1000,20000.`);
}
