import { randomBytes } from 'node:crypto';
import { Client } from '@temporalio/client';
import { CommanderError } from 'commander';
import pg from 'pg';
import { type Database, openDatabase } from '../../store/database.ts';
import { readConfig } from '../config.ts';
import { migrate } from '../migrate.ts';
import { connectTemporal, quietTemporal } from '../product.ts';
import { type Stack, startStack } from '../stack/stack.ts';

/** Both stores of an installation, without anybody who works on them; `owner` owns the database's schema. */
export type OverStack = {
  stack: Stack;
  database: Database;
  owner: pg.Client;
  client: Client;
  log: (line: string) => void;
};

export const log = (line: string) => void process.stderr.write(`${line}\n`);

/** Starts what the configuration does not give, connects, does the work, and stops it all again. */
export async function overStack<T>(work: (over: OverStack) => Promise<T>): Promise<T> {
  const config = readConfig(process.env);
  quietTemporal();
  const stack = await startStack(config, log);
  try {
    return await connected(stack, config.temporalNamespace, work);
  } finally {
    await stack.stop();
  }
}

async function connected<T>(stack: Stack, namespace: string, work: (over: OverStack) => Promise<T>): Promise<T> {
  await migrate(stack.databaseUrl, { logOrigin: `vinh-danh/${randomBytes(12).toString('hex')}`, demo: stack.embedded });
  const database = openDatabase(stack.databaseUrl, 4);
  const owner = new pg.Client({ connectionString: stack.databaseUrl });
  const connection = await connectTemporal(stack.temporalAddress);
  try {
    await owner.connect();
    return await work({ stack, database, owner, client: new Client({ connection, namespace }), log });
  } finally {
    await owner.end();
    await database.end();
    await connection.close();
  }
}

/** Runs a command line to its end. Exit 2: it could not be done; else what the command has set. */
export async function runCommand(parse: () => Promise<unknown>): Promise<never> {
  try {
    await parse();
  } catch (error) {
    if (!(error instanceof CommanderError)) log(error instanceof Error ? error.message : String(error));
    process.exitCode = error instanceof CommanderError && error.exitCode === 0 ? 0 : 2;
  }
  // The SDK's native threads would keep the process for a while after all is stopped.
  process.exit(process.exitCode ?? 0);
}
