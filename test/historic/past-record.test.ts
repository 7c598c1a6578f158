import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { workingCalendar } from '../../domain/calendar/working-days.ts';
import { type HistoricYear, historicYear, orgsOf } from '../../infra/historic/historic-year.ts';
import { readRecord } from '../../infra/historic/past-record.ts';
import { playForRecord } from '../../infra/historic/play.ts';
import { holidayTables } from '../../rules/holidays.ts';
import { DATABASE_CLOCK } from '../../store/clock.ts';
import { importRecord, type PastRecord } from '../../store/historic/import-record.ts';
import { freshDatabase, type TestDatabase } from '../builders/database.ts';
import { shortYear } from '../rehearsal/short-year.ts';

let db: TestDatabase;
let year: HistoricYear;
let record: PastRecord;
let folder: string;

const quiet = () => undefined;

beforeAll(async () => {
  db = await freshDatabase(inject('clusterUrl'));
  year = historicYear({ file: 'short-year.yaml', text: shortYear }, null);
  folder = await mkdtemp(join(tmpdir(), 'vinh-danh-historic-'));
  const kept = join(folder, 'nam-ngan-2022');
  await playForRecord(year, { folder: kept, proposals: 6, seed: 7, say: quiet, reached: async () => undefined });
  record = await readRecord(kept);
}, 120_000);
afterAll(async () => {
  await db?.close();
  await rm(folder, { recursive: true, force: true });
});

const step = () => ({ database: db.database, clock: DATABASE_CLOCK, calendar: workingCalendar(holidayTables) });

const heads = async () =>
  (await db.database.query('select org_id, stream, seq, hash, over from head order by 1, 2')).rows;

test('the record of a played year is taken over text for text, in organisations of its own', async () => {
  expect(await importRecord(step(), record)).toBe(true);
  expect(record.orgs).toEqual(['historic-huyen-ngan-2022', 'historic-huyen-ngan-2022-above']);
  expect(orgsOf(year)).toEqual(record.orgs);
  const found = await db.database.query<{ hash: string; text: string }>(
    'select hash, text from event order by recorded_at, seq',
  );
  const texts = record.recorded.flatMap(({ events }) => events.map(({ hash, text }) => ({ hash, text })));
  expect(found.rows).toEqual(texts);
  expect(texts.length).toBeGreaterThan(100);
});
