import { setTimeout as pause } from 'node:timers/promises';
import { isUp, type Part, signalAll } from './part.ts';

const LOOK_MS = 200;
const AGAIN_MS = 700;

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
      if (!isUp(part)) await part.start().catch((error: unknown) => log(`${part.name}: ${String(error)}`));
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

async function stopAll(parts: readonly Part[]): Promise<void> {
  for (const part of parts) signalAll(part, 'SIGCONT');
  await Promise.all(parts.map((part) => part.stop()));
}
