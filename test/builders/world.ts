import { join } from 'node:path';
import { Client } from '@temporalio/client';
import { workingCalendar } from '../../domain/calendar/working-days.ts';
import { MOST_LINES } from '../../domain/ledger/parts.ts';
import { openClock } from '../../infra/rehearsal/clock.ts';
import { cacheFolder } from '../../infra/stack/cache-folder.ts';
import { startTimeSkipping } from '../../infra/stack/time-skipping.ts';
import { holidayTables } from '../../rules/holidays.ts';
import { openFolds } from '../../store/step/folds.ts';
import type { StepDependencies } from '../../store/step/stream-step.ts';
import { startWorker } from '../../worker/award-worker.ts';
import { freshDatabase } from './database.ts';
import type { Office } from './office.ts';
import { untilQuiet } from './quiet.ts';

/** A database, a Temporal server whose time can be moved, and a worker; business time is the server's. */
export type World = Office & {
  client: Client;
  url: string;
  now(): number;
  /** Moves time, and waits until all that it woke has been done. */
  moveTo(instant: number): Promise<void>;
  quiet(): Promise<void>;
  close(): Promise<void>;
};

/** `mostLines`: lists that are longer are written in parts. */
export async function openWorld(clusterUrl: string, beginsAt: number, mostLines = MOST_LINES): Promise<World> {
  const [{ url, database, close }, env] = await Promise.all([
    freshDatabase(clusterUrl),
    startTimeSkipping(() => undefined),
  ]);
  const client = new Client({ connection: env.connection });
  const clock = await openClock(env, beginsAt);
  const calendar = workingCalendar(holidayTables);
  const step: StepDependencies = { database, clock, calendar, folds: openFolds(1_000), mostLines };
  const worker = await startWorker({
    step,
    ownerUrl: url,
    connection: env.nativeConnection,
    client,
    namespace: 'default',
    mail: async () => undefined,
    cacheDir: join(cacheFolder(), 'bundles'),
    log: () => undefined,
  });
  const quiet = () => untilQuiet(database, 15);
  return {
    step,
    client,
    url,
    now: () => clock.now(),
    async moveTo(instant) {
      await clock.moveTo(instant);
      await quiet();
    },
    quiet,
    async close() {
      await worker.stop();
      await env.teardown();
      await close();
    },
  };
}
