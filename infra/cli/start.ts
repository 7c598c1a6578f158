import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DATABASE_CLOCK } from '../../store/clock.ts';
import { type Config, ConfigFault, readConfig } from '../config.ts';
import { type Background, playInBackground } from '../historic/background.ts';
import { openThePast } from '../historic/open-the-past.ts';
import { migrate } from '../migrate.ts';
import { openDemos } from '../offices/demo.ts';
import { welcome } from '../offices/welcome.ts';
import { connectTemporal, type Product, quietTemporal, startProduct } from '../product.ts';
import { type Stack, startStack } from '../stack/stack.ts';

const log = (line: string) => process.stderr.write(`${line}\n`);

const STOPS_WITHIN_MS = 60_000;

async function main(): Promise<void> {
  const config = readConfig(process.env);
  quietTemporal();
  const stack = await startStack(config, log);
  const product = await startOver(config, stack).catch(async (error: unknown) => {
    await stack.stop();
    throw error;
  });
  const past = await beginThePast(config, stack, product);
  const end = endOnce(async () => {
    await past?.stop();
    await product.stop();
    await stack.stop();
  });
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => end(`${signal}: stopping in order`, 0));
  // A process without a worker takes acts that nobody decides. Whoever supervises it starts a whole one.
  const { message } = await product.lost;
  end(`${message}: stopping in order, to be started again`, 1);
  // And starts it even when what is left cannot stop.
  setTimeout(() => process.exit(1), STOPS_WITHIN_MS);
}

async function startOver(config: Config, stack: Stack): Promise<Product> {
  const tokenKey = keptSecret(config.dataDir);
  await migrate(stack.databaseUrl, { logOrigin: `vinh-danh/${randomBytes(12).toString('hex')}`, demo: stack.embedded });
  const product = await startProduct({
    databaseUrl: stack.databaseUrl,
    smtpUrl: stack.smtpUrl,
    connection: await connectTemporal(stack.temporalAddress),
    namespace: config.temporalNamespace,
    clock: DATABASE_CLOCK,
    tokenKey,
    embedded: stack.embedded,
    api: {
      host: config.apiHost,
      port: config.apiPort,
      logLevel: config.logLevel === 'info' ? 'warn' : config.logLevel,
    },
    cacheDir: join(config.dataDir, 'cache'),
    log,
  });
  const demos = stack.embedded
    ? await openDemos({ apiUrl: product.apiUrl, tokenKey, dataDir: config.dataDir, now: Date.now() })
    : [];
  process.stdout.write(await welcome({ apiUrl: product.apiUrl, inboxUrl: stack.mailInboxUrl, tokenKey, demos }));
  return product;
}

/** Only when everything else is there and has been told; whatever happens to it, the product runs on. */
async function beginThePast(config: Config, stack: Stack, { step, apiUrl }: Product): Promise<Background | null> {
  if (!stack.embedded) return null;
  try {
    const tokenKey = keptSecret(config.dataDir);
    const { text, missing } = await openThePast({ database: step.database, apiUrl, tokenKey });
    process.stdout.write(text);
    if (missing === 0) return null;
    const { databaseUrl } = stack;
    return playInBackground({ databaseUrl, folder: join(config.dataDir, 'historic'), log });
  } catch (error) {
    log(`The historic years wait for the next start: ${error instanceof Error ? error.message : String(error)}`);
    return null;
  }
}

/** Kept beside the data, so that yesterday's token still opens today's door. */
function keptSecret(dataDir: string): Uint8Array {
  const path = join(dataDir, 'development-token.key');
  if (!existsSync(path)) {
    mkdirSync(dataDir, { recursive: true });
    writeFileSync(path, randomBytes(32).toString('hex'), { mode: 0o600 });
  }
  return Buffer.from(readFileSync(path, 'utf8'), 'hex');
}

/** The first reason counts; `code` is for the shell when all has stopped as it should. */
function endOnce(stop: () => Promise<void>): (why: string, code: number) => void {
  let ending = false;
  return (why, code) => {
    if (ending) return;
    ending = true;
    log(why);
    stop().then(
      () => process.exit(code),
      (error: unknown) => {
        log(String(error));
        process.exit(1);
      },
    );
  };
}

main().catch((error: unknown) => {
  log(
    error instanceof ConfigFault
      ? error.message
      : error instanceof Error
        ? (error.stack ?? error.message)
        : String(error),
  );
  process.exit(1);
});
