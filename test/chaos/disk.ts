import { execFileSync } from 'node:child_process';
import { open, rm, statfs } from 'node:fs/promises';
import { join } from 'node:path';

/** Where a store lives, and how its disk is made full. */
export type Disk = {
  of: 'PostgreSQL' | 'Temporal';
  /** How it is done here, in a word for the report. */
  how: string;
  fill(): Promise<void>;
  empty(): Promise<void>;
  unmount(): void;
};

const SIZE_MB = { PostgreSQL: 512, Temporal: 256 };

/** A small file system of memory, where this process may mount one; else nothing, and the report says so. */
export function openDisk(of: Disk['of'], folder: string): Disk | null {
  const options = `size=${SIZE_MB[of]}m,mode=755`;
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', options, 'tmpfs', folder], { stdio: 'ignore' });
  } catch {
    return null;
  }
  const ballast = join(folder, 'ballast');
  return {
    of,
    how: `a file system of ${SIZE_MB[of]} MB`,
    fill: () => fillUp(folder, ballast),
    empty: () => rm(ballast, { force: true }),
    unmount: () => void execFileSync('umount', ['-l', folder], { stdio: 'ignore' }),
  };
}

const CHUNK = Buffer.alloc(1 << 20);

async function fillUp(folder: string, ballast: string): Promise<void> {
  const file = await open(ballast, 'a');
  try {
    for (let free = await freeBytes(folder); free > 0; free = await freeBytes(folder))
      await file.write(CHUNK, 0, Math.min(CHUNK.length, free));
  } catch {
    // Somebody else took the last page: it is full all the same.
  } finally {
    await file.close();
  }
}

async function freeBytes(folder: string): Promise<number> {
  const { bavail, bsize } = await statfs(folder);
  return bavail * bsize;
}
