import { execFile } from 'node:child_process';
import { appendFileSync, existsSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { backUp } from '../../infra/backup/backup.ts';
import { restore } from '../../infra/backup/restore.ts';
import { readConfig } from '../../infra/config.ts';
import { migrate } from '../../infra/migrate.ts';
import { type Stack, startStack } from '../../infra/stack/stack.ts';
import { openDatabase } from '../../store/database.ts';
import { act, draft, openOffice, person } from '../builders/office.ts';
import { openStill } from '../store/varied-run.ts';
import { checkout, query, temporaryFolder } from './running.ts';

const quiet = () => undefined;
const run = promisify(execFile);

async function withStack<T>(dataDir: string, work: (stack: Stack) => Promise<T>): Promise<T> {
  const stack = await startStack(readConfig({ VINHDANH_DATA_DIR: dataDir }), quiet);
  try {
    return await work(stack);
  } finally {
    await stack.stop();
  }
}

const ledger = ({ databaseUrl }: Stack) =>
  query(databaseUrl, 'select stream, seq, hash, text from event order by 1, 2');

async function submits(databaseUrl: string): Promise<void> {
  const database = openDatabase(databaseUrl, 4);
  try {
    const office = openStill(database);
    const id = await draft(office);
    await act(office, {
      stream: `proposal/${id}`,
      kind: 'Submit',
      body: { draft: id, rowVersion: 1 },
      by: person('unitClerk'),
      key: `submit ${id}`,
    });
  } finally {
    await database.end();
  }
}

async function install(dataDir: string): Promise<Record<string, unknown>[]> {
  return withStack(dataDir, async (stack) => {
    await migrate(stack.databaseUrl, { logOrigin: 'test.backup', demo: true });
    const database = openDatabase(stack.databaseUrl, 4);
    await openOffice(openStill(database));
    await database.end();
    await submits(stack.databaseUrl);
    return ledger(stack);
  });
}

/** A command line of the product, as somebody types it. */
async function types(dataDir: string, command: string, ...args: string[]): Promise<{ code: number; said: string }> {
  const script = [join(checkout, `infra/cli/${command}.ts`), ...args];
  const env = { PATH: process.env.PATH, VINHDANH_DATA_DIR: dataDir };
  try {
    const { stdout } = await run(process.execPath, script, { env });
    return { code: 0, said: stdout };
  } catch (error) {
    // What execFile rejects with.
    const { code, stdout, stderr } = error as { code: number; stdout: string; stderr: string };
    return { code, said: `${stdout}${stderr}` };
  }
}

test('the drill of the operations page: both stores are backed up, lost, put back, verified, recovered, and are as they were', async () => {
  const folder = temporaryFolder();
  const [dataDir, backup] = [join(folder, 'data'), join(folder, 'backup')];
  const before = await install(dataDir);
  expect(before.length).toBeGreaterThan(1);
  expect(await types(dataDir, 'backup', backup)).toMatchObject({ code: 0 });
  expect(await types(dataDir, 'backup', backup)).toMatchObject({
    code: 2,
    said: expect.stringContaining('exists already'),
  });
  rmSync(dataDir, { recursive: true });
  const restored = await types(dataDir, 'restore', backup);
  expect(restored).toMatchObject({ code: 0, said: expect.stringContaining('Put back') });
  await withStack(dataDir, async (stack) => {
    expect(await ledger(stack)).toEqual(before);
    expect(await query(stack.databaseUrl, 'select from recovery where ended_at is null')).toHaveLength(1);
  });
  const recovered = await types(dataDir, 'recover');
  expect(recovered).toMatchObject({ code: 0, said: expect.stringContaining('The installation is open.') });
  expect(await types(dataDir, 'reconcile')).toMatchObject({ code: 0, said: expect.stringContaining('0 differences') });
  expect(await types(dataDir, 'rebuild')).toMatchObject({ code: 0 });
  await withStack(dataDir, async (stack) => {
    expect(await ledger(stack)).toEqual(before);
    expect(await query(stack.databaseUrl, 'select from recovery where ended_at is null')).toEqual([]);
    await submits(stack.databaseUrl);
  });
}, 180_000);

test('a backup that was changed is not put back, and nothing that is there is written over', async () => {
  const folder = temporaryFolder();
  const [dataDir, backup] = [join(folder, 'data'), join(folder, 'backup')];
  await install(dataDir);
  await backUp(dataDir, backup, quiet);
  await expect(restore(backup, dataDir, quiet)).rejects.toThrow('Move away what is to be put back');
  appendFileSync(join(backup, 'temporal.sqlite'), 'x');
  const empty = join(folder, 'empty');
  await expect(restore(backup, empty, quiet)).rejects.toThrow('is not as it was taken: temporal.sqlite (1 files)');
  expect(existsSync(empty) ? readdirSync(empty) : []).toEqual([]);
}, 120_000);

test('nothing is backed up under a product that runs', async () => {
  const folder = temporaryFolder();
  const dataDir = join(folder, 'data');
  await withStack(dataDir, async () => {
    await expect(backUp(dataDir, join(folder, 'backup'), quiet)).rejects.toThrow('already running');
  });
  expect(existsSync(join(folder, 'backup'))).toBe(false);
}, 120_000);
