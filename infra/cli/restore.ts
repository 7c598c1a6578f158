import { Command } from 'commander';
import { reportText } from '../../audit/report.ts';
import { restore } from '../backup/restore.ts';
import { readConfig } from '../config.ts';
import { log, runCommand } from './over-stack.ts';

// `npm run restore -- FOLDER`. Exit 0: put back, and the ledger verifies; 1: put back, and it does not; 2: nothing was put
// back, or not all of it: move away what is there and run it again.

const program = new Command('restore')
  .description('Put back from a backup whichever store is not there, and verify the ledger')
  .argument('<folder>', 'a backup, as `npm run backup` made it')
  .exitOverride()
  .action(run);

async function run(folder: string): Promise<void> {
  const { databaseUrl, temporalAddress, dataDir } = readConfig(process.env);
  if (databaseUrl !== undefined || temporalAddress !== undefined)
    throw new Error('Servers that were given are restored by their own means: see docs/operations.md, Backup.');
  const { takenAt, parts, report, clean } = await restore(folder, dataDir, log);
  process.stdout.write(reportText(report));
  process.stdout.write(
    `Put back as of ${takenAt}: ${parts.join(' and ')}. Nothing is written before \`npm run recover\` has run.\n`,
  );
  process.exitCode = clean ? 0 : 1;
}

await runCommand(() => program.parseAsync());
