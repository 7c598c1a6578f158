import { Command } from 'commander';
import type pg from 'pg';
import { workingCalendar } from '../../domain/calendar/working-days.ts';
import { holidayTables } from '../../rules/holidays.ts';
import { DATABASE_CLOCK } from '../../store/clock.ts';
import { recover } from '../../worker/recovery/recover.ts';
import { keptHistories } from '../recovery/kept-histories.ts';
import { needsPerson, recoveryText } from '../recovery/report.ts';
import { overStack, runCommand } from './over-stack.ts';

// `npm run recover`. The report goes to stdout, talk to stderr. Exit 0: all is back and open; 1: something needs a person;
// 2: it could not be done, and may be run again. With the embedded servers the product must be stopped meanwhile; with
// given ones it may run, and goes on by itself when this has ended.

const program = new Command('recover')
  .description('Bring the record and its workflows to each other again, and end the recovery')
  .option(
    '--restart <folder>',
    'keep all histories in this folder, end the workflows, begin them again from the ledger',
  )
  .exitOverride()
  .action(run);

async function run({ restart }: { restart?: string }): Promise<void> {
  const report = await overStack(async ({ database, owner, client, log }) => {
    await takeTurn(owner);
    const step = { database, clock: DATABASE_CLOCK, calendar: workingCalendar(holidayTables) };
    const kept = restart === undefined ? {} : { restart: keptHistories(client, restart) };
    return recover({ step, owner, client, log, ...kept });
  });
  process.stdout.write(recoveryText(report));
  process.exitCode = needsPerson(report) ? 1 : 0;
}

/** An arbitrary key of two parts. */
const [SPACE, KEY] = [0x7665, 2];

async function takeTurn(owner: pg.Client): Promise<void> {
  const found = await owner.query<{ mine: boolean }>('select pg_try_advisory_lock($1, $2) as mine', [SPACE, KEY]);
  if (found.rows[0]?.mine !== true)
    throw new Error('Another recovery of this database is running. Wait until it has ended.');
}

await runCommand(() => program.parseAsync());
