import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { Command } from 'commander';
import { workingCalendar } from '../../domain/calendar/working-days.ts';
import { holidayTables } from '../../rules/holidays.ts';
import { DATABASE_CLOCK } from '../../store/clock.ts';
import { openDatabase } from '../../store/database.ts';
import { DATABASE_VARIABLE } from '../historic/background.ts';
import { HISTORIC_PROPOSALS, HISTORIC_SEED, historicYear, historicYears } from '../historic/historic-year.ts';
import { playAll } from '../historic/play-all.ts';
import { quietTemporal } from '../product.ts';

// Started by `npm start` beside the product, and by nobody else. Exit 0: it has ended, or was asked to stop.

const log = (line: string) => void process.stdout.write(`${line}\n`);

type Options = { plan?: string; proposals: number };

const program = new Command('historic-years')
  .argument('<folder>', 'where the records are kept')
  .option('--plan <file>', 'this plan’s year instead of those that come with the product')
  .option('--proposals <n>', 'how many proposals', Number, HISTORIC_PROPOSALS)
  .action(run);

async function run(folder: string, { plan, proposals }: Options): Promise<void> {
  const url = process.env[DATABASE_VARIABLE];
  if (url === undefined) throw new Error(`${DATABASE_VARIABLE} is missing: start the product with \`npm start\``);
  quietTemporal();
  const signal = stopSignal();
  const database = openDatabase(url, 2);
  try {
    const step = { database, clock: DATABASE_CLOCK, calendar: workingCalendar(holidayTables) };
    await playAll({ step, years: yearsOf(plan), folder, proposals, seed: HISTORIC_SEED, signal, log });
  } catch (error) {
    if (!signal.aborted) throw error;
  } finally {
    await database.end();
  }
}

function yearsOf(file: string | undefined) {
  if (file === undefined) return historicYears();
  return [historicYear({ file: basename(file), text: readFileSync(file, 'utf8') }, null)];
}

function stopSignal(): AbortSignal {
  const controller = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => controller.abort(new Error('Asked to stop')));
  return controller.signal;
}

try {
  await program.parseAsync();
} catch (error) {
  log(`Historic years: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
  process.exitCode = 1;
}
// The SDK's native threads would keep the process for a while after all is stopped.
process.exit(process.exitCode ?? 0);
