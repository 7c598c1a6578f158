import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { isClean, type Report } from '../../audit/report.ts';
import { verifyExport } from '../../audit/verify.ts';
import { openDatabase } from '../../store/database.ts';
import { exportLedger } from '../../store/ledger/export.ts';
import { logOrigins } from '../../store/ledger/log-origin.ts';
import { enterRecovery } from '../../store/recovery/recovery-mode.ts';
import { migrate } from '../migrate.ts';
import { lockFolder } from '../stack/folder-lock.ts';
import type { Log } from '../stack/log.ts';
import { startPostgres } from '../stack/postgres.ts';
import { clusterIn, openHome } from '../stack/postgres-home.ts';
import { letPass, serverUser } from '../stack/server-user.ts';
import { TEMPORAL_FILES, TOKEN_KEY } from './backup.ts';
import { copyWhole, flush, hashesOf, ownedBy } from './files.ts';
import { MANIFEST, readManifest } from './manifest.ts';

/** What was put back, and what the verifier says of the ledger in it. */
export type Restored = { takenAt: string; parts: ('postgres' | 'temporal')[]; report: Report; clean: boolean };

/**
 * Puts back whichever of the two stores is not there; what is there is never touched. Where only PostgreSQL is put back,
 * the histories of a newer Temporal know what happened since, and `recover` brings it back. The ledger is verified, and
 * nothing is written in the restored installation before `recover` has run.
 */
export async function restore(source: string, dataDir: string, log: Log): Promise<Restored> {
  const backup = resolve(source);
  const { takenAt, files } = readManifest(backup);
  refuseChanged(backup, files);
  const lock = lockFolder(dataDir);
  try {
    const parts = await putBack(backup, dataDir, log);
    if (parts.length === 0)
      throw new Error(
        `${dataDir} holds a database and a Temporal store. Move away what is to be put back, or name an empty folder with VINHDANH_DATA_DIR.`,
      );
    flush();
    return { takenAt, parts, ...(await verified(dataDir, takenAt, log)) };
  } finally {
    lock.release();
  }
}

function refuseChanged(backup: string, files: Readonly<Record<string, string>>): void {
  const { [MANIFEST]: _itself, ...found } = hashesOf(backup);
  const paths = new Set([...Object.keys(files), ...Object.keys(found)]);
  const changed = [...paths].filter((path) => files[path] !== found[path]);
  if (changed.length > 0)
    throw new Error(`${backup} is not as it was taken: ${changed.slice(0, 5).join(', ')} (${changed.length} files).`);
}

async function putBack(backup: string, dataDir: string, log: Log): Promise<Restored['parts']> {
  const user = serverUser(log);
  if (user !== undefined) letPass(user, dataDir);
  const home = await openHome(resolve(join(dataDir, 'postgres')), true, log);
  const parts: Restored['parts'] = [];
  if (!existsSync(clusterIn(home))) {
    rmSync(join(home.folder, 'password'), { force: true });
    copyWhole(join(backup, 'postgres', 'password'), join(home.folder, 'password'));
    placeWhole(join(backup, 'postgres', 'cluster'), clusterIn(home));
    if (home.user !== undefined) ownedBy(home.folder, home.user);
    parts.push('postgres');
  }
  if (!existsSync(join(dataDir, 'temporal.sqlite'))) {
    mkdirSync(dataDir, { recursive: true });
    for (const file of TEMPORAL_FILES) rmSync(join(dataDir, file), { force: true });
    // The file itself last: it is by this one that the store is known to be there.
    for (const file of TEMPORAL_FILES.toReversed()) placeWhole(join(backup, file), join(dataDir, file));
    parts.push('temporal');
  }
  if (!existsSync(join(dataDir, TOKEN_KEY))) copyWhole(join(backup, TOKEN_KEY), join(dataDir, TOKEN_KEY));
  return parts;
}

/** Aside first and renamed, so that a restore that was killed does not leave half a store that passes for one. */
function placeWhole(from: string, to: string): void {
  if (!existsSync(from)) return;
  const half = `${to}.half`;
  rmSync(half, { recursive: true, force: true });
  copyWhole(from, half);
  flush();
  renameSync(half, to);
}

async function verified(dataDir: string, takenAt: string, log: Log): Promise<Pick<Restored, 'report' | 'clean'>> {
  const postgres = await startPostgres({ dataDir: join(dataDir, 'postgres'), durable: true, log });
  const database = openDatabase(postgres.url, 2);
  try {
    // An older backup may not know yet what a recovery is. The origin is its own: this one is only for an empty database.
    await migrate(postgres.url, { logOrigin: 'never', demo: true });
    await enterRecovery(database, `A backup of ${takenAt} was put back`);
    const { own, elsewhere } = await logOrigins(database);
    const report = await verifyExport(exportLedger(database), {
      logOrigin: own,
      elsewhere,
      withCommands: true,
    });
    return { report, clean: isClean(report) };
  } finally {
    await database.end();
    await postgres.stop();
  }
}
