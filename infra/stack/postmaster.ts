import { existsSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Child } from './child.ts';
import { commandLine, type StopStep, stopProcess } from './processes.ts';

/** Fast shutdown first (sessions are cut, data is written), then immediate, which costs a recovery but loses nothing. */
export const gently: readonly StopStep[] = [
  { signal: 'SIGINT', graceMs: 30_000 },
  { signal: 'SIGQUIT', graceMs: 10_000 },
  { signal: 'SIGKILL', graceMs: 5_000 },
];

type PidFile = { pid: number; status: string };

function readPidFile(cluster: string): PidFile | undefined {
  const file = join(cluster, 'postmaster.pid');
  if (!existsSync(file)) return undefined;
  const lines = readFileSync(file, 'utf8').split('\n');
  return { pid: Number(lines[0]), status: lines[7]?.trim() ?? '' };
}

/**
 * A server that a killed run left behind is stopped, not adopted: it would not be our child, and it may have been started
 * with other settings. A pid that now belongs to something else only blocks PostgreSQL, so its file goes.
 */
export async function stopStalePostmaster(cluster: string): Promise<number | undefined> {
  const left = readPidFile(cluster);
  if (left === undefined) return undefined;
  const serves = folderServedBy(left.pid) === realpathSync(cluster);
  if (serves) await stopProcess(left.pid, gently);
  rmSync(join(cluster, 'postmaster.pid'), { force: true });
  return serves ? left.pid : undefined;
}

function folderServedBy(pid: number): string | undefined {
  const folder = /postgres -D (.+?) -c /.exec(commandLine(pid))?.[1];
  return folder !== undefined && existsSync(folder) ? realpathSync(folder) : undefined;
}

const recoveryMs = 300_000;

/** PostgreSQL writes "ready" to its pid file; until then it may be recovering, which takes as long as it takes. */
export async function untilReady(server: Child, cluster: string): Promise<void> {
  const until = performance.now() + recoveryMs;
  while (!isReady(server, cluster)) {
    if (server.end() !== undefined) throw new Error(`it ${server.end()}`);
    if (performance.now() > until) throw new Error(`it was not ready within ${recoveryMs / 1000} s`);
    await pause(10);
  }
}

function isReady(server: Child, cluster: string): boolean {
  const file = readPidFile(cluster);
  return file?.pid === server.pid && file.status === 'ready';
}
