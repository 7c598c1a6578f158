import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import type { Log } from './log.ts';
import { stopStalePostmaster } from './postmaster.ts';
import { reachableFolder } from './reachable-folder.ts';
import { canReach, type ServerUser, serverUser } from './server-user.ts';

/** Where one database cluster lives, with its password and log beside it, and who runs it. */
export type PostgresHome = { folder: string; user: ServerUser | undefined };

export const clusterIn = (home: PostgresHome): string => join(home.folder, 'cluster');

/** The data folder itself, unless the user that the server must run as cannot reach it: then a note in it names another. */
export async function openHome(dataDir: string, durable: boolean, log: Log): Promise<PostgresHome> {
  mkdirSync(dirname(dataDir), { recursive: true });
  if (!existsSync(dataDir)) mkdirSync(dataDir, { mode: 0o700 });
  const moved = movedTo(dataDir);
  const user = ownerOf(join(moved ?? dataDir, 'cluster')) ?? serverUser(log);
  if (moved !== undefined) return reopen(moved, user, log);
  if (user === undefined || canReach(user, dirname(dataDir))) return own(dataDir, user);
  return move(dataDir, durable, user, log);
}

/** A cluster made by an ordinary user stays that user's, also when root starts it. */
function ownerOf(cluster: string): ServerUser | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const found = statSync(cluster, { throwIfNoEntry: false });
  if (found === undefined || found.uid === 0) return undefined;
  return { name: `number ${found.uid}`, uid: found.uid, gid: found.gid };
}

function own(folder: string, user: ServerUser | undefined): PostgresHome {
  if (user !== undefined) chownSync(folder, user.uid, user.gid);
  return { folder, user };
}

const note = (dataDir: string): string => join(dataDir, 'moved-to');
const origin = (folder: string): string => join(folder, 'origin');

function movedTo(dataDir: string): string | undefined {
  if (!existsSync(note(dataDir))) return undefined;
  const folder = readFileSync(note(dataDir), 'utf8').trim();
  return existsSync(folder) ? folder : undefined;
}

function reopen(folder: string, user: ServerUser | undefined, log: Log): PostgresHome {
  if (user === undefined)
    throw new Error(`The database lies in ${folder}, where root had to put it: start it as root.`);
  log(`PostgreSQL keeps its data in ${folder}.`);
  return own(folder, user);
}

async function move(dataDir: string, durable: boolean, user: ServerUser, log: Log): Promise<PostgresHome> {
  if (existsSync(join(dataDir, 'cluster'))) {
    throw new Error(
      `The database in ${dataDir} lies under a folder that the server's user ${user.name} may not enter. Open that folder for it (chmod o+x), or run as an ordinary user.`,
    );
  }
  const shelf = join(reachableFolder(user), durable ? 'data' : 'throw-away');
  openShelf(shelf);
  if (!durable) await sweep(shelf);
  const folder = mkdtempSync(join(shelf, 'postgres-'));
  log(`PostgreSQL keeps its data in ${folder}, because the user ${user.name} cannot reach ${dataDir}.`);
  writeFileSync(origin(folder), dataDir);
  writeFileSync(note(dataDir), folder);
  return own(folder, user);
}

/** Not left to mkdir's mode, which the umask narrows. */
function openShelf(shelf: string): void {
  mkdirSync(shelf, { recursive: true });
  chmodSync(shelf, 0o755);
}

/** Throw-away databases whose own folder is gone were left by runs that were killed. */
async function sweep(shelf: string): Promise<void> {
  for (const name of readdirSync(shelf)) await sweepOne(join(shelf, name));
}

async function sweepOne(folder: string): Promise<void> {
  if (!existsSync(origin(folder)) || existsSync(readFileSync(origin(folder), 'utf8'))) return;
  await stopStalePostmaster(join(folder, 'cluster'));
  rmSync(folder, { recursive: true, force: true });
}
