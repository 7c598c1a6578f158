import { afterAll, afterEach, beforeAll, expect, inject, test, vi } from 'vitest';
import { freshDatabase, type TestDatabase } from '../builders/database.ts';

let database: TestDatabase;

beforeAll(async () => {
  database = await freshDatabase(inject('clusterUrl'));
});
afterEach(() => {
  vi.useRealTimers();
});
afterAll(async () => {
  await database?.close();
});

const session = async () => (await database.database.query<{ pid: number }>('select pg_backend_pid() as pid')).rows;

test('an office that acts once in some minutes finds the connection that knows its statements already', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  const before = await session();
  await vi.advanceTimersByTimeAsync(5 * 60_000);
  expect(await session()).toEqual(before);
});

test('a connection that nobody needs is given back to the server in the end', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  const before = await session();
  await vi.advanceTimersByTimeAsync(11 * 60_000);
  expect(await session()).not.toEqual(before);
});
