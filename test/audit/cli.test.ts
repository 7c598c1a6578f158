import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { freshDatabase, type TestDatabase } from '../builders/database.ts';
import { act, openOffice, person } from '../builders/office.ts';
import { START } from '../builders/round.ts';
import { openStill } from '../store/varied-run.ts';
import { ORIGIN } from './forger.ts';

const CLI = join(import.meta.dirname, '../../infra/cli/verify.ts');

let db: TestDatabase;
let folder: string;
let file: string;

beforeAll(async () => {
  db = await freshDatabase(inject('clusterUrl'));
  folder = await mkdtemp(join(tmpdir(), 'vinh-danh-verify-'));
  file = join(folder, 'ledger.jsonl');
  const office = openStill(db.database);
  const duty = { task: 'plan', owner: 'office', ownerKind: 'office' as const, dueAt: null, printed: '' };
  const { year } = await openOffice(office, undefined, { duties: [duty] });
  // Every end of line that some reader of lines knows, in one text.
  const document = { number: 'số\u2028 1\u2029\r\n2\u0085\f3', on: '2021-01-05', file: null };
  const dated = { task: 'plan', lastDayOn: '2021-02-01', document };
  const { outcome } = await act(office, {
    stream: year,
    kind: 'DateTask',
    body: dated,
    by: person('standingOffice'),
    key: 'dated',
  });
  expect(outcome).toMatchObject({ ok: true });
  office.clock.now = START;
  expect((await run('--database', db.url, '--export', file)).code).toBe(0);
}, 120_000);
afterAll(async () => {
  await db?.close();
  await rm(folder, { recursive: true, force: true });
});

function run(...args: string[]): Promise<{ code: number; out: string; err: string }> {
  return new Promise((resolve) => {
    execFile(process.execPath, [CLI, ...args], (error, out, err) => {
      const code = error === null ? 0 : typeof error.code === 'number' ? error.code : -1;
      resolve({ code, out, err });
    });
  });
}

describe('npm run verify', () => {
  test('verifies a database, and ends with 0', async () => {
    const { code, out } = await run('--database', db.url);
    expect(code).toBe(0);
    expect(out).toContain(`Log origin          ${ORIGIN}`);
    expect(out).toMatch(/Events +2\n/);
    expect(out).toContain('No trouble found');
  });

  test('verifies its own export without a database, whatever ends of line the texts hold', async () => {
    const { code, out } = await run(file, '--origin', ORIGIN, '--json');
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({
      streams: 1,
      events: 2,
      commands: 2,
      replay: { redecided: 2 },
      troubles: { count: 0 },
    });
  });

  test('ends with 1 on troubles: another origin, one changed letter, a line of rubbish', async () => {
    expect((await run(file, '--origin', 'elsewhere')).code).toBe(1);
    const text = await readFile(file, 'utf8');
    const tampered = join(folder, 'tampered.jsonl');
    await writeFile(tampered, text.replace('standingOffice\\"', 'standingoffice\\"'));
    const { code, out } = await run(tampered, '--origin', ORIGIN);
    expect(code).toBe(1);
    expect(out).toMatch(/test-office year\/[0-9a-f-]+ event 1: hash/);
    await writeFile(tampered, `${text}rubbish\n`);
    expect((await run(tampered, '--origin', ORIGIN)).out).toContain('line 5: unreadable');
  });

  test('verifies a record that was made elsewhere when it is told whose origin differs, and says so', async () => {
    const { code, out } = await run(file, '--origin', 'another', '--origin-of', `test-office=${ORIGIN}`);
    expect(code).toBe(0);
    expect(out).toContain(`Log origin          another\n  of test-office: ${ORIGIN}\n`);
    expect((await run(file, '--origin', ORIGIN, '--origin-of', 'test-office=another')).code).toBe(1);
  });

  test('verifies an export without commands when told so', async () => {
    const events = join(folder, 'events.jsonl');
    const lines = (await readFile(file, 'utf8')).split('\n').filter((line) => line.includes('"text"'));
    await writeFile(events, lines.join('\n'));
    expect((await run(events, '--origin', ORIGIN, '--events-only')).code).toBe(0);
    expect((await run(events, '--origin', ORIGIN)).code).toBe(1);
  });

  test.each([
    ['neither a file nor a database', []],
    ['a file without an origin', ['FILE']],
    ['a file that does not exist', ['/nowhere/ledger.jsonl', '--origin', ORIGIN]],
    ['a folder', [tmpdir(), '--origin', ORIGIN]],
    ['a database that does not answer', ['--database', 'postgres://127.0.0.1:1/none']],
    ['an export onto a file that exists', ['FILE', '--origin', ORIGIN, '--export', 'FILE']],
    ['an origin of nobody', ['FILE', '--origin', ORIGIN, '--origin-of', ORIGIN]],
    ['an option that does not exist', ['FILE', '--original', ORIGIN]],
  ])('ends with 2 when given %s', async (_what, args) => {
    const { code, out, err } = await run(...args.map((arg) => (arg === 'FILE' ? file : arg)));
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).not.toBe('');
  });

  test('never overwrites an export', async () => {
    const before = await readFile(file, 'utf8');
    await run('--database', db.url, '--export', file);
    expect(await readFile(file, 'utf8')).toBe(before);
  });
});
