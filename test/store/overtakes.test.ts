import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { overtakes } from '../../store/commands/overtakes.ts';
import { findCommand } from '../../store/commands/receive-command.ts';
import { derivedId } from '../../store/hash.ts';
import { freshDatabase, type TestDatabase } from '../builders/database.ts';
import { ORG, openOffice } from '../builders/office.ts';
import { openStill } from './varied-run.ts';

let db: TestDatabase;

beforeAll(async () => {
  db = await freshDatabase(inject('clusterUrl'));
  await openOffice(openStill(db.database));
});
afterAll(() => db?.close());

let count = 0;

/** A command that was written down now, and is still open; carried from another stream, or sent by a person. */
async function writtenDown(stream: string, cause: string | null): Promise<string> {
  count += 1;
  const id = derivedId('written', String(count));
  await db.database.query(
    `insert into command (org_id, id, stream, kind, actor, role, actor_org, body_hash, body, cause_stream, cause_seq, received_at, at)
     values ($1, $2, $3, 'Any', 'somebody', 'outbox', $1, '', '{}', $4, $5, 0, 0)`,
    [ORG, id, stream, cause, cause === null ? null : 1],
  );
  return id;
}

async function settles(id: string): Promise<void> {
  await db.database.query(`update command set settled_at = now(), outcome = '{"ok":true}' where id = $1`, [id]);
}

async function waits(id: string): Promise<boolean> {
  const command = await findCommand(db.database, ORG, id);
  if (command === null) throw new Error(`${id} was not written down`);
  return overtakes(db.database, command);
}

test('a carried act waits for every earlier one to the same stream, whatever stream caused it', async () => {
  const sentUp = await writtenDown('proposal/1', 'submission/1');
  const listed = await writtenDown('proposal/1', 'submission/1');
  const answered = await writtenDown('proposal/1', 'receipt/above');
  expect(await Promise.all([sentUp, listed, answered].map(waits))).toEqual([false, true, true]);
  await settles(listed);
  expect(await Promise.all([sentUp, answered].map(waits))).toEqual([false, true]);
  await settles(sentUp);
  expect(await waits(answered)).toBe(false);
});

test('a carried act waits neither for a later one, nor for another stream’s, nor for a person’s', async () => {
  await writtenDown('proposal/3', 'submission/1');
  await writtenDown('proposal/2', null);
  const act = await writtenDown('proposal/2', 'submission/1');
  await writtenDown('proposal/2', 'receipt/above');
  expect(await waits(act)).toBe(false);
});

test('what a person sends waits for nothing that is carried', async () => {
  await writtenDown('proposal/4', 'submission/1');
  expect(await waits(await writtenDown('proposal/4', null))).toBe(false);
});
