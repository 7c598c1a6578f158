import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { Client } from '@temporalio/client';
import { NativeConnection } from '@temporalio/worker';
import { workingCalendar } from '../../domain/calendar/working-days.ts';
import { MOST_LINES } from '../../domain/ledger/parts.ts';
import { cacheFolder } from '../../infra/stack/cache-folder.ts';
import { holidayTables } from '../../rules/holidays.ts';
import { DATABASE_CLOCK } from '../../store/clock.ts';
import { openFolds } from '../../store/step/folds.ts';
import { freshDatabase, type TestDatabase } from './database.ts';
import { type DevServer, startDevServer } from './dev-server.ts';
import type { Acknowledgement } from './invariants.ts';
import { type Ask, bring, type Office, receive } from './office.ts';
import type { Play, Told } from './play.ts';
import { untilQuiet } from './quiet.ts';

/** When a worker dies by itself: at its n-th commit, just before it is asked for or just after it was granted. */
export type Death = { commit: number; when: 'before' | 'after' };

/** The dev server on a file and the worker in a process of its own: either may die at any moment. Time is the machine's. */
export type FrailWorld = Office & {
  client: Client;
  url: string;
  temporal: DevServer;
  /** Starts a worker where none runs. */
  raiseWorker(death?: Death): Promise<void>;
  killWorker(): Promise<void>;
  /** Resolves when the worker has died its own death. */
  workerDied(): Promise<void>;
  quiet(): Promise<void>;
  close(): Promise<void>;
};

export async function openFrailWorld(clusterUrl: string): Promise<FrailWorld> {
  return openFrailWorldOver(await freshDatabase(clusterUrl));
}

/** Over a database that the test has made, which is closed with the world. */
export async function openFrailWorldOver(test: TestDatabase, mostLines = MOST_LINES): Promise<FrailWorld> {
  const folder = await mkdtemp(join(tmpdir(), 'vinh-danh-frail-'));
  const temporal = await startDevServer(join(folder, 'temporal.sqlite'));
  const connection = await NativeConnection.connect({ address: temporal.address });
  const client = new Client({ connection });
  const step = {
    database: test.database,
    clock: DATABASE_CLOCK,
    calendar: workingCalendar(holidayTables),
    folds: openFolds(1_000),
    mostLines,
  };
  let worker: ChildProcess | null = null;
  const killWorker = async () => {
    const dying = worker;
    worker = null;
    await end(dying);
  };
  return {
    step,
    client,
    url: test.url,
    temporal,
    async raiseWorker(death) {
      if (isAlive(worker)) return;
      worker = await startWorkerProcess(test, temporal.address, mostLines, death);
    },
    killWorker,
    async workerDied() {
      if (worker !== null && isAlive(worker)) await once(worker, 'exit');
    },
    quiet: () => untilQuiet(step.database, 50),
    async close() {
      await killWorker();
      await connection.close();
      await temporal.stop();
      await test.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function startWorkerProcess(
  { url }: TestDatabase,
  address: string,
  mostLines: number,
  death?: Death,
): Promise<ChildProcess> {
  const script = fileURLToPath(new URL('worker-process.ts', import.meta.url));
  const hooks = fileURLToPath(new URL('../../worker/promise-hooks.ts', import.meta.url));
  const mortal = death === undefined ? {} : { DIES_AT_COMMIT: String(death.commit), DIES: death.when };
  const child = spawn(process.execPath, ['--import', hooks, script], {
    env: {
      PATH: process.env.PATH,
      DATABASE_URL: url,
      TEMPORAL_ADDRESS: address,
      CACHE_DIR: join(cacheFolder(), 'bundles'),
      MOST_LINES: String(mostLines),
      ...mortal,
    },
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  // A mortal worker may die of the first thing it finds to do, before it is ready.
  await Promise.race([once(child, 'message'), once(child, 'exit')]);
  return child;
}

function isAlive(child: ChildProcess | null): boolean {
  return child !== null && child.exitCode === null && child.signalCode === null;
}

async function end(child: ChildProcess | null): Promise<void> {
  if (child === null || !isAlive(child)) return;
  const gone = once(child, 'exit');
  child.kill('SIGKILL');
  await gone;
}

/** People behind the API: the row is written first, and an act is repeated under its own key until it is answered. */
export function insistentPlay(world: FrailWorld, heard: Acknowledgement[]): Play {
  const tell = async (ask: Ask): Promise<Told> => {
    for (;;) {
      try {
        const command = await receive(world, ask);
        const outcome = await Promise.race([bring(world, command), impatience()]);
        heard.push({ org: command.org, command: command.id, outcome });
        return { stream: command.stream, command: command.id, outcome };
      } catch {
        await pause(250);
      }
    }
  };
  return { ...world, tell };
}

/** Whoever has waited this long asks again. */
async function impatience(): Promise<never> {
  await pause(3_000, undefined, { ref: false });
  throw new Error('No answer yet');
}
