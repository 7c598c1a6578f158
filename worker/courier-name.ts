import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import type { Log } from './log.ts';

/** The name under which a courier takes jobs, held by an advisory lock as long as the courier's process lives. */
export type CourierName = {
  /** As far as is known here. */
  isHeld(): boolean;
  /** Asks the server: a connection may be dead before anybody here has heard of it. */
  isStillHeld(): Promise<boolean>;
  release(): Promise<void>;
};

/** An arbitrary space, so that these advisory locks meet nobody else's. */
export const LOCK_SPACE = 0x7664;
const AGAIN_MS = 500;
const ANSWERS_WITHIN_MS = 5_000;
// The server lets go of a name whose holder's machine is gone after 25 s, not after two hours.
const SHORT_KEEPALIVE = '-c tcp_keepalives_idle=10 -c tcp_keepalives_interval=5 -c tcp_keepalives_count=3';

/** Takes the name, and takes it again whenever its connection is lost: a restart of PostgreSQL forgets every lock. */
export function holdName(ownerUrl: string, name: string, taken: () => void, log: Log): CourierName {
  const released = new AbortController();
  let asking: pg.Client | null = null;
  let holder: pg.Client | null = null;

  async function hold(): Promise<void> {
    const client = connectionOf(ownerUrl);
    asking = client;
    client.on('error', (error) => log(`courier lost its name: ${error.message}`));
    const lost = new Promise<void>((resolve) => client.once('end', () => resolve()));
    try {
      await client.connect();
      await client.query('select pg_advisory_lock($1, hashtext($2))', [LOCK_SPACE, name]);
      holder = client;
      taken();
      await lost;
    } finally {
      holder = null;
      await client.end();
    }
  }

  async function keep(): Promise<void> {
    while (!released.signal.aborted) {
      await hold().catch((error: unknown) => log(`courier: ${String(error)}`));
      await pause(AGAIN_MS, undefined, { signal: released.signal }).catch(() => undefined);
    }
  }

  const keeping = keep();
  return {
    isHeld: () => holder !== null,
    async isStillHeld() {
      const asked = holder;
      if (asked === null) return false;
      const there = await answers(asked);
      // Its end is what lets the name be taken again.
      if (!there) await asked.end();
      return there && holder === asked;
    },
    async release() {
      released.abort();
      await asking?.end();
      await keeping;
    },
  };
}

function connectionOf(ownerUrl: string): pg.Client {
  return new pg.Client({
    connectionString: ownerUrl,
    connectionTimeoutMillis: ANSWERS_WITHIN_MS,
    keepAlive: true,
    options: SHORT_KEEPALIVE,
  });
}

async function answers(client: pg.Client): Promise<boolean> {
  const late = pause(ANSWERS_WITHIN_MS, false, { ref: false });
  const answered = client.query('select 1').then(
    () => true,
    () => false,
  );
  return Promise.race([answered, late]);
}
