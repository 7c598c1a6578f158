import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';

/** What a process runs, arguments separated by blanks; '' when it is gone or a zombie. A bare pid proves nothing: they are reused. */
export function commandLine(pid: number): string {
  if (!Number.isInteger(pid) || pid <= 1) return '';
  return process.platform === 'linux' ? commandLineFromProc(pid) : fromPs(pid, 'command=');
}

function commandLineFromProc(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trim();
  } catch {
    return '';
  }
}

/** When a process was born, as its system tells it: together with the pid it names one process and no other. '' when gone. */
export function birthOf(pid: number): string {
  if (commandLine(pid) === '') return '';
  return process.platform === 'linux' ? birthFromProc(pid) : fromPs(pid, 'lstart=');
}

function birthFromProc(pid: number): string {
  try {
    const afterName = readFileSync(`/proc/${pid}/stat`, 'utf8').replace(/^.*\) /s, '');
    return afterName.split(' ')[19] ?? '';
  } catch {
    return '';
  }
}

function fromPs(pid: number, column: string): string {
  try {
    return execFileSync('ps', ['-ww', '-o', column, '-p', String(pid)], { encoding: 'utf8' }).trim();
  } catch {
    return '';
  }
}

export type StopStep = { signal: NodeJS.Signals; graceMs: number };

/** Asks, step by step more firmly, until the process is gone. */
export async function stopProcess(pid: number, steps: readonly StopStep[]): Promise<void> {
  for (const { signal, graceMs } of steps) {
    sendSignal(pid, signal);
    if (await isGoneWithin(pid, graceMs)) return;
  }
  throw new Error(`Process ${pid} did not stop. End it by hand (kill -9 ${pid}) and start again.`);
}

function sendSignal(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? cause.code : undefined;
    if (code === 'ESRCH') return;
    throw new Error(`Process ${pid} belongs to another user and has to be stopped by that user or root.`, { cause });
  }
}

async function isGoneWithin(pid: number, graceMs: number): Promise<boolean> {
  const until = performance.now() + graceMs;
  while (commandLine(pid) !== '') {
    if (performance.now() > until) return false;
    await pause(10);
  }
  return true;
}
