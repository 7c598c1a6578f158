import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Connection } from '@temporalio/client';
import { expect, onTestFinished, test } from 'vitest';
import { readConfig } from '../../infra/config.ts';
import { commandLine } from '../../infra/stack/processes.ts';
import { type Stack, startStack } from '../../infra/stack/stack.ts';
import { hold, killWithGuardians, onLinux, processes, query, temporaryFolder } from './running.ts';

const silent = () => undefined;

async function start(folder: string, env: Record<string, string> = {}): Promise<Stack> {
  const stack = await startStack(readConfig({ VINHDANH_DATA_DIR: folder, ...env }), silent);
  onTestFinished(stack.stop);
  return stack;
}

async function answers(address: string): Promise<boolean> {
  const connection = await Connection.connect({ address });
  await connection.workflowService.describeNamespace({ namespace: 'default' });
  await connection.close();
  return true;
}

test('an unconfigured stack is all there, and keeps its data from start to start', async () => {
  const folder = temporaryFolder();
  const first = await start(folder);
  expect(first.embedded).toBe(true);
  expect(await answers(first.temporalAddress)).toBe(true);
  expect((await fetch(String(first.mailInboxUrl))).status).toBe(200);
  await query(first.databaseUrl, 'create table award as select 1 as id');
  await Promise.all([first.stop(), first.stop()]);
  const second = await start(folder);
  expect(await query(second.databaseUrl, 'select id from award')).toEqual([{ id: 1 }]);
});

test('what is given is used and neither started nor stopped', async () => {
  const given = { DATABASE_URL: 'postgres://db/award', TEMPORAL_ADDRESS: 'temporal:7233', SMTP_URL: 'smtp://mail' };
  const folder = join(temporaryFolder(), 'data');
  const stack = await start(folder, given);
  expect({ ...stack, stop: undefined }).toEqual({
    databaseUrl: 'postgres://db/award',
    temporalAddress: 'temporal:7233',
    smtpUrl: 'smtp://mail',
    mailInboxUrl: undefined,
    embedded: false,
    stop: undefined,
  });
  expect(existsSync(folder)).toBe(false);
});

test('a database that is given replaces the embedded one alone: Temporal and the mail catcher are still ours', async () => {
  const folder = temporaryFolder();
  const stack = await start(folder, { DATABASE_URL: 'postgres://db/award' });
  expect(stack).toMatchObject({ databaseUrl: 'postgres://db/award', embedded: false });
  expect(await answers(stack.temporalAddress)).toBe(true);
  expect((await fetch(String(stack.mailInboxUrl))).status).toBe(200);
  expect(existsSync(join(folder, 'postgres'))).toBe(false);
});

test('a Temporal that is given replaces the embedded one alone: the database is still ours', async () => {
  const folder = temporaryFolder();
  const stack = await start(folder, { TEMPORAL_ADDRESS: 'temporal:7233' });
  expect(stack).toMatchObject({ temporalAddress: 'temporal:7233', embedded: false });
  expect(await query(stack.databaseUrl, 'select 1 as one')).toEqual([{ one: 1 }]);
  expect(existsSync(join(folder, 'temporal.sqlite'))).toBe(false);
});

test('a second start on the same folder is told that one is running, and harms nothing', async () => {
  const folder = temporaryFolder();
  const stack = await start(folder);
  await expect(start(folder)).rejects.toThrow(`already running on ${folder} (process ${process.pid})`);
  expect(await query(stack.databaseUrl, 'select 1 as one')).toEqual([{ one: 1 }]);
  expect(await answers(stack.temporalAddress)).toBe(true);
});

test('a lock whose process number was given to another does not block the start', async () => {
  const folder = temporaryFolder();
  writeFileSync(join(folder, 'stack.pid'), JSON.stringify({ pid: process.ppid, birth: 'another' }));
  expect((await start(folder, { TEMPORAL_ADDRESS: 'temporal:7233' })).embedded).toBe(false);
});

test('when one part fails, the others are stopped and the folder is free again', async () => {
  const folder = temporaryFolder();
  mkdirSync(join(folder, 'temporal.sqlite'));
  await expect(start(folder)).rejects.toThrow('The Temporal server did not start');
  expect(existsSync(join(folder, 'stack.pid'))).toBe(false);
  expect(
    processes()
      .map(commandLine)
      .filter((line) => line.includes(folder)),
  ).toEqual([]);
});

test('a stack whose process dies by kill -9 starts again with its data', async () => {
  const folder = temporaryFolder();
  const held = await hold('stack', folder);
  await query(String(held.said.databaseUrl), 'create table award as select 1 as id');
  await held.kill();
  const next = await start(folder);
  expect(await query(next.databaseUrl, 'select id from award')).toEqual([{ id: 1 }]);
  expect(await answers(next.temporalAddress)).toBe(true);
});

test.runIf(onLinux)('a stack that was killed and left its servers alive starts again with its data', async () => {
  const folder = temporaryFolder();
  const held = await hold('stack', folder);
  await query(String(held.said.databaseUrl), 'create table award as select 1 as id');
  await killWithGuardians(held);
  const next = await start(folder);
  expect(await query(next.databaseUrl, 'select id from award')).toEqual([{ id: 1 }]);
});
