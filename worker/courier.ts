import { EventEmitter } from 'node:events';
import { Logger, type Runner, run, type TaskList, type WorkerEvents } from 'graphile-worker';
import pg from 'pg';
import type { Log } from './log.ts';

export type Courier = { stop(): Promise<void> };

export type CourierOptions = {
  /** A connection as the owner of the job table: the application's own role may only add jobs. */
  ownerUrl: string;
  tasks: TaskList;
  concurrency: number;
  log: Log;
};

const SWEEP_MS = 30_000;
const LONGEST_WAIT_SECONDS = 60;
/** An arbitrary space, so that these advisory locks meet nobody else's. */
const LOCK_SPACE = 0x7664;

/**
 * The courier runs the outbox's jobs. It holds an advisory lock in the name under which it takes them (at 0.18 that of
 * its pool, not of its workers) as long as the process lives: the library frees a killed one's jobs only after four
 * hours, so whoever lives frees the jobs of names whose lock is free. A job freed by mistake runs twice, which every
 * job here bears.
 */
export async function startCourier({ ownerUrl, tasks, concurrency, log }: CourierOptions): Promise<Courier> {
  const pool = new pg.Pool({ connectionString: ownerUrl, max: concurrency + 4 });
  const complain = (error: Error) => log(`courier: ${error.message}`);
  pool.on('error', complain);
  pool.on('connect', (client) => client.on('error', complain));
  const holder = await pool.connect();
  holder.on('error', (error) => log(`courier lost its name: ${error.message}`));
  const events: WorkerEvents = new EventEmitter();
  let named: Promise<void> = Promise.resolve();
  events.on('pool:create', ({ workerPool }) => {
    named = named.then(() => holdName(holder, workerPool.id, log));
  });
  await sweep(pool, log);
  const runner = await run({
    pgPool: pool,
    taskList: tasks,
    concurrency,
    noHandleSignals: true,
    events,
    pollInterval: 1_000,
    logger: new Logger(() => () => undefined),
  });
  const sweeping = setInterval(() => void sweep(pool, log), SWEEP_MS);
  return { stop: () => stopAll(runner, sweeping, holder, pool) };
}

async function holdName(holder: pg.PoolClient, name: string, log: Log): Promise<void> {
  await holder
    .query('select pg_advisory_lock($1, hashtext($2))', [LOCK_SPACE, name])
    .catch((error: unknown) => log(`courier: ${String(error)}`));
}

async function sweep(pool: pg.Pool, log: Log): Promise<void> {
  try {
    await freeJobsOfTheDead(pool);
    await shortenWaits(pool);
  } catch (error) {
    log(`courier: ${String(error)}`);
  }
}

async function freeJobsOfTheDead(pool: pg.Pool): Promise<void> {
  const client = await pool.connect();
  try {
    // One transaction: the tried locks are let go with it, and a name that comes to life meanwhile waits for its own.
    await client.query('begin');
    await client.query(
      `select graphile_worker.force_unlock_workers(array_agg(name)) from
         (select distinct locked_by as name from graphile_worker.jobs where locked_by is not null) as busy
       where pg_try_advisory_xact_lock($1, hashtext(name)) having count(*) > 0`,
      [LOCK_SPACE],
    );
    await client.query('commit');
    client.release();
  } catch (error) {
    // Whatever state it is in, nobody else may draw this connection.
    client.release(true);
    throw error;
  }
}

/** The library doubles its waits up to hours; here an outage is asked again at least every minute. */
async function shortenWaits(pool: pg.Pool): Promise<void> {
  await pool.query(
    `select graphile_worker.reschedule_jobs(array(select id from graphile_worker.jobs where run_at > now() + make_interval(secs => $1)), run_at => now())`,
    [LONGEST_WAIT_SECONDS],
  );
}

async function stopAll(runner: Runner, sweeping: NodeJS.Timeout, holder: pg.PoolClient, pool: pg.Pool): Promise<void> {
  clearInterval(sweeping);
  await runner.stop();
  holder.release(true);
  await pool.end();
}
