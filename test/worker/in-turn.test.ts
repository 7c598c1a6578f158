import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { derivedId } from '../../store/hash.ts';
import { deliver } from '../../worker/deliver.ts';
import { freshDatabase, type TestDatabase } from '../builders/database.ts';
import { ORG, openOffice } from '../builders/office.ts';
import { openStill } from '../store/varied-run.ts';

let db: TestDatabase;
let office: ReturnType<typeof openStill>;

beforeAll(async () => {
  db = await freshDatabase(inject('clusterUrl'));
  office = openStill(db.database);
  await openOffice(office);
});
afterAll(() => db?.close());

/** A carried act that its stream will refuse, which is an answer too. */
async function carried(stream: string, tie: string): Promise<string> {
  const id = derivedId('carried', tie);
  await db.database.query(
    `insert into command (org_id, id, stream, kind, actor, role, actor_org, body_hash, body, cause_stream, cause_seq, received_at, at)
     values ($1, $2, $3, 'SupplementReceived', 'somebody', 'outbox', $1, '', '{"proposal":"p","evidence":[]}', 'submission/1', 1, 0, 0)`,
    [ORG, id, stream],
  );
  return id;
}

async function rowOf(id: string): Promise<{ settled: boolean; failed_attempts: number } | undefined> {
  const found = await db.database.query<{ settled: boolean; failed_attempts: number }>(
    'select settled_at is not null as settled, failed_attempts from command where id = $1',
    [id],
  );
  return found.rows[0];
}

// A receipt has no workflow, so nobody is asked for one.
const bring = (command: string) => deliver({ step: office.step, client: null as never }, { org: ORG, command });

test('an act that overtakes the one before it by a moment is brought at once', async () => {
  const first = await carried('receipt/1', 'first');
  const second = await carried('receipt/1', 'second');
  const bringing = bring(second);
  await pause(50);
  await bring(first);
  await bringing;
  expect(await rowOf(second)).toEqual({ settled: true, failed_attempts: 0 });
});

test('one whose turn is not near gives its place to others, and says what it waits for', async () => {
  await carried('receipt/2', 'third');
  const waits = await carried('receipt/2', 'fourth');
  await expect(bring(waits)).rejects.toThrow('It waits for an earlier act');
  expect(await rowOf(waits)).toEqual({ settled: false, failed_attempts: 1 });
});
