import { Command } from 'commander';
import { backUp } from '../backup/backup.ts';
import { readConfig } from '../config.ts';
import { log, runCommand } from './over-stack.ts';

// `npm run backup -- FOLDER`. Exit 0: the folder is a whole backup; 2: it could not be done, and no such folder is there.

const program = new Command('backup')
  .description('Copy both stores of the embedded stack, as of one point; the product must be stopped')
  .argument('<folder>', 'where the backup goes; it must not exist')
  .exitOverride()
  .action(run);

async function run(folder: string): Promise<void> {
  const { databaseUrl, temporalAddress, dataDir } = readConfig(process.env);
  if (databaseUrl !== undefined || temporalAddress !== undefined)
    throw new Error('Servers that were given are backed up by their own means: see docs/operations.md, Backup.');
  const { takenAt, files } = await backUp(dataDir, folder, log);
  process.stdout.write(`${folder}: ${Object.keys(files).length} files as of ${takenAt}\n`);
}

await runCommand(() => program.parseAsync());
