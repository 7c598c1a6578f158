import { EventEmitter } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { Logger, type Runner, run, type TaskList, type WorkerEvents } from 'graphile-worker';
import type pg from 'pg';
import { type CourierName, holdName, LOCK_SPACE } from './courier-name.ts';
import { openCourierPool } from './courier-pool.ts';
import type { Log } from './log.ts';
import { freeJobsThatNeverCame, type Hands, openHands } from './never-came.ts';

export type Courier = { stop(): Promise<void> };

export type CourierOptions = {
  /** A connection as the owner of the job table: the application's own role may only add jobs. */
  ownerUrl: string;
  tasks: TaskList;
  concurrency: number;
  /** Asked before each job; while it says no, none is begun. */
  mayWork?(): Promise<boolean>;
  log: Log;
};

const SWEEP_MS = 30_000;
const POLL_MS = 1_000;
const LONGEST_WAIT_SECONDS = 60;
/** Longer than a delivery waits for its answer, so that those come to their own end. */
const ENDS_WITHIN_MS = 12_000;

/**
 * The courier runs the outbox's jobs. It holds an advisory lock in the name under which it takes them (at 0.18 that of
 * its pool, not of its workers) as long as the process lives: the library frees a killed one's jobs only after four
 * hours, so whoever lives frees the jobs of names whose lock is free. A job freed by mistake runs twice, which every
 * job here bears.
 *
 * PostgreSQL forgets all locks when it restarts. Until a courier holds its name again it takes no job, which another
 * might free while it runs; and it frees nobody's, nor for a while after: the others are taking their names, too.
 */
export async function startCourier({
  ownerUrl,
  tasks,
  concurrency,
  mayWork = async () => true,
  log,
}: CourierOptions): Promise<Courier> {
  const pool = openCourierPool(ownerUrl, concurrency + 3, (error) => log(`courier: ${error.message}`));
  const names: CourierName[] = [];
  const events: WorkerEvents = new EventEmitter();
  const hands = openHands(events);
  const sweeping = setInterval(() => void sweepWhileNamed(pool, names, hands, log), SWEEP_MS);
  events.on('pool:create', ({ workerPool }) => {
    names.push(holdName(ownerUrl, workerPool.id, () => sweeping.refresh(), log));
  });
  await sweep(pool, log);
  const runner = await run({
    pgPool: pool,
    taskList: tasks,
    concurrency,
    noHandleSignals: true,
    events,
    pollInterval: POLL_MS,
    logger: new Logger(() => () => undefined),
    forbiddenFlags: () => onlyWhile(names, mayWork),
  });
  return { stop: () => stopAll(runner, sweeping, names, pool) };
}

/** Asked by the library before it takes a job, for flags to be left out; what is thrown puts the taking off. */
async function onlyWhile(names: readonly CourierName[], mayWork: () => Promise<boolean>): Promise<null> {
  if (!names.every((name) => name.isHeld())) throw new Error('The courier has no name to take jobs under');
  if (!(await mayWork())) throw new Error('The installation waits to be recovered');
  return null;
}

async function sweepWhileNamed(pool: pg.Pool, names: readonly CourierName[], hands: Hands, log: Log): Promise<void> {
  const held = await Promise.all(names.map((name) => name.isStillHeld()));
  if (held.every((each) => each)) await sweep(pool, log, hands);
}

async function sweep(pool: pg.Pool, log: Log, hands?: Hands): Promise<void> {
  try {
    await freeJobsOfTheDead(pool);
    if (hands !== undefined) await freeJobsThatNeverCame(pool, hands);
    await clearReplaced(pool);
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

/** A delivery that ran when another of its key took its place, and then failed: the library keeps it, and runs it no more. */
async function clearReplaced(pool: pg.Pool): Promise<void> {
  await pool.query(
    `select graphile_worker.complete_jobs(array(select id from graphile_worker.jobs
       where task_identifier = 'deliver' and key is null and attempts >= max_attempts and locked_at is null))`,
  );
}

async function stopAll(
  runner: Runner,
  sweeping: NodeJS.Timeout,
  names: readonly CourierName[],
  pool: pg.Pool,
): Promise<void> {
  clearInterval(sweeping);
  const ended = await Promise.race([runner.stop().then(() => true), pause(ENDS_WITHIN_MS, false, { ref: false })]);
  // Jobs that still run are given back: they run again elsewhere, which every job here bears.
  if (!ended) await runner.kill().catch(() => undefined);
  await Promise.all(names.map((name) => name.release()));
  await pool.end();
}
