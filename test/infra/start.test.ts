import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer as createHttp2 } from 'node:http2';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as pause } from 'node:timers/promises';
import { expect, inject, onTestFinished, test } from 'vitest';
import { startTemporalServer } from '../../infra/stack/temporal-server.ts';
import { freshDatabase } from '../builders/database.ts';
import { checkout, onLinux, processesWith, temporaryFolder } from './running.ts';

const PERMISSION_DENIED = '7';

async function portOf(server: { listen(port: number, host: string): unknown; address(): unknown }): Promise<number> {
  server.listen(0, '127.0.0.1');
  while (server.address() === null) await pause(5);
  // A server that listens on TCP has an address of this kind.
  return (server.address() as AddressInfo).port;
}

/** A Temporal server behind a door; once shut, the door answers every call that the caller may not. */
async function temporalWithADoor(folder: string): Promise<{ address: string; shut(): void }> {
  const server = await startTemporalServer({ dbFile: join(folder, 'temporal.sqlite'), log: () => undefined });
  const refusing = createHttp2();
  refusing.on('stream', (stream) => {
    stream.on('error', () => undefined);
    stream.respond(
      { ':status': 200, 'content-type': 'application/grpc', 'grpc-status': PERMISSION_DENIED },
      { endStream: true },
    );
  });
  const refusingPort = await portOf(refusing);
  let port = Number(server.address.split(':')[1]);
  const open = new Set<Socket>();
  const door = createServer((near) => {
    const far = connect({ host: '127.0.0.1', port });
    for (const socket of [near, far]) {
      open.add(socket);
      socket.on('error', () => socket.destroy());
      socket.on('close', () => open.delete(socket));
    }
    near.pipe(far).on('close', () => near.destroy());
    far.pipe(near).on('close', () => far.destroy());
  });
  const address = `127.0.0.1:${await portOf(door)}`;
  const cut = () => {
    for (const socket of open) socket.destroy();
  };
  onTestFinished(async () => {
    door.close();
    cut();
    refusing.close();
    await server.stop();
  });
  return {
    address,
    shut() {
      port = refusingPort;
      cut();
    },
  };
}

/** `npm start` over given servers, as far as its welcome. */
async function startProcess(folder: string, env: Record<string, string>) {
  const script = ['--import', join(checkout, 'worker/promise-hooks.ts'), join(checkout, 'infra/cli/start.ts')];
  const child = spawn(process.execPath, script, {
    env: { PATH: process.env.PATH, VINHDANH_DATA_DIR: join(folder, 'data'), ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  const said: string[] = [];
  for (const stream of [child.stdout, child.stderr]) createInterface(stream).on('line', (line) => said.push(line));
  // The event's own values, once all is said.
  const ended = once(child, 'close') as Promise<[number | null, string | null]>;
  while (!said.some((line) => line.includes('Ctrl-C')) && child.exitCode === null) await pause(50);
  return { child, said, ended };
}

test('a process that has lost its worker stops in order and fails, so that its supervisor starts it again', async () => {
  const folder = temporaryFolder();
  const database = await freshDatabase(inject('clusterUrl'));
  onTestFinished(database.close);
  const temporal = await temporalWithADoor(folder);
  const env = { DATABASE_URL: database.url, TEMPORAL_ADDRESS: temporal.address };
  const { said, ended } = await startProcess(folder, env);
  temporal.shut();
  // The SDK forgives a refusing server for a minute.
  const [code, signal] = await ended;
  const why = expect.stringMatching(
    /^The Temporal worker has ended \(FAILED\): stopping in order, to be started again$/,
  );
  expect({ code, signal, said }).toEqual({ code: 1, signal: null, said: expect.arrayContaining([why]) });
}, 150_000);

test.runIf(onLinux)(
  'stopped while it plays the past in the background, the whole product ends in order and leaves no process',
  async () => {
    const folder = temporaryFolder();
    const { child, said, ended } = await startProcess(folder, {});
    const told = (words: string) => said.findIndex((line) => line.includes(words));
    await expect.poll(() => told('hoang-mai-2021: 2021-01'), { timeout: 60_000 }).toBeGreaterThan(0);
    expect(told('Ctrl-C stops everything')).toBeLessThan(told('Historic years'));
    const ours = () => processesWith(`VINHDANH_DATA_DIR=${join(folder, 'data')}`);
    expect(ours().filter((line) => line.includes('postgres -D'))).toHaveLength(2);
    child.kill('SIGINT');
    expect(await ended).toEqual([0, null]);
    // A leash looks once a second whether its server is still there.
    await expect.poll(ours, { timeout: 3_000 }).toEqual([]);
  },
  150_000,
);
