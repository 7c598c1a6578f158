import { Command } from 'commander';
import { reconciliation } from '../../worker/reconciliation.ts';
import { overStack, runCommand } from './over-stack.ts';

// `npm run reconcile`: the nightly look, now. Exit 0: ledger, board and workflows agree; 1: they do not; 2: it could not
// be done.

const program = new Command('reconcile')
  .description('Hold ledger, board and workflows against each other, and keep the report')
  .exitOverride()
  .action(run);

async function run(): Promise<void> {
  const reports = await overStack(({ client, database }) => reconciliation(client, database));
  for (const { org, streams, events, differences, contested, found } of reports) {
    process.stdout.write(
      `${org}: ${streams} streams, ${events} events, ${differences} differences, ${contested} contested\n`,
    );
    for (const { stream, what } of found) process.stdout.write(`  ${stream}: ${what}\n`);
  }
  process.exitCode = reports.some(({ differences, contested }) => differences + contested > 0) ? 1 : 0;
}

await runCommand(() => program.parseAsync());
