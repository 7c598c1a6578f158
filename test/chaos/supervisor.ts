import { setTimeout as pause } from 'node:timers/promises';
import { isUp, type Part, signalAll } from './part.ts';

const LOOK_MS = 200;
const AGAIN_MS = 700;
const LONG_DEAD_MS = 8_000;

export type Supervisor = {
  /** Resolves when each part has come up once. */
  firstStart: Promise<unknown>;
  stop(): Promise<void>;
};

/** What systemd or Kubernetes does in an office: whatever has ended is started again, for as long as it takes. */
export function supervise(parts: readonly Part[], log: (line: string) => void): Supervisor {
  let ended = false;
  const starts = parts.map(() => Promise.withResolvers<void>());
  const keepUp = async (part: Part, place: number) => {
    while (!ended) {
      if (!isUp(part)) await begun(part).catch((error: unknown) => log(`${part.name}: ${String(error)}`));
      if (isUp(part)) starts[place]?.resolve();
      await pause(isUp(part) ? LOOK_MS : AGAIN_MS);
    }
  };
  const keeping = parts.map(keepUp);
  return {
    firstStart: Promise.all(starts.map(({ promise }) => promise)),
    async stop() {
      ended = true;
      // Once for what runs, so that no start waits for it, and once for what came up meanwhile.
      await stopAll(parts);
      await Promise.all(keeping);
      await stopAll(parts);
    },
  };
}

/** A start whose process is killed under it may wait for ever for an answer: whoever has died since is started anew. */
async function begun(part: Part): Promise<void> {
  const starting = part.start();
  const over = new AbortController();
  await Promise.race([starting, longDead(part, over.signal)]).finally(() => over.abort());
}

async function longDead(part: Part, over: AbortSignal): Promise<void> {
  for (let dead = 0; dead < LONG_DEAD_MS && !over.aborted; await pause(LOOK_MS)) dead = isUp(part) ? 0 : dead + LOOK_MS;
}

async function stopAll(parts: readonly Part[]): Promise<void> {
  for (const part of parts) signalAll(part, 'SIGCONT');
  await Promise.all(parts.map((part) => part.stop()));
}
