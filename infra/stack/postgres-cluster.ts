import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chownSync, existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { clusterIn, type PostgresHome } from './postgres-home.ts';

const run = promisify(execFile);

export const superuser = 'vinhdanh';

/** The password lies beside the cluster, readable by its owner only, so that every later start finds it. */
export function passwordOf(home: PostgresHome): string {
  const file = join(home.folder, 'password');
  if (!existsSync(file)) writeFileSync(file, randomBytes(24).toString('base64url'), { mode: 0o600 });
  if (home.user !== undefined) chownSync(file, home.user.uid, home.user.gid);
  return readFileSync(file, 'utf8').trim();
}

/** Vietnamese order needs ICU; the letters' classes come from the C library, whose UTF-8 locale has another name on each system. */
const locales: readonly (readonly string[])[] = [
  ['--locale-provider=icu', '--icu-locale=vi-VN', '--locale=C.UTF-8'],
  ['--locale-provider=icu', '--icu-locale=vi-VN', '--locale=en_US.UTF-8'],
  ['--locale-provider=icu', '--icu-locale=vi-VN', '--locale=C'],
  ['--locale-provider=builtin', '--builtin-locale=C.UTF-8', '--locale=C'],
];

/** Made aside and renamed, so that an initdb that was killed half-way does not pass for a database. */
export async function ensureCluster(initdb: string, home: PostgresHome, durable: boolean): Promise<void> {
  if (existsSync(clusterIn(home))) return;
  passwordOf(home);
  const half = join(home.folder, 'cluster.half');
  const faults: string[] = [];
  for (const locale of locales) {
    rmSync(half, { recursive: true, force: true });
    const fault = await initialise(initdb, home, half, [...locale, ...(durable ? [] : ['--no-sync'])]);
    if (fault === undefined) return renameSync(half, clusterIn(home));
    faults.push(fault);
  }
  throw new Error(
    `A new PostgreSQL database could not be made in ${home.folder}. Where these binaries cannot run (they need glibc), give DATABASE_URL of a PostgreSQL 18. ${faults[0]}`,
  );
}

async function initialise(
  initdb: string,
  home: PostgresHome,
  half: string,
  options: string[],
): Promise<string | undefined> {
  const passwordFile = join(home.folder, 'password');
  const access = ['--auth=scram-sha-256', `--username=${superuser}`, `--pwfile=${passwordFile}`];
  const user = home.user && { uid: home.user.uid, gid: home.user.gid };
  try {
    await run(initdb, ['-D', half, '--encoding=UTF8', ...access, ...options], { cwd: '/', ...user });
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
