import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { startCourier } from '../../worker/courier.ts';
import { freshDatabase, type TestDatabase } from '../builders/database.ts';

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

async function until(reached: () => boolean): Promise<void> {
  for (let waited = 0; !reached() && waited < 10_000; waited += 20) await pause(20);
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
