import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { lockFolder } from '../stack/folder-lock.ts';
import type { Log } from '../stack/log.ts';
import { clusterIn, openHome } from '../stack/postgres-home.ts';
import { stopStalePostmaster } from '../stack/postmaster.ts';
import { stopStaleTemporal } from '../stack/temporal-server.ts';
import { copyWhole, flush, hashesOf } from './files.ts';
import { MANIFEST, type Manifest } from './manifest.ts';

/** The parts of the Temporal server's store: what a killed server had not yet put into the file stands beside it. */
export const TEMPORAL_FILES = ['temporal.sqlite', 'temporal.sqlite-wal', 'temporal.sqlite-shm'];

/** With it yesterday's tokens open the restored door. */
export const TOKEN_KEY = 'development-token.key';

/**
 * A cold copy of the embedded stack's two stores. Its folder is locked, so nothing writes to either, and both are of one
 * point exactly. Written aside and renamed: a folder of this name is a whole backup.
 */
export async function backUp(dataDir: string, target: string, log: Log): Promise<Manifest> {
  const backup = resolve(target);
  if (existsSync(backup)) throw new Error(`${backup} exists already; name a folder that does not.`);
  if (!existsSync(join(dataDir, 'postgres'))) throw new Error(`${dataDir} holds no database that could be copied.`);
  const lock = lockFolder(dataDir);
  const half = `${backup}.half`;
  try {
    rmSync(half, { recursive: true, force: true });
    mkdirSync(half, { recursive: true, mode: 0o700 });
    await copyStores(dataDir, half, log);
    const manifest: Manifest = { version: 1, takenAt: new Date().toISOString(), files: hashesOf(half) };
    writeFileSync(join(half, MANIFEST), JSON.stringify(manifest, null, 1));
    flush();
    renameSync(half, backup);
    return manifest;
  } finally {
    rmSync(half, { recursive: true, force: true });
    lock.release();
  }
}

async function copyStores(dataDir: string, half: string, log: Log): Promise<void> {
  const home = await openHome(resolve(join(dataDir, 'postgres')), true, log);
  // What a killed run left behind still writes.
  await stopStalePostmaster(clusterIn(home));
  await stopStaleTemporal(join(dataDir, 'temporal.sqlite'), log);
  mkdirSync(join(half, 'postgres'));
  copyWhole(clusterIn(home), join(half, 'postgres', 'cluster'));
  copyWhole(join(home.folder, 'password'), join(half, 'postgres', 'password'));
  for (const file of [...TEMPORAL_FILES, TOKEN_KEY]) copyWhole(join(dataDir, file), join(half, file));
}
