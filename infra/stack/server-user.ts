import { execFileSync } from 'node:child_process';
import { chmodSync, chownSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Log } from './log.ts';

export type ServerUser = { name: string; uid: number; gid: number };

const ownName = 'vinhdanh';

/** PostgreSQL refuses to run as root: then it gets a system user of its own. Undefined when we are an ordinary user. */
export function serverUser(log: Log): ServerUser | undefined {
  if (process.getuid?.() !== 0) return undefined;
  return lookUp('postgres') ?? lookUp(ownName) ?? createUser(log);
}

function lookUp(name: string): ServerUser | undefined {
  const id = (flag: string) => Number(execFileSync('id', [flag, name], { encoding: 'utf8', stdio: 'pipe' }));
  try {
    return { name, uid: id('-u'), gid: id('-g') };
  } catch {
    return undefined;
  }
}

const waysToCreate: readonly [string, readonly string[]][] = [
  ['useradd', ['--system', '--user-group', '--no-create-home', '--shell', '/usr/sbin/nologin', ownName]],
  ['adduser', ['-S', '-D', '-H', ownName]],
];

function createUser(log: Log): ServerUser {
  for (const [command, args] of waysToCreate) {
    if (!succeeds(command, args)) continue;
    const user = lookUp(ownName);
    if (user === undefined) continue;
    log(`Created the system user ${ownName}, because PostgreSQL does not run as root.`);
    return user;
  }
  throw new Error(
    `PostgreSQL does not run as root, and no system user for it could be made. Either run as an ordinary user, or create one (useradd --system ${ownName}), or give DATABASE_URL of a server you have.`,
  );
}

function succeeds(command: string, args: readonly string[]): boolean {
  try {
    execFileSync(command, [...args], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

/** Asks the system itself, as that user: modes, ACLs and mounts all count. */
export function canReach(user: ServerUser, folder: string): boolean {
  try {
    execFileSync('/bin/sh', ['-c', 'cd "$1"', 'sh', folder], {
      cwd: '/',
      uid: user.uid,
      gid: user.gid,
      stdio: 'ignore',
    });
    return true;
  } catch {
    return false;
  }
}

/** Lets the server's user, and nobody else, pass through a folder of root's, where that alone bars its way. */
export function letPass(user: ServerUser, folder: string): void {
  const { uid, mode } = statSync(folder);
  if (uid !== 0 || canReach(user, folder) || !canReach(user, dirname(folder))) return;
  chownSync(folder, 0, user.gid);
  chmodSync(folder, (mode & 0o707) | 0o010);
}
