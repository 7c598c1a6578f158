import { cpSync, existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { homedir } from 'node:os';
import { basename, dirname, join } from 'node:path';

/** What was fetched once serves every checkout of this user. */
export function cacheFolder(env: NodeJS.ProcessEnv = process.env): string {
  return join(env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'vinh-danh');
}

/**
 * Fills a folder beside `target` and renames it into place, so that nobody ever sees half of it.
 * When another process was first, its result stands and ours is dropped.
 */
export async function fillOnce(target: string, fill: (folder: string) => void | Promise<void>): Promise<void> {
  if (existsSync(target)) return;
  mkdirSync(dirname(target), { recursive: true });
  const workshop = mkdtempSync(join(dirname(target), `.${basename(target)}-`));
  const half = join(workshop, 'half');
  try {
    await fill(half);
    moveUnlessThere(half, target);
  } finally {
    rmSync(workshop, { recursive: true, force: true });
  }
}

function moveUnlessThere(half: string, target: string): void {
  try {
    renameSync(half, target);
  } catch (error) {
    if (!existsSync(target)) throw error;
  }
}

export function copyFolder(from: string, to: string): void {
  cpSync(from, to, { recursive: true, verbatimSymlinks: true });
}
