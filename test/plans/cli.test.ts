import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { hoangMaiFile } from './hoang-mai.ts';
import { edited, planOf } from './small-plan.ts';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'plan-cli-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

function plan(...words: string[]): { code: number | null; out: string; talk: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, ['infra/cli/plan.ts', ...words], { encoding: 'utf8' });
  return { code: status, out: stdout, talk: stderr };
}

function fileWith(name: string, content: string | Buffer): string {
  const file = join(folder, name);
  writeFileSync(file, content);
  return file;
}

test('check prints the calendar, the anomalies and the counts of Hoàng Mai, and ends with 0', () => {
  const { code, out, talk } = plan('check', hoangMaiFile);
  expect([code, talk]).toEqual([0, '']);
  expect(out).toMatch(/^ {2}5 .*Trước ngày 28\/02\/2021 +28\/02\/2021 00:00 +before-exclusive/m);
  expect(out).toMatch(/^ {2}14 .*Theo Kế hoạch của Thành phố +chờ cấp trên/m);
  expect(out).toContain(`${hoangMaiFile}: Phụ lục, dòng 6: BODY_OF_ANOTHER_LEVEL`);
  expect(out).toContain(`${hoangMaiFile}: Trang đầu / Phụ lục: TWO_DATES_FOR_ONE_ACT`);
  expect(out).toContain('dòng / rows: 25\n');
  expect(out).toContain('distinct dates: 12\n');
  expect(out).toContain('waiting for a date: 2\n');
});

test.each([
  ['plans/van-duc-2023.yaml', 4, 'Mục III.3, gạch đầu dòng 1: WINDOW_IN_WRONG_YEAR'],
  ['plans/van-duc-2023.v2.yaml', 3, 'tiêu đề: YEAR_DIFFERS'],
  ['plans/vinh-cuu-2020.yaml', 2, 'Mục II.4, gạch đầu dòng 4: YEAR_DIFFERS'],
  ['plans/ba-vi-2023.yaml', 10, 'IMPOSSIBLE_DATE  "ngày 80/02/2023"  Ngày 80/02/2023 không có trên lịch'],
  ['plans/dao-duong-2024.yaml', 2, 'COUNT_DIFFERS  "5 năm 2020-2025"  Văn bản ghi 5 năm, từ 2020 đến 2025 là 6'],
])('check prints the anomalies of %s, and ends with 0', (file, count, one) => {
  const { code, out, talk } = plan('check', file);
  expect([code, talk]).toEqual([0, '']);
  expect(out).toContain(`ANOMALIES OF THE SOURCE: ${count}\n`);
  expect(out).toContain(one);
});

test('check ends a faulty plan with 1, all its faults on stderr and nothing on stdout', () => {
  const file = fileWith(
    'faulty.yaml',
    edited(
      ['version: 1', 'version: 0'],
      ['cluster: cum-1', 'cluster: cum-9'],
      ['opens: 10/01/2022', 'opens: 01/04/2022'],
    ),
  );
  const { code, out, talk } = plan('check', file);
  expect([code, out]).toEqual([1, '']);
  expect(talk).toContain(`${file}:2: version must be a whole number`);
  expect(talk).toContain('[UNKNOWN_REFERENCE]');
  expect(talk).toContain('[DUE_BEFORE_OPENS]');
  expect(talk).toContain('3 faults, the plan is refused');
});

test('a file that is missing or a folder ends with 2 and says what to do', () => {
  expect(plan('check', join(folder, 'nothing.yaml'))).toMatchObject({
    code: 2,
    talk: expect.stringContaining('does not exist; check the name'),
  });
  expect(plan('check', folder)).toMatchObject({ code: 2, talk: expect.stringContaining('is a folder') });
});

test('a binary file, one that is not YAML and one of 1 MiB are refused and say what to do', () => {
  expect(plan('check', fileWith('a.docx', Buffer.from([0x50, 0x4b, 3, 4, 0xff, 0xfe])))).toMatchObject({
    code: 1,
    talk: expect.stringContaining('saved as UTF-8'),
  });
  expect(plan('check', fileWith('b.yaml', 'key: [unclosed'))).toMatchObject({
    code: 1,
    talk: expect.stringContaining('correct the YAML here'),
  });
  expect(plan('check', fileWith('c.yaml', 'a'.repeat(1024 * 1024)))).toMatchObject({
    code: 1,
    talk: expect.stringContaining('1 MiB or larger'),
  });
});

test('a command that is wrong or incomplete ends with 2, help with 0', () => {
  expect([plan('frob').code, plan('check').code, plan('carry-forward', hoangMaiFile).code, plan().code]).toEqual([
    2, 2, 2, 2,
  ]);
  expect(plan('carry-forward', hoangMaiFile, '--to', 'next').code).toBe(2);
  expect(plan('carry-forward', hoangMaiFile, '--to', '2021').code).toBe(2);
  expect(plan('demo', hoangMaiFile, '--open-on', '31/02/2026').code).toBe(2);
  expect(plan('--help').code).toBe(0);
});

test("carry-forward writes next year's plan to stdout and the list for a person to stderr", () => {
  const { code, out, talk } = plan('carry-forward', hoangMaiFile, '--to', '2022');
  expect(code).toBe(0);
  expect(planOf(out)).toMatchObject({ key: 'hoang-mai-2022', year: 2022 });
  expect(talk).toContain("NEEDS A PERSON'S EYE");
  expect(talk).toContain('tasks/row-14: Theo Kế hoạch của Thành phố');
});

test('a file written before is not overwritten', () => {
  const out = join(folder, 'next.yaml');
  expect(plan('carry-forward', hoangMaiFile, '--to', '2022', '--out', out)).toMatchObject({ code: 0, out: '' });
  const written = readFileSync(out, 'utf8');
  expect(plan('carry-forward', hoangMaiFile, '--to', '2023', '--out', out)).toMatchObject({
    code: 2,
    talk: expect.stringContaining('not overwritten'),
  });
  expect(readFileSync(out, 'utf8')).toBe(written);
});

test('demo opens the registration of the main round on the day asked for; its year is not carried forward', () => {
  const out = join(folder, 'demo.yaml');
  expect(plan('demo', hoangMaiFile, '--open-on', '2026-11-21', '--out', out).code).toBe(0);
  const demo = planOf(readFileSync(out, 'utf8'));
  expect(demo.moved).toEqual({ days: 2128, fromYear: 2021 });
  expect(plan('check', out).out).toContain('NĂM MINH HỌA / DEMO YEAR');
  expect(plan('carry-forward', out, '--to', '2030')).toMatchObject({
    code: 2,
    talk: expect.stringContaining('demo year'),
  });
});

test('demo refuses a plan in which nothing is registered', () => {
  const file = fileWith(
    'standing.yaml',
    edited(['    pipeline: annual\n', '    pipeline: annual\n    standing: true\n']),
  );
  expect(plan('demo', file, '--open-on', '2026-11-21')).toMatchObject({ code: 1, out: '' });
});
