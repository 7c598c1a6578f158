import { randomBytes } from 'node:crypto';
import { Client } from '@temporalio/client';
import { Command, CommanderError } from 'commander';
import pg from 'pg';
import { workingCalendar } from '../../domain/calendar/working-days.ts';
import { holidayTables } from '../../rules/holidays.ts';
import { DATABASE_CLOCK } from '../../store/clock.ts';
import { openDatabase } from '../../store/database.ts';
import { type Recovered, recover } from '../../worker/recovery/recover.ts';
import { type Config, readConfig } from '../config.ts';
import { migrate } from '../migrate.ts';
import { connectTemporal, quietTemporal } from '../product.ts';
import { keptHistories } from '../recovery/kept-histories.ts';
import { needsPerson, recoveryText } from '../recovery/report.ts';
import { type Stack, startStack } from '../stack/stack.ts';

// `npm run recover`. The report goes to stdout, talk to stderr. Exit 0: all is back and open; 1: something needs a person;
// 2: it could not be done, and may be run again. With the embedded servers the product must be stopped meanwhile; with
// given ones it may run, and goes on by itself when this has ended.

const log = (line: string) => process.stderr.write(`${line}\n`);

const program = new Command('recover')
  .description('Bring the record and its workflows to each other again, and end the recovery')
  .option(
    '--restart <folder>',
    'keep all histories in this folder, end the workflows, begin them again from the ledger',
  )
  .exitOverride()
  .action(run);

async function run({ restart }: { restart?: string }): Promise<void> {
  const config = readConfig(process.env);
  quietTemporal();
  const stack = await startStack(config, log);
  try {
    const report = await recoverOver(config, stack, restart);
    process.stdout.write(recoveryText(report));
    process.exitCode = needsPerson(report) ? 1 : 0;
  } finally {
    await stack.stop();
  }
}

async function recoverOver(config: Config, stack: Stack, restart: string | undefined): Promise<Recovered> {
  await migrate(stack.databaseUrl, { logOrigin: `vinh-danh/${randomBytes(12).toString('hex')}`, demo: stack.embedded });
  const database = openDatabase(stack.databaseUrl, 4);
  const owner = new pg.Client({ connectionString: stack.databaseUrl });
  const connection = await connectTemporal(stack.temporalAddress);
  const client = new Client({ connection, namespace: config.temporalNamespace });
  try {
    await owner.connect();
    await takeTurn(owner);
    const step = { database, clock: DATABASE_CLOCK, calendar: workingCalendar(holidayTables) };
    const kept = restart === undefined ? {} : { restart: keptHistories(client, restart) };
    return await recover({ step, owner, client, log, ...kept });
  } finally {
    await owner.end();
    await database.end();
    await connection.close();
  }
}

/** An arbitrary key of two parts. */
const [SPACE, KEY] = [0x7665, 2];

async function takeTurn(owner: pg.Client): Promise<void> {
  const found = await owner.query<{ mine: boolean }>('select pg_try_advisory_lock($1, $2) as mine', [SPACE, KEY]);
  if (found.rows[0]?.mine !== true)
    throw new Error('Another recovery of this database is running. Wait until it has ended.');
}

try {
  await program.parseAsync();
} catch (error) {
  if (error instanceof CommanderError) process.exitCode = error.exitCode === 0 ? 0 : 2;
  else {
    log(error instanceof Error ? error.message : String(error));
    process.exitCode = 2;
  }
}
// The SDK's native threads would keep the process for a while after all is stopped.
process.exit(process.exitCode ?? 0);
