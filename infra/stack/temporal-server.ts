import { once } from 'node:events';
import { existsSync, mkdirSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { basename, dirname, join, resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { Connection } from '@temporalio/client';
import { msToTs } from '@temporalio/common/lib/time.js';
import { TestWorkflowEnvironment } from '@temporalio/testing';
import { type Child, lastLines, startChild } from './child.ts';
import { freePort } from './free-port.ts';
import type { Log } from './log.ts';
import { onceOnly } from './once-only.ts';
import { commandLine, type StopStep, stopProcess } from './processes.ts';
import { findTemporal, notFound } from './temporal-binaries.ts';

/** `choosePort` gives the port to try; another process may have taken it by then. */
export type TemporalServerOptions = { dbFile: string; log: Log; choosePort?: () => Promise<number> };
export type TemporalServer = { address: string; stop(): Promise<void> };

const namespace = 'default';
const gently: readonly StopStep[] = [
  { signal: 'SIGTERM', graceMs: 10_000 },
  { signal: 'SIGKILL', graceMs: 5_000 },
];

/** Every commit reaches the disk before it is answered: 130 workflow starts a second on 2 cores, where NORMAL makes 180. */
const pragmas = ['journal_mode=WAL', 'synchronous=FULL'];

/** The development server on an SQLite file, which it makes if need be; what a killed run left behind is ended first. */
export async function startTemporalServer({
  dbFile,
  log,
  choosePort = freePort,
}: TemporalServerOptions): Promise<TemporalServer> {
  mkdirSync(dirname(resolve(dbFile)), { recursive: true });
  const file = join(realpathSync(dirname(resolve(dbFile))), basename(dbFile));
  await stopStaleTemporal(file, log);
  const binary = await findTemporal('server', log);
  const server =
    binary.from === 'path'
      ? await startOwn(binary.path, { file, log, choosePort })
      : await startThroughSdk(binary, file);
  await keepHistoriesForAYear(server.address).catch((fault: unknown) =>
    server.stop().then(() => Promise.reject(fault)),
  );
  return server;
}

const pidFile = (file: string): string => `${file}.pid`;
const logFile = (file: string): string => `${file}.log`;

/** Ends the server that a killed run left on this file. */
export async function stopStaleTemporal(file: string, log: Log): Promise<void> {
  if (!existsSync(pidFile(file))) return;
  const pid = Number(readFileSync(pidFile(file), 'utf8'));
  if (commandLine(pid).includes(`--db-filename ${file} `)) {
    await stopProcess(pid, gently);
    log(`Stopped the Temporal server (process ${pid}), left behind by a run that was killed.`);
  }
  rmSync(pidFile(file), { force: true });
}

const attempts = 5;

type OwnStart = { file: string; log: Log; choosePort: () => Promise<number> };

async function startOwn(executable: string, { file, log, choosePort }: OwnStart): Promise<TemporalServer> {
  for (let attempt = 1; ; attempt++) {
    const port = await choosePort();
    const server = await startChild({ executable, args: args(port, file), logFile: logFile(file), farewell: 'TERM' });
    writeFileSync(pidFile(file), String(server.pid));
    try {
      await untilReady(server, `127.0.0.1:${port}`);
      server.onUnexpectedEnd((how) => log(`The Temporal server ${how}. Its log: ${logFile(file)}`));
      return { address: `127.0.0.1:${port}`, stop: onceOnly(() => stop(server, file)) };
    } catch (cause) {
      await stop(server, file);
      if (attempt === attempts || !portWasTaken(readFileSync(logFile(file), 'utf8')))
        throw failure(file, cause, lastLines(logFile(file)));
    }
  }
}

/** Asked of the whole log of a start: where the port goes between its look and its bind, this server panics over pages. */
export function portWasTaken(log: string): boolean {
  return log.includes('address already in use');
}

function args(port: number, file: string): string[] {
  const listen = ['--headless', '--ip', '127.0.0.1', '--port', String(port)];
  const keep = ['--db-filename', file, ...pragmas.flatMap((pragma) => ['--sqlite-pragma', pragma])];
  return ['server', 'start-dev', ...listen, ...keep, '--log-level', 'error'];
}

async function stop(server: Child, file: string): Promise<void> {
  await server.stop(gently);
  rmSync(pidFile(file), { force: true });
}

const startMs = 60_000;

/** Serving its namespace, not merely listening. */
async function untilReady(server: Child, address: string): Promise<void> {
  const until = performance.now() + startMs;
  while (!(await listens(address)) || !(await answers(address))) {
    if (server.end() !== undefined) throw new Error(`it ${server.end()}`);
    if (performance.now() > until) throw new Error(`it was not ready within ${startMs / 1000} s`);
    await pause(20);
  }
}

/** Knocked on first, because a client that finds the door shut waits a second before it tries again. */
async function listens(address: string): Promise<boolean> {
  const [host = '', port] = address.split(':');
  const socket = connect({ host, port: Number(port) });
  try {
    await once(socket, 'connect');
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}

async function answers(address: string): Promise<boolean> {
  try {
    await withConnection(address, (connection) => connection.workflowService.describeNamespace({ namespace }));
    return true;
  } catch {
    return false;
  }
}

async function withConnection(address: string, ask: (connection: Connection) => Promise<unknown>): Promise<void> {
  const connection = await Connection.connect({ address, connectTimeout: '2s' });
  try {
    await ask(connection);
  } finally {
    await connection.close();
  }
}

/** The development server deletes closed histories after a day; an award year is read for longer. */
async function keepHistoriesForAYear(address: string): Promise<void> {
  const workflowExecutionRetentionTtl = msToTs('365d');
  await withConnection(address, (connection) =>
    connection.workflowService.updateNamespace({ namespace, config: { workflowExecutionRetentionTtl } }),
  );
}

async function startThroughSdk(
  binary: { downloadDir: string; faults: readonly string[] },
  file: string,
): Promise<TemporalServer> {
  const executable = { type: 'cached-download', downloadDir: binary.downloadDir, ttl: '365d' } as const;
  const extraArgs = pragmas.flatMap((pragma) => ['--sqlite-pragma', pragma]);
  try {
    mkdirSync(binary.downloadDir, { recursive: true });
    const server = { executable, dbFilename: file, ip: '127.0.0.1', extraArgs };
    const environment = await TestWorkflowEnvironment.createLocal({ server });
    return { address: environment.address, stop: onceOnly(() => environment.teardown()) };
  } catch (cause) {
    throw notFound('server', binary.faults, cause);
  }
}

function failure(file: string, cause: unknown, tail: string): Error {
  const why = cause instanceof Error ? cause.message : String(cause);
  return new Error(`The Temporal server did not start on ${file}: ${why}. The end of its log:\n${tail}`, { cause });
}
