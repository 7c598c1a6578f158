import { readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { commandLine } from '../../infra/stack/processes.ts';

export type PartName = 'worker' | 'API' | 'Temporal' | 'PostgreSQL';

/** One process of the installation, as its supervisor and its misfortunes see it. */
export type Part = {
  name: PartName;
  /** Its process; null before the first start. */
  pid(): number | null;
  /** Brings it up where it is not; resolves when it serves, or has died again. */
  start(): Promise<void>;
  stop(): Promise<void>;
};

export function isUp(part: Part): boolean {
  const pid = part.pid();
  return pid !== null && commandLine(pid) !== '';
}

/** A process and what it has forked: PostgreSQL is a family. Linux tells its children. */
function familyOf(pid: number): number[] {
  return [pid, ...childrenOf(pid).flatMap(familyOf)];
}

function childrenOf(pid: number): number[] {
  try {
    const text = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim();
    return text === '' ? [] : text.split(' ').map(Number);
  } catch {
    return [];
  }
}

/** To the eldest first, so that it forks nobody whom the signal has missed. */
export function signalAll(part: Part, signal: NodeJS.Signals): void {
  const eldest = part.pid();
  if (eldest === null || commandLine(eldest) === '') return;
  send(eldest, signal);
  for (const pid of familyOf(eldest).slice(1)) send(pid, signal);
}

function send(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // It has gone by itself, which is what the harness is about.
  }
}

export async function killNow(part: Part): Promise<void> {
  const pid = part.pid();
  if (pid === null || commandLine(pid) === '') return;
  // Stopped first: whoever is told of a death must not get to say a last word.
  signalAll(part, 'SIGSTOP');
  // Asked while the eldest lives: its children are another's afterwards, and one left stopped would hold its memory.
  for (const each of familyOf(pid)) send(each, 'SIGKILL');
  // Its successor may be there before we look.
  while (part.pid() === pid && commandLine(pid) !== '') await pause(10);
}
