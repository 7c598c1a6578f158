import { join } from 'node:path';
import type { Config } from '../config.ts';
import { isEmbedded } from '../config.ts';
import { lockFolder } from './folder-lock.ts';
import type { Log } from './log.ts';
import { startMailCatcher } from './mail-catcher.ts';
import { onceOnly } from './once-only.ts';
import { startPostgres } from './postgres.ts';
import { letPass, serverUser } from './server-user.ts';
import { startTemporalServer } from './temporal-server.ts';

export type Stack = {
  databaseUrl: string;
  temporalAddress: string;
  smtpUrl: string;
  /** Where caught mail can be read; undefined when mail really goes out. */
  mailInboxUrl: string | undefined;
  /** Whole stack ours: neither the database nor Temporal was given. */
  embedded: boolean;
  stop(): Promise<void>;
};

type Stop = () => Promise<void>;
/** A server that is up, and how to stop it; one that was given is not ours to stop. */
type Part = { url: string; inboxUrl?: string; stop: Stop };

const nothingToStop: Stop = async () => undefined;

/** Starts what the configuration does not give. All of it or nothing: when one part fails, the others are stopped. */
export async function startStack(config: Config, log: Log): Promise<Stack> {
  const releaseFolder = openFolder(config, log);
  const starts = await Promise.allSettled([database(config, log), temporal(config, log), mail(config)]);
  const [postgres, server, mails] = starts;
  const started = starts.flatMap((start) => (start.status === 'fulfilled' ? [start.value.stop] : []));
  const stop = onceOnly(() => stopInReverse([releaseFolder, ...started]));
  if (postgres.status === 'rejected' || server.status === 'rejected' || mails.status === 'rejected') {
    await stop();
    throw failureOf(starts);
  }
  return {
    databaseUrl: postgres.value.url,
    temporalAddress: server.value.url,
    smtpUrl: mails.value.url,
    mailInboxUrl: mails.value.inboxUrl,
    embedded: isEmbedded(config),
    stop,
  };
}

/** Only embedded servers keep anything in the folder. It is closed to others, but for the user PostgreSQL may have to run as. */
function openFolder(config: Config, log: Log): Stop {
  if (config.databaseUrl !== undefined && config.temporalAddress !== undefined) return nothingToStop;
  const user = config.databaseUrl === undefined ? serverUser(log) : undefined;
  const lock = lockFolder(config.dataDir);
  if (user !== undefined) letPass(user, config.dataDir);
  return async () => lock.release();
}

async function database(config: Config, log: Log): Promise<Part> {
  if (config.databaseUrl !== undefined) return { url: config.databaseUrl, stop: nothingToStop };
  return startPostgres({ dataDir: join(config.dataDir, 'postgres'), durable: true, log });
}

async function temporal(config: Config, log: Log): Promise<Part> {
  if (config.temporalAddress !== undefined) return { url: config.temporalAddress, stop: nothingToStop };
  const { address, stop } = await startTemporalServer({ dbFile: join(config.dataDir, 'temporal.sqlite'), log });
  return { url: address, stop };
}

async function mail(config: Config): Promise<Part> {
  if (config.smtpUrl !== undefined) return { url: config.smtpUrl, stop: nothingToStop };
  const { smtpUrl, httpUrl, stop } = await startMailCatcher();
  return { url: smtpUrl, inboxUrl: httpUrl, stop };
}

/** One that does not stop must not keep the others from being stopped. */
async function stopInReverse(stops: readonly Stop[]): Promise<void> {
  const faults: unknown[] = [];
  for (const stop of stops.toReversed()) await stop().catch((fault: unknown) => faults.push(fault));
  if (faults.length > 0) throw together(faults);
}

const failureOf = (starts: readonly PromiseSettledResult<unknown>[]): Error =>
  together(starts.flatMap((start) => (start.status === 'rejected' ? [start.reason] : [])));

function together(faults: readonly unknown[]): Error {
  const messages = faults.map((fault) => (fault instanceof Error ? fault.message : String(fault)));
  return new AggregateError(faults, messages.join('\n'));
}
