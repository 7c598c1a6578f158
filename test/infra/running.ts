import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import pg from 'pg';
import { onTestFinished } from 'vitest';
import { commandLine, stopProcess } from '../../infra/stack/processes.ts';

export const asRoot = process.getuid?.() === 0;
export const onLinux = process.platform === 'linux';
export const checkout = join(import.meta.dirname, '..', '..');

export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'vinh-danh-test-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

export async function query(url: string, sql: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    // Rows are read by name in the assertion beside the query.
    return (await client.query<Record<string, unknown>>(sql)).rows;
  } finally {
    await client.end();
  }
}

export type Held = { child: ChildProcess; said: Record<string, string | number | boolean>; kill(): Promise<void> };

/** A process of its own that starts servers and holds them, so that it can be killed. */
export async function hold(
  what: 'stack' | 'postgres' | 'temporal',
  folder: string,
  options: HoldOptions = {},
): Promise<Held> {
  const script = join(options.checkout ?? checkout, 'test/infra/fixtures/hold.ts');
  const { uid, gid } = options;
  const child = spawn(process.execPath, [script, what, folder], {
    stdio: ['ignore', 'pipe', 'inherit'],
    ...(uid !== undefined && gid !== undefined && { uid, gid }),
  });
  const kill = async () => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    child.kill('SIGKILL');
    await once(child, 'exit');
  };
  onTestFinished(kill);
  return { child, said: await firstLine(child), kill };
}

export type HoldOptions = { checkout?: string; uid?: number; gid?: number };

async function firstLine(child: ChildProcess): Promise<Held['said']> {
  if (child.stdout === null) throw new Error('The child has no output.');
  for await (const line of createInterface(child.stdout)) return JSON.parse(line);
  throw new Error('The child ended without a word.');
}

/** Kills the guardians of a process too, as when everything is killed at once: its servers stay behind. */
export async function killWithGuardians({ child, kill }: Held): Promise<void> {
  for (const pid of processes().filter((each) => commandLine(each).includes('vinh-danh-guardian'))) {
    if (parentOf(pid) === child.pid) await stopProcess(pid, [{ signal: 'SIGKILL', graceMs: 5_000 }]);
  }
  await kill();
}

export const processes = (): number[] => readdirSync('/proc').map(Number).filter(Number.isInteger);

/** What the processes run that inherited this variable from whoever began them, near or far. */
export function processesWith(variable: string): string[] {
  return processes().flatMap((pid) => (environmentOf(pid).includes(variable) ? [commandLine(pid)] : []));
}

function environmentOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/environ`, 'utf8');
  } catch {
    return '';
  }
}

const parentOf = (pid: number): number =>
  Number(/^PPid:\s*(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]);
