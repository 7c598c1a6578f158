import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, expect, inject, onTestFinished, test } from 'vitest';
import { type Background, DATABASE_VARIABLE, playInBackground } from '../../infra/historic/background.ts';
import { expectedYear, historicYear } from '../../infra/historic/historic-year.ts';
import { expectHistoricYears, historicYears } from '../../store/historic/years.ts';
import { freshDatabase, type TestDatabase } from '../builders/database.ts';
import { onLinux, processesWith } from '../infra/running.ts';
import { shortYear } from '../rehearsal/short-year.ts';

const UNHURRIED = 180_000;

let db: TestDatabase;
let folder: string;
let plan: string;
let said: string[];

beforeAll(async () => {
  db = await freshDatabase(inject('clusterUrl'));
  folder = await mkdtemp(join(tmpdir(), 'vinh-danh-historic-'));
  plan = join(folder, 'short-year.yaml');
  await writeFile(plan, shortYear);
  await expects();
});
afterAll(async () => {
  await db?.close();
  await rm(folder, { recursive: true, force: true });
});

const expects = (of = db) =>
  expectHistoricYears(of.database, [expectedYear(historicYear({ file: 'short-year.yaml', text: shortYear }, null))]);

async function anotherDatabase(): Promise<TestDatabase> {
  const other = await freshDatabase(inject('clusterUrl'));
  onTestFinished(other.close);
  await expects(other);
  return other;
}

function begin(of = db): Background {
  said = [];
  const args = ['--plan', plan, '--proposals', '6'];
  return playInBackground({
    databaseUrl: of.url,
    folder: join(folder, 'records'),
    args,
    log: (line) => said.push(line),
  });
}

async function until(what: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await what())) await pause(20);
}

const status = async (of = db) => (await historicYears(of.database)).map(({ plan, status }) => [plan, status]);
const hashes = async (of: TestDatabase) =>
  (await of.database.query<{ hash: string }>('select hash from event order by hash')).rows.map(({ hash }) => hash);

/** Every process that it has begun: they all inherit where its database is. */
const ours = () => processesWith(`${DATABASE_VARIABLE}=${db.url}`);

test(
  'stopped while it plays it ends in order, leaves no process, and the year waits again',
  async () => {
    const background = begin();
    await until(() => said.some((line) => line.includes('2022-01')));
    expect(await status()).toEqual([['nam-ngan-2022', 'playing']]);
    if (onLinux) expect(ours().filter((line) => /postgres|temporal/.test(line)).length).toBeGreaterThan(1);
    const before = Date.now();
    await background.stop();
    expect(await background.ended).toBe(0);
    expect(Date.now() - before).toBeLessThan(20_000);
    // A leash looks once a second whether its server is still there.
    if (onLinux) await expect.poll(ours, { timeout: 3_000 }).toEqual([]);
    await expects();
    expect(await status()).toEqual([['nam-ngan-2022', 'waiting']]);
  },
  UNHURRIED,
);

test(
  'killed while it plays, it is played from the beginning by the next start, taken over once, and never played again',
  async () => {
    const killed = begin();
    await until(() => said.some((line) => line.includes('2022-02')));
    process.kill(killed.pid, 'SIGKILL');
    await killed.ended;
    if (onLinux) await expect.poll(ours, { timeout: 10_000 }).toEqual([]);
    const whole = begin();
    expect(await whole.ended).toBe(0);
    expect(await status()).toEqual([['nam-ngan-2022', 'done']]);
    expect(said.filter((line) => line.includes('playing'))).toHaveLength(1);
    const again = begin();
    expect(await again.ended).toBe(0);
    expect(said).toEqual([]);
  },
  UNHURRIED,
);

test(
  'a database that was lost gets the year from its kept record, which is not played again',
  async () => {
    const events = await hashes(db);
    expect(events.length).toBeGreaterThan(50);
    const other = await anotherDatabase();
    expect(await begin(other).ended).toBe(0);
    expect(said.filter((line) => line.includes('playing'))).toEqual([]);
    expect([await status(other), await hashes(other)]).toEqual([[['nam-ngan-2022', 'done']], events]);
  },
  UNHURRIED,
);

test(
  'a kept record in which one letter was changed is not taken over, and is given up to be played again',
  async () => {
    const ledger = join(folder, 'records', 'nam-ngan-2022', 'ledger.jsonl');
    const text = await readFile(ledger, 'utf8');
    await writeFile(ledger, text.replace('standingOffice\\"', 'standingoffice\\"'));
    expect(await readFile(ledger, 'utf8')).not.toBe(text);
    const other = await anotherDatabase();
    expect(await begin(other).ended).toBe(0);
    expect(said.join('\n')).toContain('does not verify');
    expect([await status(other), await hashes(other)]).toEqual([[['nam-ngan-2022', 'failed']], []]);
    expect(existsSync(ledger)).toBe(false);
  },
  UNHURRIED,
);
