/** How to undo what was opened, the last first. */
export type Stops = (() => unknown)[];

/**
 * Measures, prints what came of it, and leaves nothing behind: neither when it fails nor when it is told to stop, in the
 * middle of calls to servers that are then no longer there.
 */
export async function tidily(measured: (stops: Stops) => Promise<string>): Promise<void> {
  const stops: Stops = [];
  let stopping: Promise<void> | null = null;
  const stop = () => {
    stopping ??= stopAll(stops);
    return stopping;
  };
  const failed = (error: unknown) => {
    process.exitCode = 1;
    // What fails while all is being stopped fails because of that.
    if (stopping === null) process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
    return stop();
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
    process.on(signal, () => void stop().finally(() => process.exit(130)));
  process.on('uncaughtException', (error) => void failed(error).finally(() => process.exit(1)));
  await measured(stops).then((report) => process.stdout.write(report), failed);
  await stop();
}

/** One that cannot be closed keeps nobody else open. */
async function stopAll(stops: Stops): Promise<void> {
  for (let stop = stops.pop(); stop !== undefined; stop = stops.pop())
    await Promise.resolve(stop()).catch((error: unknown) => process.stderr.write(`${String(error)}\n`));
}
