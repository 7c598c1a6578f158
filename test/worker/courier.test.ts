import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import { afterAll, beforeAll, expect, inject, onTestFinished, test, vi } from 'vitest';
import { startCourier } from '../../worker/courier.ts';
import { openCourierPool } from '../../worker/courier-pool.ts';
import { freshDatabase, type TestDatabase } from '../builders/database.ts';
import { openDoor } from '../builders/dev-server.ts';

/** A port where nothing listens. */
const NOBODY = '127.0.0.1:1';

let db: TestDatabase;
let owner: pg.Client;

beforeAll(async () => {
  db = await freshDatabase(inject('clusterUrl'));
  owner = new pg.Client({ connectionString: db.url });
  await owner.connect();
});
afterAll(async () => {
  await owner?.end();
  await db?.close();
});

function courier(tasks: Record<string, () => Promise<void>>) {
  return startCourier({ ownerUrl: db.url, concurrency: 2, log: () => undefined, tasks });
}

/** Not vitest's own `poll`, which would move the clock where the clock is the test's. */
async function until(reached: () => boolean | Promise<boolean>): Promise<void> {
  for (let waited = 0; !(await reached()) && waited < 10_000; waited += 20) await pause(20);
}

test('a job that is being run by one courier is not taken by another that starts meanwhile', async () => {
  let runs = 0;
  const slow = async () => {
    runs += 1;
    await pause(1_500);
  };
  const first = await courier({ slow });
  await owner.query(`select graphile_worker.add_job('slow', '{}'::json)`);
  await until(() => runs === 1);
  const second = await courier({ slow });
  await pause(1_000);
  expect(runs).toBe(1);
  await Promise.all([first.stop(), second.stop()]);
});

test('the job of a courier that was killed is run by whoever starts next', async () => {
  let runs = 0;
  await owner.query(`select graphile_worker.add_job('left', '{}'::json)`);
  await owner.query(`update graphile_worker._private_jobs set locked_by = 'pool-of-the-dead', locked_at = now()`);
  const next = await courier({
    left: async () => {
      runs += 1;
    },
  });
  await until(() => runs === 1);
  expect(runs).toBe(1);
  await next.stop();
});

test('a job whose completion is cut off is completed all the same, and the process lives', async () => {
  let runs = 0;
  await owner.query(`select graphile_worker.add_job('cutOff', '{}'::json)`);
  const waiting = new pg.Client({ connectionString: db.url });
  await waiting.connect();
  onTestFinished(() => waiting.end());
  const one = await courier({
    cutOff: async () => {
      runs += 1;
      // Its completion has to wait for this, and is on its way when its session ends.
      await waiting.query('begin');
      await waiting.query('select from graphile_worker._private_jobs for update');
    },
  });
  const completing = `select pid from pg_stat_activity where wait_event_type = 'Lock' and query like '%delete from%_private_jobs%'`;
  await until(async () => (await owner.query(completing)).rowCount === 1);
  await owner.query(`select pg_terminate_backend(pid) from (${completing}) as those`);
  await waiting.query('rollback');
  await until(async () => (await owner.query('select from graphile_worker._private_jobs')).rowCount === 0);
  expect([runs, (await owner.query('select from graphile_worker._private_jobs')).rowCount]).toEqual([1, 0]);
  await one.stop();
});

test('a job that ends while the database takes no connection is completed when it does again', async () => {
  const { host, pathname, username, password } = new URL(db.url);
  let target = host;
  const door = await openDoor(() => target);
  onTestFinished(() => door.close());
  await owner.query(`select graphile_worker.add_job('shutOut', '{}'::json)`);
  let shutOut = false;
  const one = await startCourier({
    ownerUrl: `postgres://${username}:${password}@${door.address}${pathname}`,
    concurrency: 1,
    log: () => undefined,
    tasks: {
      shutOut: async () => {
        target = NOBODY;
        door.cut();
        shutOut = true;
      },
    },
  });
  await until(() => shutOut);
  await pause(500);
  target = host;
  const left = async () => (await owner.query('select from graphile_worker._private_jobs')).rowCount;
  await until(async () => (await left()) === 0);
  expect(await left()).toBe(0);
  await one.stop();
});

test('a courier bears three hours without a server, since the library gives up after a hundred tries', async () => {
  const pool = openCourierPool(`postgres://nobody@${NOBODY}/nowhere`, 1, () => undefined);
  const refused = await pool.connect().then(
    () => null,
    (error: unknown) => error,
  );
  await pool.end();
  // The library's own words for a server that cannot be connected to, which it tries again from 3 s to 2 minutes.
  expect(refused).toMatchObject({ code: '57P03' });
});

/** Sessions that hold a courier's name: the only locks of two keys in this database. */
async function holders(): Promise<number[]> {
  const found = await owner.query<{ pid: number }>(
    `select pid from pg_locks join pg_database d on d.oid = database
     where locktype = 'advisory' and objsubid = 2 and granted and datname = current_database()`,
  );
  return found.rows.map(({ pid }) => pid);
}

test('a courier whose name was lost takes it again, and its running job is not given to another', async () => {
  let runs = 0;
  const slow = async () => {
    runs += 1;
    await pause(4_000);
  };
  const first = await courier({ slow });
  await owner.query(`select graphile_worker.add_job('slow', '{}'::json)`);
  await until(() => runs === 1);
  const [lost] = await holders();
  await owner.query('select pg_terminate_backend($1)', [lost]);
  await until(async () => (await holders()).some((pid) => pid !== lost));
  const second = await courier({ slow });
  await pause(1_500);
  expect(runs).toBe(1);
  await Promise.all([first.stop(), second.stop()]);
  expect(await holders()).toEqual([]);
});

/** Another session waits for the courier's name and has it as soon as the courier has lost it, which then waits for it. */
async function stealName(): Promise<pg.Client> {
  const thief = new pg.Client({ connectionString: db.url });
  await thief.connect();
  const held = await owner.query<{ pid: number; space: number; key: number }>(
    `select pid, classid::int as space, ('x' || lpad(to_hex(objid::bigint), 8, '0'))::bit(32)::int as key from pg_locks
     where locktype = 'advisory' and objsubid = 2 and granted and pid = $1`,
    [(await holders())[0]],
  );
  const stolen = thief.query('select pg_advisory_lock($1, $2)', [held.rows[0]?.space, held.rows[0]?.key]);
  const waits = `select from pg_locks where locktype = 'advisory' and not granted`;
  const somebodyWaits = async () => (await owner.query(waits)).rowCount === 1;
  await until(somebodyWaits);
  await owner.query('select pg_terminate_backend($1)', [held.rows[0]?.pid]);
  await stolen;
  await until(somebodyWaits);
  return thief;
}

test('a courier that has lost its name takes no job and frees nobody’s until it holds it again', async () => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
  onTestFinished(() => void vi.useRealTimers());
  const halfAMinute = 30_000;
  const ran: string[] = [];
  const noting = (name: string) => async () => {
    ran.push(name);
  };
  const one = await courier({ left: noting('left'), fresh: noting('fresh') });
  await until(async () => (await holders()).length === 1);
  const thief = await stealName();
  await owner.query(`select graphile_worker.add_job('left', '{}'::json)`);
  await owner.query(`update graphile_worker._private_jobs set locked_by = 'pool-of-the-dead', locked_at = now()`);
  await owner.query(`select graphile_worker.add_job('fresh', '{}'::json)`);
  vi.advanceTimersByTime(halfAMinute);
  await pause(2_500);
  expect(ran).toEqual([]);

  vi.advanceTimersByTime(halfAMinute / 3);
  await thief.end();
  await until(() => ran.length === 1);
  expect(ran).toEqual(['fresh']);
  vi.advanceTimersByTime(halfAMinute - 1);
  await pause(1_500);
  // Other couriers may still be taking their names, whose jobs are not free for that.
  expect(ran).toEqual(['fresh']);
  vi.advanceTimersByTime(1);
  await until(() => ran.length === 2);
  expect(ran).toEqual(['fresh', 'left']);
  await one.stop();
});

test('a job that was taken and never reached its courier is freed by it, and one that it has in hand is not', async () => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
  onTestFinished(() => void vi.useRealTimers());
  const ran: string[] = [];
  const { promise: held, resolve: letGo } = Promise.withResolvers<void>();
  const one = await courier({
    inHand: () => {
      ran.push('inHand');
      return held;
    },
    neverCame: async () => {
      ran.push('neverCame');
    },
  });
  await owner.query(`select graphile_worker.add_job('inHand', '{}'::json)`);
  await until(() => ran.length === 1);
  // As the server has it when it has taken a job and the connection is lost before it has said so.
  await owner.query(`select graphile_worker.add_job('neverCame', '{}'::json, run_at => now() + interval '1 hour')`);
  const taken = async (secondsAgo: number) =>
    owner.query(
      `update graphile_worker._private_jobs set run_at = now(), locked_at = now() - make_interval(secs => $1),
         locked_by = (select locked_by from graphile_worker._private_jobs where locked_by is not null limit 1)`,
      [secondsAgo],
    );
  await taken(25);
  vi.advanceTimersByTime(30_000);
  await pause(2_500);
  expect(ran).toEqual(['inHand']);

  await taken(31);
  vi.advanceTimersByTime(30_000);
  await until(() => ran.length === 2);
  await pause(1_500);
  expect(ran).toEqual(['inHand', 'neverCame']);
  letGo();
  await one.stop();
});

test('a delivery whose place another has taken while it ran is not kept for ever when it fails', async () => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
  onTestFinished(() => void vi.useRealTimers());
  const add = () =>
    owner.query(
      `select graphile_worker.add_job('deliver', '{}'::json, job_key => 'deliver this', max_attempts => 32767)`,
    );
  let runs = 0;
  const one = await courier({
    deliver: async () => {
      runs += 1;
      if (runs > 1) return;
      await add();
      throw new Error('It could not be brought');
    },
  });
  await add();
  const left = async () => (await owner.query('select from graphile_worker._private_jobs')).rowCount;
  await until(async () => runs === 2 && (await left()) === 1);
  vi.advanceTimersByTime(30_000);
  await until(async () => (await left()) === 0);
  expect([runs, await left()]).toEqual([2, 0]);
  await one.stop();
});

test('a connection on which a sweep has failed is dropped, and nobody draws it again', async () => {
  const rename = (from: string, to: string) =>
    owner.query(`alter function graphile_worker.${from}(text[]) rename to ${to}`);
  await rename('force_unlock_workers', 'put_away');
  await owner.query(`select graphile_worker.add_job('stuck', '{}'::json)`);
  await owner.query(`update graphile_worker._private_jobs set locked_by = 'pool-of-the-dead', locked_at = now()`);
  const one = await courier({ stuck: () => Promise.resolve() });
  await until(async () => (await holders()).length === 1);
  const spoiled = await owner.query(
    `select from pg_stat_activity where datname = current_database() and state like 'idle in transaction%'`,
  );
  expect(spoiled.rowCount).toBe(0);
  await one.stop();
  await rename('put_away', 'force_unlock_workers');
});

test('a courier whose job never ends stops all the same, and the job is run by whoever starts next', async () => {
  let runs = 0;
  const endless = () => {
    runs += 1;
    return new Promise<void>(() => undefined);
  };
  const one = await courier({ endless });
  await owner.query(`select graphile_worker.add_job('endless', '{}'::json)`);
  await until(() => runs === 1);
  const began = Date.now();
  await one.stop();
  expect(Date.now() - began).toBeLessThan(20_000);
  expect(await holders()).toEqual([]);
  await owner.query('update graphile_worker._private_jobs set run_at = now()');
  const next = await courier({
    endless: async () => {
      runs += 1;
    },
  });
  await until(() => runs === 2);
  expect(runs).toBe(2);
  await next.stop();
}, 40_000);
