import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client, Connection } from '@temporalio/client';
import { NativeConnection } from '@temporalio/worker';
import type { MailTransport } from '../../activities/send-mail.ts';
import { workingCalendar } from '../../domain/calendar/working-days.ts';
import { startTemporalServer } from '../../infra/stack/temporal-server.ts';
import { holidayTables } from '../../rules/holidays.ts';
import type { Database } from '../../store/database.ts';
import { openFolds } from '../../store/step/folds.ts';
import { startWorker } from '../../worker/award-worker.ts';
import type { Office } from '../builders/office.ts';

/** The dev server on a file, and the whole worker beside the driver in one process, as `npm start` has them. */
export type BenchWorld = Office & {
  client: Client;
  native: NativeConnection;
  cacheDir: string;
  /** Where Temporal keeps everything. */
  temporalFile: string;
  /** Sets business time; null: the database's clock. Temporal's own time is always the machine's. */
  setClock(instant: number | null): void;
  /** No command unsettled and no job left; each look counts all jobs, so that with many of them one looks seldom. */
  quiet(everyMs?: number): Promise<void>;
  close(): Promise<void>;
};

export async function openBenchWorld(
  database: { url: string; database: Database },
  mail: MailTransport = async () => undefined,
): Promise<BenchWorld> {
  const folder = await mkdtemp(join(tmpdir(), 'vinh-danh-bench-'));
  const temporalFile = join(folder, 'temporal.sqlite');
  const server = await startTemporalServer({ dbFile: temporalFile, log: () => undefined });
  const connection = await Connection.connect({ address: server.address });
  const native = await NativeConnection.connect({ address: server.address });
  const client = new Client({ connection });
  let now: number | null = null;
  const step = {
    database: database.database,
    clock: { instant: () => now },
    calendar: workingCalendar(holidayTables),
    folds: openFolds(1_000),
  };
  const worker = await startWorker({
    step,
    ownerUrl: database.url,
    connection: native,
    client,
    namespace: 'default',
    mail,
    cacheDir: folder,
    log: (line) => console.error(line),
  });
  return {
    step,
    client,
    native,
    cacheDir: folder,
    temporalFile,
    setClock(instant) {
      now = instant;
    },
    quiet: (everyMs = 15) => untilQuiet(step.database, everyMs),
    async close() {
      await worker.stop();
      await native.close();
      await connection.close();
      await server.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Twice in a row, since what one job makes may be another. */
async function untilQuiet(database: Database, everyMs: number): Promise<void> {
  for (let calm = 0; calm < 2; ) {
    const found = await database.query<{ busy: boolean }>(
      'select exists (select from command where settled_at is null) or outbox.waiting() > 0 as busy',
    );
    calm = found.rows[0]?.busy === false ? calm + 1 : 0;
    await new Promise((resolve) => setTimeout(resolve, everyMs));
  }
}
