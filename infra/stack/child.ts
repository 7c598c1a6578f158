import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, existsSync, openSync, readFileSync, renameSync } from 'node:fs';
import { guard } from './guardian.ts';
import { type StopStep, stopProcess } from './processes.ts';

export type ChildSpec = {
  executable: string;
  args: readonly string[];
  logFile: string;
  /** Asked of the child when we die without a goodbye. */
  farewell: 'INT' | 'TERM';
  user?: { uid: number; gid: number } | undefined;
};

export type Child = {
  pid: number;
  /** How it ended, or undefined while it runs. */
  end(): string | undefined;
  onUnexpectedEnd(report: (how: string) => void): void;
  stop(steps: readonly StopStep[]): Promise<void>;
};

/** Runs a server beside us: its output goes to a file, Ctrl-C reaches only us, and it does not outlive us. */
export async function startChild(spec: ChildSpec): Promise<Child> {
  const child = await spawnInto(openLog(spec.logFile), spec);
  const pid = child.pid;
  if (pid === undefined) throw new Error(`${spec.executable} could not be started.`);
  const guardian = guard(pid, spec.farewell);
  const state = watch(child);
  // Its number may be given to another process, which the guardian must not signal.
  child.once('exit', guardian.dismiss);
  return {
    pid,
    end: () => state.end,
    onUnexpectedEnd: (report) => {
      child.once('exit', () => !state.stopping && report(state.end ?? 'ended'));
    },
    async stop(steps) {
      state.stopping = true;
      guardian.dismiss();
      if (state.end === undefined) await stopProcess(pid, steps);
    },
  };
}

async function spawnInto(log: number, spec: ChildSpec): Promise<ChildProcess> {
  const child = spawn(spec.executable, [...spec.args], {
    cwd: '/',
    detached: true,
    stdio: ['ignore', log, log],
    ...(spec.user && { uid: spec.user.uid, gid: spec.user.gid }),
  });
  closeSync(log);
  // A forgotten server must not keep a finished script waiting: the guardian ends it.
  child.unref();
  await once(child, 'spawn');
  return child;
}

function watch(child: ChildProcess): { end: string | undefined; stopping: boolean } {
  const state: { end: string | undefined; stopping: boolean } = { end: undefined, stopping: false };
  child.once('exit', (code, signal) => {
    state.end = signal === null ? `ended with code ${code}` : `was ended by ${signal}`;
  });
  return state;
}

/** A fresh log for each start; the one before is kept, for it tells how the last run ended. */
function openLog(logFile: string): number {
  if (existsSync(logFile)) renameSync(logFile, `${logFile}.1`);
  return openSync(logFile, 'a', 0o600);
}

export function lastLines(file: string, count = 12): string {
  if (!existsSync(file)) return '';
  const lines = readFileSync(file, 'utf8').trimEnd().split('\n');
  return lines.slice(-count).join('\n');
}
