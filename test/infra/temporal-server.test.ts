import { once } from 'node:events';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { Connection } from '@temporalio/client';
import { expect, onTestFinished, test } from 'vitest';
import { freePort } from '../../infra/stack/free-port.ts';
import { commandLine } from '../../infra/stack/processes.ts';
import { portWasTaken, startTemporalServer, type TemporalServer } from '../../infra/stack/temporal-server.ts';
import { hold, killWithGuardians, onLinux, temporaryFolder } from './running.ts';

const silent = () => undefined;

async function start(folder: string, log: (line: string) => void = silent): Promise<TemporalServer> {
  const server = await startTemporalServer({ dbFile: join(folder, 'temporal.sqlite'), log });
  onTestFinished(server.stop);
  return server;
}

async function connect(address: string): Promise<Connection> {
  const connection = await Connection.connect({ address });
  onTestFinished(() => connection.close());
  return connection;
}

const pidIn = (folder: string): number => Number(readFileSync(join(folder, 'temporal.sqlite.pid'), 'utf8'));

async function startWorkflow(address: string, workflowId: string): Promise<void> {
  const { workflowService } = await connect(address);
  const named = { namespace: 'default', workflowId, requestId: workflowId };
  await workflowService.startWorkflowExecution({
    ...named,
    workflowType: { name: 'waiting' },
    taskQueue: { name: 'nobody' },
  });
}

async function statusOf(address: string, workflowId: string): Promise<number | null | undefined> {
  const { workflowService } = await connect(address);
  const found = await workflowService.describeWorkflowExecution({ namespace: 'default', execution: { workflowId } });
  return found.workflowExecutionInfo?.status;
}

const running = 1;

test('a workflow that was running before a stop runs after the next start', async () => {
  const folder = temporaryFolder();
  const first = await start(folder);
  await startWorkflow(first.address, 'award-1');
  await first.stop();
  expect(existsSync(join(folder, 'temporal.sqlite.pid'))).toBe(false);
  const second = await start(folder);
  expect(await statusOf(second.address, 'award-1')).toBe(running);
});

async function takenPort(): Promise<number> {
  const port = await freePort();
  const other = createServer().listen(port, '127.0.0.1');
  await once(other, 'listening');
  onTestFinished(() => void other.close());
  return port;
}

test('a port that another process took first is let be, and the server starts on the next', async () => {
  const taken = await takenPort();
  const free = await freePort();
  const ports = [taken, free];
  const choosePort = () => Promise.resolve(ports.shift() ?? free);
  const dbFile = join(temporaryFolder(), 'temporal.sqlite');
  const server = await startTemporalServer({ dbFile, log: silent, choosePort });
  onTestFinished(server.stop);
  expect(server.address).toBe(`127.0.0.1:${free}`);
});

test('a port that went while the server was starting is known by what the log says before its panic', () => {
  const panic = Array.from({ length: 60 }, (_, frame) => `go.uber.org/dig.call(${frame})`);
  const bind = 'level=ERROR msg="Failed to start gRPC listener" error="listen tcp: bind: address already in use"';
  expect(portWasTaken([bind, 'panic: invalid memory address', ...panic].join('\n'))).toBe(true);
  expect(portWasTaken(['panic: database disk image is malformed', ...panic].join('\n'))).toBe(false);
});

test('closed histories are kept for a year', async () => {
  const { address } = await start(temporaryFolder());
  const { workflowService } = await connect(address);
  const { config } = await workflowService.describeNamespace({ namespace: 'default' });
  expect(Number(config?.workflowExecutionRetentionTtl?.seconds)).toBe(365 * 86_400);
});

test('a Temporal server killed with -9 is reported, and starts again with its workflows', async () => {
  const folder = temporaryFolder();
  const lines: string[] = [];
  const first = await start(folder, (line) => lines.push(line));
  await startWorkflow(first.address, 'award-1');
  process.kill(pidIn(folder), 'SIGKILL');
  await expect.poll(() => lines.join()).toContain('The Temporal server was ended by SIGKILL');
  const second = await start(folder);
  expect(await statusOf(second.address, 'award-1')).toBe(running);
});

test.runIf(onLinux)(
  'a Temporal server left alive by a killed run is stopped, and starts again with its workflows',
  async () => {
    const folder = temporaryFolder();
    const held = await hold('temporal', folder);
    await startWorkflow(String(held.said.address), 'award-1');
    await killWithGuardians(held);
    const left = pidIn(folder);
    expect(commandLine(left)).toContain('temporal');
    const second = await start(folder);
    expect(commandLine(left)).toBe('');
    expect(await statusOf(second.address, 'award-1')).toBe(running);
  },
);

test('when the server does not start, the fault quotes the end of its log', async () => {
  const folder = temporaryFolder();
  writeFileSync(join(folder, 'temporal.sqlite'), 'this is no database '.repeat(1_000));
  await expect(start(folder)).rejects.toThrow(/did not start on .*temporal\.sqlite: it ended[\s\S]*not a database/);
});
