import { Command } from 'commander';
import { openDatabase } from '../../store/database.ts';
import { rebuild } from '../../store/rebuild/rebuild.ts';
import { overStack, runCommand } from './over-stack.ts';

// `npm run rebuild`. What was not as the ledger says goes to stdout, a line each. Exit 0: the board is what the ledger
// says; 1: two streams claim the same, and a person must say which is right; 2: it could not be done, and may be run again.

const program = new Command('rebuild')
  .description('Build the board again from the ledger, stream by stream, while everybody goes on working')
  .option('--database <url>', 'of this database, which may be at work; the configured one unless said')
  .exitOverride()
  .action(run);

async function run({ database: url }: { database?: string }): Promise<void> {
  const differed = url === undefined ? await overStack(({ database }) => rebuild(database)) : await rebuildAt(url);
  for (const { org, stream, what, contested } of differed)
    process.stdout.write(`${org}/${stream}: ${what}, and was ${contested ? 'left' : 'put right'}\n`);
  process.stdout.write(
    `${differed.length === 0 ? 'The board is what the ledger says' : 'The board is again what the ledger says'}.\n`,
  );
  process.exitCode = differed.some(({ contested }) => contested) ? 1 : 0;
}

async function rebuildAt(url: string) {
  const database = openDatabase(url, 2);
  try {
    return await rebuild(database);
  } finally {
    await database.end();
  }
}

await runCommand(() => program.parseAsync());
