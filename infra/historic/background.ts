import { spawn } from 'node:child_process';
import { constants, setPriority } from 'node:os';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { guard } from '../stack/guardian.ts';
import type { Log } from '../stack/log.ts';
import { stopProcess } from '../stack/processes.ts';

export type BackgroundOptions = {
  databaseUrl: string;
  folder: string;
  /** Further words to its command line, for years that do not come with the product. */
  args?: readonly string[];
  log: Log;
};

export type Background = {
  pid: number;
  /** With the code it ended with; null where a signal ended it. */
  ended: Promise<number | null>;
  stop(): Promise<void>;
};

const MAIN = fileURLToPath(new URL('../cli/historic-years.ts', import.meta.url));
const PROMISE_HOOKS_OFF = new URL('../../worker/promise-hooks.ts', import.meta.url).href;

/** Not on its command line, which everybody on the machine may read. */
export const DATABASE_VARIABLE = 'VINHDANH_HISTORIC_DATABASE';

/**
 * A process of its own and of the lowest priority plays the years, so that nobody who works waits for it. Ctrl-C reaches
 * only us, who stop it first; when we die without a goodbye it stops by itself.
 */
export function playInBackground({ databaseUrl, folder, args = [], log }: BackgroundOptions): Background {
  const child = spawn(process.execPath, ['--import', PROMISE_HOOKS_OFF, MAIN, folder, ...args], {
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, [DATABASE_VARIABLE]: databaseUrl },
  });
  const { pid } = child;
  if (pid === undefined) throw new Error('The historic years could not be begun: no process was started');
  // Whatever it starts inherits this.
  setPriority(pid, constants.priority.PRIORITY_LOW);
  const guardian = guard(pid, 'TERM');
  for (const said of [child.stdout, child.stderr]) createInterface(said).on('line', log);
  const state = { stopping: false, over: false };
  // Its number may be given to another process, which nobody here must signal.
  child.once('exit', () => {
    state.over = true;
    guardian.dismiss();
  });
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  void ended.then((code) => {
    if (code !== 0 && !state.stopping)
      log(`The historic years ended before their time (${code ?? 'killed'}); the next start goes on with them.`);
  });
  return {
    pid,
    ended,
    async stop() {
      state.stopping = true;
      if (!state.over)
        await stopProcess(pid, [
          { signal: 'SIGTERM', graceMs: 20_000 },
          { signal: 'SIGKILL', graceMs: 5_000 },
        ]);
      await ended;
    },
  };
}
