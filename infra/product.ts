import { Client } from '@temporalio/client';
import { DefaultLogger, NativeConnection, Runtime } from '@temporalio/worker';
import type { FastifyInstance } from 'fastify';
import { buildApi } from '../api/app.ts';
import { workflowGate } from '../api/workflow-gate.ts';
import { workingCalendar } from '../domain/calendar/working-days.ts';
import { holidayTables } from '../rules/holidays.ts';
import type { Clock } from '../store/clock.ts';
import { openDatabase } from '../store/database.ts';
import { openFolds } from '../store/step/folds.ts';
import type { StepDependencies } from '../store/step/stream-step.ts';
import { startWorker } from '../worker/award-worker.ts';
import { openMailer } from '../worker/mail-transport.ts';
import type { Log } from './stack/log.ts';

export type ProductOptions = {
  databaseUrl: string;
  smtpUrl: string;
  /** One connection serves client and worker. */
  connection: NativeConnection;
  namespace: string;
  clock: Clock;
  /** Signs and verifies development tokens; they are refused unless `embedded`. */
  tokenKey: Uint8Array;
  embedded: boolean;
  api: { host: string; port: number; logLevel: 'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'trace' | 'silent' };
  cacheDir: string;
  log: Log;
};

export type Product = {
  apiUrl: string;
  step: StepDependencies;
  client: Client;
  /** Resolves with the reason when a part of it has ended by itself; it is then to be stopped. */
  lost: Promise<Error>;
  stop(): Promise<void>;
};

/** A folded case is some ten kilobytes. */
const FOLDS_KEPT = 1_000;

/** Worker and API over a stack that stands: the same for an office, its demo year and a rehearsal. */
export async function startProduct(options: ProductOptions): Promise<Product> {
  const { databaseUrl, connection, namespace, clock, log, cacheDir } = options;
  const database = openDatabase(databaseUrl, 16);
  const client = new Client({ connection, namespace });
  const mailer = openMailer(options.smtpUrl);
  const step = { database, clock, calendar: workingCalendar(holidayTables), folds: openFolds(FOLDS_KEPT) };
  const worker = await startWorker({
    step,
    ownerUrl: databaseUrl,
    connection,
    client,
    namespace,
    mail: mailer.send,
    cacheDir,
    log,
  });
  const api = await openApi(options, step, client);
  return {
    apiUrl: await api.listen({ host: options.api.host, port: options.api.port }),
    step,
    client,
    lost: worker.lost,
    async stop() {
      // No new request, then no new work, then nothing that either needs.
      await api.close();
      await worker.stop();
      mailer.close();
      await database.end();
    },
  };
}

async function openApi(
  { tokenKey, embedded, api }: ProductOptions,
  { database, clock, calendar }: StepDependencies,
  client: Client,
): Promise<FastifyInstance> {
  return buildApi({
    database,
    workflows: workflowGate(client),
    clock,
    calendar,
    tokenKey,
    embedded,
    logLevel: api.logLevel,
  });
}

/** The SDK's own voice, down to warnings. Once a process, before anything of the SDK is made. */
export function quietTemporal(): void {
  Runtime.install({
    logger: new DefaultLogger('WARN'),
    telemetryOptions: { logging: { filter: 'ERROR', forward: {} } },
    shutdownSignals: [],
  });
}

export async function connectTemporal(address: string): Promise<NativeConnection> {
  return NativeConnection.connect({ address });
}
