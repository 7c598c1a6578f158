import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { Command, InvalidArgumentError } from 'commander';

// `npm run bench`: what a decision costs, counted from real histories and compared with bare Updates on one server.
// It measures and judges nothing: a missed target is printed, not an exit code.

const MAIN = fileURLToPath(new URL('../../test/bench/main.ts', import.meta.url));
const PROMISE_HOOKS_OFF = new URL('../../worker/promise-hooks.ts', import.meta.url).href;

const { rounds, seconds, promiseHooks } = new Command('bench')
  .description('print what a proposal costs in events, commits and actions, and how fast decisions are')
  .option('--rounds <count>', 'pairs of measurements, of which the median counts', wholeNumber, 5)
  .option('--seconds <count>', 'length of one measurement', wholeNumber, 5)
  .option('--promise-hooks', 'leave the hooks on that the Temporal SDK sets for its "stack trace" query', false)
  .parse()
  .opts<{ rounds: number; seconds: number; promiseHooks: boolean }>();

/** A process of its own: nothing here may import tests, and --import must come before the SDK is loaded. */
const measuring = spawn(
  process.execPath,
  [...(promiseHooks ? [] : ['--import', PROMISE_HOOKS_OFF]), MAIN, `--rounds=${rounds}`, `--seconds=${seconds}`],
  { stdio: 'inherit' },
);
measuring.once('exit', (code) => {
  process.exitCode = code ?? 1;
});

function wholeNumber(text: string): number {
  if (!/^[1-9]\d{0,3}$/.test(text)) throw new InvalidArgumentError('It must be a whole number from 1.');
  return Number(text);
}
