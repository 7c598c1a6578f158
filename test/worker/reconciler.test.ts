import type { Client } from '@temporalio/client';
import pg from 'pg';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { derivedId } from '../../store/hash.ts';
import { enqueueDeliveriesAgain } from '../../store/step/outbox.ts';
import { bringForsaken, startReconciler, tellOfLatest } from '../../worker/reconciler.ts';
import { freshDatabase, type TestDatabase } from '../builders/database.ts';
import { ORG, openOffice } from '../builders/office.ts';
import { openStill } from '../store/varied-run.ts';

// No stream is open where a reconciler is started here, so that nobody asks for a workflow.
const NOBODY = null as unknown as Client;

let db: TestDatabase;
let owner: pg.Client;

beforeAll(async () => {
  db = await freshDatabase(inject('clusterUrl'));
  await openOffice(openStill(db.database));
  owner = new pg.Client({ connectionString: db.url });
  await owner.connect();
});
afterAll(async () => {
  await owner?.end();
  await db?.close();
});

/** A command that nobody settled, written down so many seconds ago. */
async function open(name: string, secondsAgo: number, failedAttempts: number): Promise<string> {
  const id = derivedId('open', name);
  await db.database.query(
    `insert into command (org_id, id, stream, kind, actor, role, actor_org, body_hash, body, received_at, at, inserted_at, failed_attempts)
     values ($1, $2, 'proposal/' || $3, 'Any', 'somebody', 'unitClerk', $1, '', '{}', 0, 0, clock_timestamp() - make_interval(secs => $4), $5)`,
    [ORG, id, name, secondsAgo, failedAttempts],
  );
  return id;
}

async function brought(): Promise<string[]> {
  const found = await owner.query<{ key: string }>(
    `select key from graphile_worker.jobs where key like 'deliver %' order by key`,
  );
  return found.rows.map(({ key }) => key.replace('deliver ', ''));
}

test('a command that its sender forsook is brought, though a hundred older ones fail again and again', async () => {
  for (let each = 0; each < 100; each += 1) await open(`failing ${each}`, 3_600, 1 + each);
  const forsaken = await open('forsaken', 11, 0);
  const young = await open('young', 5, 0);
  await bringForsaken(db.database, () => undefined);
  const ids = await brought();
  expect(ids).toHaveLength(100);
  expect(ids).toContain(forsaken);
  expect(ids).not.toContain(young);
});

test('a command that is just being brought is not to be brought a second time', async () => {
  const twice = await open('twice', 60, 0);
  await enqueueDeliveriesAgain(db.database, [{ org: ORG, command: twice }]);
  await owner.query(
    `update graphile_worker._private_jobs set locked_by = 'pool-at-it', locked_at = now() where key = $1`,
    [`deliver ${twice}`],
  );
  await enqueueDeliveriesAgain(db.database, [{ org: ORG, command: twice }]);
  const jobs = await owner.query(`select key from graphile_worker._private_jobs where payload ->> 'command' = $1`, [
    twice,
  ]);
  expect(jobs.rows).toEqual([{ key: `deliver ${twice}` }]);
});

/** So many cases of two events each, as an earlier release left them: nothing has been told. */
async function untold(cases: number, name = 'untold'): Promise<string[]> {
  const streams = Array.from({ length: cases }, (_, index) => derivedId(name, String(index)));
  await owner.query(
    `insert into head (org_id, stream, seq, hash) select $1, 'proposal/' || s, 2, '' from unnest($2::text[]) s`,
    [ORG, streams],
  );
  const acts = streams.flatMap((stream) =>
    [1, 2].map((seq) => ({ stream, seq, id: derivedId('act', stream, String(seq)) })),
  );
  await owner.query(
    `insert into command (org_id, id, stream, kind, actor, role, actor_org, body_hash, body, received_at, at, settled_at, outcome)
     select $1, id, 'proposal/' || stream, 'Any', 'somebody', 'unitClerk', $1, '', '{}', 0, 0, now(), '{}'
     from jsonb_to_recordset($2) as a(id uuid, stream text)`,
    [ORG, JSON.stringify(acts)],
  );
  await owner.query(
    `insert into event (org_id, stream, seq, kind, command_id, index_in_command, hash, text)
     select $1, 'proposal/' || stream, seq, 'Any', id, 0, '', '{}' from jsonb_to_recordset($2) as a(id uuid, stream text, seq int)`,
    [ORG, JSON.stringify(acts)],
  );
  return acts.filter(({ seq }) => seq === 2).map(({ id }) => id);
}

test('the last act of every stream is told, however few are asked for at once', async () => {
  const last = await untold(5);
  await tellOfLatest(db.database, 2);
  expect((await brought()).filter((id) => last.includes(id)).sort()).toEqual([...last].sort());
  const told = await owner.query<{ all: boolean }>(`select told_at > now() - interval '1 minute' as all from telling`);
  expect(told.rows).toEqual([{ all: true }]);
});

test('what was written after PostgreSQL’s clock was put back is told too', async () => {
  await owner.query(`update telling set told_at = now() + interval '2 hours'`);
  const last = await untold(2, 'after the clock was put back');
  await tellOfLatest(db.database, 10);
  expect((await brought()).filter((id) => last.includes(id)).sort()).toEqual([...last].sort());
});

test('a worker starts beside another that is just telling', async () => {
  const said: string[] = [];
  await owner.query('update head set over = true');
  await owner.query('begin');
  await owner.query('select from telling for update');
  const reconciler = await startReconciler(NOBODY, db.database, (line) => said.push(line));
  reconciler.stop();
  await owner.query('rollback');
  expect(said).toEqual([]);
});
