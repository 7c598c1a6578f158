import { randomBytes } from 'node:crypto';
import { chmod, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { migrate } from '../../infra/migrate.ts';
import { cacheFolder } from '../../infra/stack/cache-folder.ts';
import { type Door, openDoor } from '../builders/dev-server.ts';
import { type Disk, openDisk } from './disk.ts';
import { type NodePart, nodePart } from './node-part.ts';
import type { Part } from './part.ts';
import { postgresPart, temporalPart } from './servers.ts';
import { supervise } from './supervisor.ts';
import type { Planted } from './wiring.ts';

/** Two, so that one goes on where the other was stopped, and meets it when it wakes. */
const WORKERS = ['one', 'two'];

export type Stage = {
  parts: readonly Part[];
  doors: Readonly<Record<'PostgreSQL' | 'Temporal' | 'API', Door>>;
  /** Those that can be filled here. */
  disks: readonly Disk[];
  databaseUrl: string;
  temporalAddress: string;
  apiUrl: string;
  logOrigin: string;
  tokenKey: Uint8Array;
  /** From its next start on, each process of the product has this bug. */
  plant(bug: Planted): void;
};

/** How to undo what was opened, the last first. */
export type Stops = (() => unknown)[];

/** The installation, each part a process of its own behind an address that stays when the process is started again. */
export async function openStage(stops: Stops, log: (line: string) => void): Promise<Stage> {
  const folder = await mkdtemp(join(tmpdir(), 'vinh-danh-chaos-'));
  stops.push(() => rm(folder, { recursive: true, force: true }));
  const disks = await openDisksIn(folder, stops);
  const servers = await openServers(folder, stops, log);
  const logOrigin = `vinh-danh/chaos/${randomBytes(6).toString('hex')}`;
  await migrate(servers.ownUrl, { logOrigin, demo: true });
  const tokenKey = randomBytes(32);
  let planted: Planted = 'none';
  const env = () => ({
    DATABASE_URL: servers.databaseUrl,
    TEMPORAL_ADDRESS: servers.doors.Temporal.address,
    CACHE_DIR: join(cacheFolder(), 'bundles'),
    TOKEN_KEY: tokenKey.toString('hex'),
    CHAOS_PLANTED: planted,
  });
  const product = await openProduct(folder, env, stops, log);
  return {
    parts: [...product.parts, ...servers.parts],
    doors: { ...servers.doors, API: product.door },
    disks,
    databaseUrl: servers.databaseUrl,
    temporalAddress: servers.doors.Temporal.address,
    apiUrl: `http://${product.door.address}`,
    logOrigin,
    tokenKey,
    plant(bug) {
      planted = bug;
    },
  };
}

/** PostgreSQL runs as another user where we are root, and must be let in. */
async function openDisksIn(folder: string, stops: Stops): Promise<Disk[]> {
  await chmod(folder, 0o755);
  const disks: Disk[] = [];
  for (const store of ['PostgreSQL', 'Temporal'] as const) {
    await mkdir(diskOf(folder, store));
    const disk = openDisk(store, diskOf(folder, store));
    if (disk === null) continue;
    stops.push(() => disk.unmount());
    disks.push(disk);
  }
  return disks;
}

const diskOf = (folder: string, of: Disk['of']) => join(folder, `disk-of-${of.toLowerCase()}`);

async function openServers(folder: string, stops: Stops, log: (line: string) => void) {
  const postgres = postgresPart(join(diskOf(folder, 'PostgreSQL'), 'postgres'), log);
  const temporal = temporalPart(join(diskOf(folder, 'Temporal'), 'temporal.sqlite'), log);
  const parts = [temporal, postgres];
  const supervisor = supervise(parts, log);
  stops.push(() => supervisor.stop());
  await supervisor.firstStart;
  const doors = { PostgreSQL: await openDoor(postgres.address), Temporal: await openDoor(temporal.address) };
  stops.push(() => Promise.all([doors.PostgreSQL.close(), doors.Temporal.close()]));
  const databaseUrl = through(postgres.url(), doors.PostgreSQL.address);
  return { parts, doors, ownUrl: postgres.url(), databaseUrl };
}

function through(url: string, address: string): string {
  const other = new URL(url);
  other.host = address;
  return other.href;
}

async function openProduct(
  folder: string,
  env: () => Readonly<Record<string, string>>,
  stops: Stops,
  log: (line: string) => void,
) {
  const logFile = (name: string) => join(folder, `${name}.log`);
  const api = nodePart({ name: 'API', file: 'api-process.ts', env, logFile: logFile('api') });
  const workers = WORKERS.map((name) =>
    nodePart({ name: 'worker', file: 'worker-process.ts', env, logFile: logFile(`worker-${name}`) }),
  );
  const parts = [...workers, api];
  const supervisor = supervise(parts, log);
  stops.push(() => supervisor.stop());
  const door = await openDoor(() => whereItListens(api));
  stops.push(() => door.close());
  while (parts.some((part) => part.said() === null)) await pause(50);
  return { parts, door };
}

/** Port 1 is nobody's: whoever calls meanwhile is told that nobody listens. */
function whereItListens(api: NodePart): string {
  const said = api.said();
  return typeof said === 'string' ? new URL(said).host : '127.0.0.1:1';
}
