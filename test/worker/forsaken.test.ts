import pg from 'pg';
import { afterAll, beforeAll, beforeEach, expect, inject, test } from 'vitest';
import type { CommandRow } from '../../store/commands/command-row.ts';
import { startCourier } from '../../worker/courier.ts';
import { deliver } from '../../worker/deliver.ts';
import { bringForsaken } from '../../worker/reconciler.ts';
import { freshDatabase, type TestDatabase } from '../builders/database.ts';
import { bring, ORG, openOffice, person, receive } from '../builders/office.ts';
import { openStill } from '../store/varied-run.ts';

let db: TestDatabase;
let owner: pg.Client;
let office: ReturnType<typeof openStill>;

beforeAll(async () => {
  db = await freshDatabase(inject('clusterUrl'));
  owner = new pg.Client({ connectionString: db.url });
  await owner.connect();
  // When a command came is kept from everybody; here its sender died a while ago.
  await owner.query('alter table command disable trigger command_is_kept');
  office = openStill(db.database);
  await openOffice(office);
});
beforeEach(() => owner.query('delete from graphile_worker._private_jobs'));
afterAll(async () => {
  await owner?.end();
  await db?.close();
});

let sessions = 0;

/** A command that its sender wrote down so many seconds ago, and then died. */
async function writtenDown(secondsAgo: number): Promise<CommandRow> {
  sessions += 1;
  const command = await receive(office, {
    stream: { begins: 'session' },
    kind: 'CallSession',
    body: { meeting: 'meeting', heldOn: '2021-12-01', proposals: [] },
    by: person('councilSecretary'),
    key: `session ${sessions}`,
  });
  await owner.query('update command set inserted_at = now() - make_interval(secs => $2) where id = $1', [
    command.id,
    secondsAgo,
  ]);
  return command;
}

async function jobs(): Promise<string[]> {
  const found = await owner.query<{ key: string }>('select key from graphile_worker.jobs order by key');
  return found.rows.map(({ key }) => key);
}

const complaints: string[] = [];
const sweep = () => bringForsaken(db.database, (line) => complaints.push(line));

test('a command that nobody brought for ten seconds is given to the courier, once however often it is looked for', async () => {
  const [forsaken, fresh, settled] = [await writtenDown(11), await writtenDown(5), await writtenDown(11)];
  await bring(office, settled);
  await sweep();
  await sweep();
  expect(await jobs()).toEqual([`deliver ${forsaken.id}`]);
  await bring(office, forsaken);
  await bring(office, fresh);
  expect(complaints).toEqual([]);
});

test('the courier brings it to its stream, as its sender would have', async () => {
  const forsaken = await writtenDown(11);
  const client = null as never;
  const courier = await startCourier({
    ownerUrl: db.url,
    concurrency: 2,
    log: () => undefined,
    tasks: {
      deliver: (payload) => deliver({ step: office.step, client }, payload as { org: string; command: string }),
    },
  });
  await sweep();
  const outcome = async () => {
    const found = await db.database.query('select outcome from command where org_id = $1 and id = $2', [
      ORG,
      forsaken.id,
    ]);
    return found.rows[0]?.outcome as unknown;
  };
  await expect.poll(outcome, { timeout: 10_000 }).toMatchObject({ ok: true, events: ['SessionCalled'] });
  await courier.stop();
});

test('with the database away the sweep complains and comes again', async () => {
  const away = { query: () => Promise.reject(new Error('away')) } as unknown as typeof db.database;
  await bringForsaken(away, (line) => complaints.push(line));
  expect(complaints).toEqual(['reconciler: Error: away']);
});
