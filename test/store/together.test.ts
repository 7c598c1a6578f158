import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { inBegunTransaction, inTransaction, type Transaction, together } from '../../store/database.ts';
import { freshDatabase, type TestDatabase } from '../builders/database.ts';

let db: TestDatabase;

beforeAll(async () => {
  // One connection: whatever is still sent on it after a failure would meet the next one to use it.
  db = await freshDatabase(inject('clusterUrl'), 1);
});
afterAll(() => db?.close());

async function addTwo(tx: Transaction, id: string): Promise<void> {
  await add(tx, `${id}-1`);
  await add(tx, `${id}-2`);
}

const add = (tx: Transaction, id: string) =>
  tx.query(`insert into organisation (id, name, level) values ($1, 'Cơ quan thử', 'district')`, [id]);

async function organisations(): Promise<string[]> {
  const found = await db.database.query<{ id: string }>('select id from organisation order by id');
  return found.rows.map(({ id }) => id);
}

test('what was sent together is answered in its places, in the order of sending', async () => {
  const answers = await inBegunTransaction(db.database, (tx, begun) =>
    together([begun, tx.query('select 1 as one'), Promise.resolve('no statement'), tx.query('select 2 as two')]),
  );
  expect([answers[1].rows, answers[2], answers[3].rows]).toEqual([[{ one: 1 }], 'no statement', [{ two: 2 }]]);
});

test('nothing of a transaction stays when one of the statements sent together fails, whichever it is', async () => {
  const fails = (tx: Transaction) => tx.query('select 1 / 0');
  const orders: ((tx: Transaction) => Promise<unknown>[])[] = [
    (tx) => [addTwo(tx, 'first'), fails(tx)],
    (tx) => [fails(tx), addTwo(tx, 'second')],
    (tx) => [addTwo(tx, 'third'), fails(tx), addTwo(tx, 'fourth')],
  ];
  for (const order of orders) {
    await expect(inTransaction(db.database, (tx) => together(order(tx)))).rejects.toThrow('division by zero');
  }
  expect(await organisations()).toEqual([]);
});

test('the connection serves the next step after one has failed', async () => {
  await inTransaction(db.database, (tx) => together([addTwo(tx, 'later')]));
  expect(await organisations()).toEqual(['later-1', 'later-2']);
});
