import { existsSync, linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { birthOf } from './processes.ts';

const holder = z.object({ pid: z.number(), birth: z.string().min(1) });
type Holder = z.infer<typeof holder>;

/** One stack per data folder. A lock whose process is gone, or whose pid now names another process, counts for nothing. */
export function lockFolder(folder: string): { release(): void } {
  mkdirSync(dirname(folder), { recursive: true });
  if (!existsSync(folder)) mkdirSync(folder, { mode: 0o700 });
  const lock = join(folder, 'stack.pid');
  const us = { pid: process.pid, birth: birthOf(process.pid) };
  if (!claim(lock, us)) {
    const them = read(lock);
    if (them !== undefined && birthOf(them.pid) === them.birth) throw taken(folder, them);
    rmSync(lock, { force: true });
    if (!claim(lock, us)) throw taken(folder, read(lock));
  }
  return { release: () => rmSync(lock, { force: true }) };
}

/** Written aside and linked into place: nobody can read a lock without its holder. */
function claim(lock: string, us: Holder): boolean {
  const ours = `${lock}.${us.pid}`;
  writeFileSync(ours, JSON.stringify(us));
  try {
    linkSync(ours, lock);
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
    throw error;
  } finally {
    rmSync(ours, { force: true });
  }
}

function read(lock: string): Holder | undefined {
  try {
    return holder.parse(JSON.parse(readFileSync(lock, 'utf8')));
  } catch {
    return undefined;
  }
}

const taken = (folder: string, them: Holder | undefined): Error =>
  new Error(
    `Vinh Danh is already running on ${folder} (process ${them?.pid ?? 'unknown'}). Stop it first, or give this one a folder of its own with VINHDANH_DATA_DIR.`,
  );
