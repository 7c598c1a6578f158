import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { Client, Connection, type WorkflowService } from '@temporalio/client';
import { msToTs } from '@temporalio/common/lib/time.js';
import { NativeConnection } from '@temporalio/worker';
import type { MailTransport } from '../../activities/send-mail.ts';
import { workingCalendar } from '../../domain/calendar/working-days.ts';
import { cacheFolder } from '../../infra/stack/cache-folder.ts';
import { startTemporalServer } from '../../infra/stack/temporal-server.ts';
import { holidayTables } from '../../rules/holidays.ts';
import type { Database } from '../../store/database.ts';
import { claimNight, endNight } from '../../store/reconciliation/reports.ts';
import { openFolds } from '../../store/step/folds.ts';
import { startWorker } from '../../worker/award-worker.ts';
import type { Office } from '../builders/office.ts';

/** The whole worker beside the driver in one process, as `npm start` has them, by default on a dev server of its own. */
export type BenchWorld = Office & {
  client: Client;
  native: NativeConnection;
  cacheDir: string;
  /** Where Temporal keeps everything; null on a server that was given. */
  temporalFile: string | null;
  /** Sets business time; null: the database's clock. Temporal's own time is always the machine's. */
  setClock(instant: number | null): void;
  /** No command unsettled and no job left; each look counts all jobs, so that with many of them one looks seldom. */
  quiet(everyMs?: number): Promise<void>;
  close(): Promise<void>;
};

export type BenchServers = {
  database: { url: string; database: Database };
  mail?: MailTransport;
  /** An installed server to measure on, in a namespace that is made for it and deleted afterwards. */
  temporal?: string | null;
};

/** The shortest that a server takes. */
const RETENTION_MS = 24 * 60 * 60_000;
const NAMESPACE_LOOKS = 5;
const TEMPORAL_FILE = 'temporal.sqlite';

export async function openBenchWorld({ database, mail, temporal }: BenchServers): Promise<BenchWorld> {
  const folder = await mkdtemp(join(tmpdir(), 'vinh-danh-bench-'));
  const temporalFile = temporal ? null : join(folder, TEMPORAL_FILE);
  const { address, namespace, stop } = await (temporal ? namespaceOn(temporal) : ownTemporal(folder));
  const connection = await Connection.connect({ address });
  const native = await NativeConnection.connect({ address });
  const client = new Client({ connection, namespace });
  let now: number | null = null;
  const step = {
    database: database.database,
    clock: { instant: () => now },
    calendar: workingCalendar(holidayTables),
    folds: openFolds(1_000),
  };
  await leaveOutTheNight(database.database);
  const worker = await startWorker({
    step,
    ownerUrl: database.url,
    connection: native,
    client,
    namespace,
    mail: mail ?? (async () => undefined),
    cacheDir: join(cacheFolder(), 'bundles'),
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
      await stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** The nightly reconciliation reads every stream: at 20,000 it was measured to do more than the decisions beside it. */
async function leaveOutTheNight(database: Database): Promise<void> {
  const night = await claimNight(database);
  if (night !== null) await endNight(database, night);
}

async function ownTemporal(folder: string) {
  const { address, stop } = await startTemporalServer({ dbFile: join(folder, TEMPORAL_FILE), log: () => undefined });
  return { address, namespace: 'default', stop };
}

/** What another record left in a namespace would be met by this one, as after a restore of an older copy. */
async function namespaceOn(address: string) {
  const namespace = `bench-${randomUUID()}`;
  const connection = await Connection.connect({ address });
  const { workflowService, operatorService } = connection;
  await workflowService.registerNamespace({ namespace, workflowExecutionRetentionPeriod: msToTs(RETENTION_MS) });
  await untilKnown(workflowService, namespace);
  return {
    address,
    namespace,
    async stop() {
      await operatorService.deleteNamespace({ namespace });
      await connection.close();
    },
  };
}

/** Each of the server's services learns of a namespace some seconds after it was made. */
async function untilKnown(service: WorkflowService, namespace: string): Promise<void> {
  for (let answers = 0; answers < NAMESPACE_LOOKS; ) {
    const known = await service.describeTaskQueue({ namespace, taskQueue: { name: 'any' }, taskQueueType: 1 }).then(
      () => true,
      () => false,
    );
    answers = known ? answers + 1 : 0;
    await pause(1_000);
  }
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
