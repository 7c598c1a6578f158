import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { closeSync, existsSync, openSync, readdirSync, readSync } from 'node:fs';
import { join } from 'node:path';

/** Copies a file or a folder with owners, modes and times; what is not there is left out. */
export function copyWhole(from: string, to: string): void {
  if (existsSync(from)) execFileSync('cp', ['-a', from, to]);
}

/** Everything that was written has reached the disk when this returns. */
export function flush(): void {
  execFileSync('sync');
}

export function ownedBy(folder: string, { uid, gid }: { uid: number; gid: number }): void {
  execFileSync('chown', ['-R', `${uid}:${gid}`, folder]);
}

/** Of every file under a folder its SHA-256, by its path there. */
export function hashesOf(folder: string): Record<string, string> {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const paths = files.map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1)).sort();
  return Object.fromEntries(paths.map((path) => [path, hashOf(join(folder, path))]));
}

const CHUNK_BYTES = 1_048_576;

function hashOf(file: string): string {
  const hash = createHash('sha256');
  const chunk = Buffer.alloc(CHUNK_BYTES);
  const opened = openSync(file, 'r');
  try {
    for (let read = readSync(opened, chunk); read > 0; read = readSync(opened, chunk))
      hash.update(chunk.subarray(0, read));
  } finally {
    closeSync(opened);
  }
  return hash.digest('hex');
}
