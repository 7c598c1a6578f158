import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { shortYear } from './short-year.ts';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'rehearse-cli-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

function rehearse(...words: string[]): { code: number | null; out: string; talk: string } {
  const cli = ['--import', './worker/promise-hooks.ts', 'infra/cli/rehearse.ts', ...words];
  const { status, stdout, stderr } = spawnSync(process.execPath, cli, { encoding: 'utf8' });
  return { code: status, out: stdout, talk: stderr };
}

test('a rehearsal is of 120 proposals of 12 units under seed 1, unless told otherwise', () => {
  const { code, out } = rehearse('--help');
  expect(code).toBe(0);
  expect(out).toMatch(/--proposals <n> .*\(default: 120\)/);
  expect(out).toMatch(/--units <n> .*\(default: 12\)/);
  expect(out).toMatch(/--seed <n> .*\(default: 1\)/);
});

test('a plan with faults is not rehearsed: all of them are told, and it ends with 1', () => {
  const file = join(folder, 'faulty.yaml');
  writeFileSync(file, shortYear.replace('version: 1', 'version: 0').replace('cluster: cum-1', 'cluster: cum-9'));
  const { code, out, talk } = rehearse(file);
  expect([code, out]).toEqual([1, '']);
  expect(talk.split('\n')).toEqual([
    expect.stringContaining('version must be a whole number'),
    expect.stringContaining('[UNKNOWN_REFERENCE]'),
    expect.stringContaining('2 faults, the plan is refused'),
    '',
  ]);
});

test('a file that is missing ends with 2 and says what to do', () => {
  const { code, talk } = rehearse(join(folder, 'nothing.yaml'));
  expect(code).toBe(2);
  expect(talk.trim().split('\n')).toEqual([expect.stringContaining('does not exist; check the name')]);
});

test('an amendment is rehearsed with the version before it, and nothing else is taken for one', () => {
  const first = join(folder, 'first.yaml');
  const second = join(folder, 'second.yaml');
  writeFileSync(first, shortYear);
  writeFileSync(second, shortYear.replace('version: 1', 'version: 2'));
  expect(rehearse(second)).toMatchObject({ code: 2, talk: expect.stringContaining(`--amendment ${second}`) });
  const other = rehearse(first, '--amendment', first);
  expect([other.code, other.out]).toEqual([2, '']);
  expect(other.talk).toContain('an amendment is version 2 of nam-ngan-2022');
});

test('no proposals, or half a unit, are refused before anything starts', () => {
  for (const words of [
    ['--proposals', '0'],
    ['--units', '1.5'],
    ['--seed', 'x'],
  ]) {
    const { code, out, talk } = rehearse('plans/any.yaml', ...words);
    expect([code, out]).toEqual([1, '']);
    expect(talk).toContain('Give a whole number from 1 on.');
  }
});
