import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Part, PartName } from './part.ts';

export type NodePart = Part & {
  /** What it said when it was ready; null while it is not. */
  said(): unknown;
};

type Env = Readonly<Record<string, string>>;
/** `env` is asked at each start. */
type Script = { name: PartName; file: string; env: () => Env; logFile: string };

/** A process of the product, run by a script of this folder that says something when it serves. */
export function nodePart({ name, file, env, logFile }: Script): NodePart {
  let child: ChildProcess | null = null;
  let said: unknown = null;
  return {
    name,
    pid: () => child?.pid ?? null,
    said: () => said,
    async start() {
      said = null;
      const begun = launch(file, env(), logFile);
      child = begun;
      begun.once('message', (message) => {
        if (child === begun) said = message;
      });
      await Promise.race([once(begun, 'message'), once(begun, 'exit')]);
    },
    async stop() {
      if (child === null || child.exitCode !== null || child.signalCode !== null) return;
      const gone = once(child, 'exit');
      child.kill('SIGKILL');
      await gone;
    },
  };
}

function launch(file: string, env: Env, logFile: string): ChildProcess {
  const script = fileURLToPath(new URL(file, import.meta.url));
  const hooks = fileURLToPath(new URL('../../worker/promise-hooks.ts', import.meta.url));
  const log = openSync(logFile, 'a', 0o600);
  const child = spawn(process.execPath, ['--import', hooks, script], {
    env: { PATH: process.env.PATH, ...env },
    stdio: ['ignore', log, log, 'ipc'],
    // A Ctrl-C is the harness's to answer.
    detached: true,
  });
  closeSync(log);
  return child;
}
