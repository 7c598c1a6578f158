import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import type { Chance } from '../builders/seeded.ts';
import type { Disk } from './disk.ts';
import { killNow, type Part, signalAll } from './part.ts';
import type { Stage } from './stage.ts';

/** One kind of thing that goes wrong; it is over when the promise resolves, and what has died is started again. */
export type Misfortune = { kind: string; happens(chance: Chance): Promise<void> };

const [SHORTEST_PAUSE_MS, LONGEST_PAUSE_MS] = [500, 6_000];

export function misfortunesOf(stage: Stage): Misfortune[] {
  const { parts, doors, disks } = stage;
  return [
    ...parts.flatMap((part) => [killed(part), paused(part)]),
    ...Object.entries(doors).map(([name, door]) => cut(name, door.cut)),
    { kind: 'sessions of PostgreSQL terminated', happens: () => terminateSessions(stage.databaseUrl) },
    ...disks.map((disk) => ({ kind: `disk of ${disk.of} full`, happens: fills(disk) })),
  ];
}

function killed(part: Part): Misfortune {
  return { kind: `${part.name} killed`, happens: () => killNow(part) };
}

/** A machine that hangs, and comes back as if nothing had been. */
function paused(part: Part): Misfortune {
  return {
    kind: `${part.name} paused`,
    async happens(chance) {
      signalAll(part, 'SIGSTOP');
      await pause(chance.between(SHORTEST_PAUSE_MS, LONGEST_PAUSE_MS));
      signalAll(part, 'SIGCONT');
    },
  };
}

/** Three times, so that one of them meets an answer on its way. */
function cut(name: string, cutAll: () => void): Misfortune {
  return {
    kind: `connections to ${name} cut`,
    async happens(chance) {
      for (let times = 0; times < 3; times += 1) {
        cutAll();
        await pause(chance.between(20, 400));
      }
    },
  };
}

async function terminateSessions(databaseUrl: string): Promise<void> {
  const owner = new pg.Client({ connectionString: databaseUrl, connectionTimeoutMillis: 3_000 });
  owner.on('error', () => undefined);
  try {
    await owner.connect();
    await owner.query(
      `select pg_terminate_backend(pid) from pg_stat_activity where pid <> pg_backend_pid() and backend_type = 'client backend'`,
    );
  } catch {
    // It is away, or still coming up from the misfortune before.
  } finally {
    await owner.end().catch(() => undefined);
  }
}

function fills(disk: Disk): Misfortune['happens'] {
  return async (chance) => {
    await disk.fill();
    await pause(chance.between(1_000, 4_000));
    await disk.empty();
  };
}
