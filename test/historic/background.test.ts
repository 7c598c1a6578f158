import { existsSync } from 'node:fs';
import { cp, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, expect, inject, onTestFinished, test } from 'vitest';
import { type Background, DATABASE_VARIABLE, playInBackground } from '../../infra/historic/background.ts';
import { expectedYear, historicYear } from '../../infra/historic/historic-year.ts';
import { addOrganisation, organisationOf } from '../../store/desk/organisations.ts';
import { expectHistoricYears, historicYears } from '../../store/historic/years.ts';
import { enterRecovery } from '../../store/recovery/recovery-mode.ts';
import { opensAgain } from '../builders/as-owner.ts';
import { freshDatabase, type TestDatabase } from '../builders/database.ts';
import { onLinux, processesWith } from '../infra/running.ts';
import { shortYear } from '../rehearsal/short-year.ts';

const UNHURRIED = 300_000;

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

function begin(of = db, records = 'records'): Background {
  said = [];
  const args = ['--plan', plan, '--proposals', '6'];
  return playInBackground({
    databaseUrl: of.url,
    folder: join(folder, records),
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
    expect(said.at(-1)).toBe('The historic years ended before their time (killed); the next start goes on with them.');
    await killed.stop();
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
  'an office that bears the id already keeps the year away, before anything is played for it',
  async () => {
    const other = await anotherDatabase();
    const office = { id: 'historic-huyen-ngan-2022', name: 'Huyện khác', level: 'district', above: null } as const;
    await addOrganisation(other.database, office);
    expect(await begin(other, 'records-of-another').ended).toBe(0);
    expect(said.filter((line) => line.includes('playing'))).toEqual([]);
    expect(said.join('\n')).toContain('historic-huyen-ngan-2022 is an organisation of this installation');
    expect(await status(other)).toEqual([['nam-ngan-2022', 'failed']]);
    expect(await organisationOf(other.database, office.id)).toEqual(office);
  },
  UNHURRIED,
);

test(
  'while the installation waits to be recovered nothing is taken over, and the kept record stays',
  async () => {
    const other = await anotherDatabase();
    await enterRecovery(other.database, 'GAP: a test');
    expect(await begin(other).ended).toBe(0);
    expect(await hashes(other)).toEqual([]);
    expect(existsSync(join(folder, 'records', 'nam-ngan-2022', 'record.json'))).toBe(true);
    await opensAgain(other.url);
    expect(await begin(other).ended).toBe(0);
    expect(await status(other)).toEqual([['nam-ngan-2022', 'done']]);
  },
  UNHURRIED,
);

test.each([
  ['in which one letter was changed', 'ledger.jsonl', 'standingOffice\\"', 'standingoffice\\"', 'does not verify'],
  ['whose desk this release does not know', 'desk.jsonl', '\\"role\\"', '\\"roles\\"', 'null value in column "role"'],
])(
  'a kept record %s is not taken over, and is given up to be played again',
  async (_what, file, was, is, why) => {
    const kept = join(folder, 'records', 'nam-ngan-2022');
    const aside = join(folder, 'aside');
    await cp(kept, aside, { recursive: true });
    const text = await readFile(join(kept, file), 'utf8');
    await writeFile(join(kept, file), text.replaceAll(was, is));
    expect(await readFile(join(kept, file), 'utf8')).not.toBe(text);
    const other = await anotherDatabase();
    expect(await begin(other).ended).toBe(0);
    expect(said.join('\n')).toContain(why);
    expect([await status(other), await hashes(other)]).toEqual([[['nam-ngan-2022', 'failed']], []]);
    expect(existsSync(kept)).toBe(false);
    await rename(aside, kept);
  },
  UNHURRIED,
);
