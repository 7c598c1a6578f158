import { expect, test } from 'vitest';
import { dateOf, startOfDay } from '../../domain/calendar/local-date.ts';
import { resolvePlan } from '../../domain/plan/resolve.ts';
import { calendar, hoangMai } from './hoang-mai.ts';

const resolved = resolvePlan(hoangMai, calendar);
const rows = hoangMai.tasks.filter(({ row }) => row !== null);
const dueOf = (row: number) => resolved.tasks.find((task) => task.row === row)?.deadline.dueAt ?? null;

test('Hoàng Mai 2021 has the 25 rows of its annex, numbered as printed', () => {
  expect(rows.map(({ row }) => row)).toEqual(Array.from({ length: 25 }, (_, index) => index + 1));
});

test('the duty of every unit ends with 29/01/2021, at 30/01/2021 00:00', () => {
  const duty = hoangMai.tasks.find(({ row }) => row === null);
  expect(duty?.lead.kind).toBe('everyUnit');
  expect(duty?.deadline).toEqual({ kind: 'before', printed: 'trước ngày 30/01/2021', on: '2021-01-30' });
  expect(resolved.tasks.find(({ row }) => row === null)?.deadline.dueAt).toBe(startOfDay('2021-01-30'));
});

test('the 25 rows fall on 12 distinct dates', () => {
  const dates = new Set(resolved.tasks.flatMap(({ deadline }) => deadline.dueAt ?? []));
  expect([...dates].sort((a, b) => a - b).map(dateOf)).toEqual([
    '2021-01-30',
    '2021-02-10',
    '2021-02-28',
    '2021-03-10',
    '2021-04-05',
    '2021-04-10',
    '2021-05-31',
    '2021-06-30',
    '2021-07-30',
    '2021-08-15',
    '2021-11-30',
    '2021-12-31',
  ]);
});

test('rows 14 and 19 wait for the city: no date, never overdue', () => {
  const waiting = resolved.tasks.filter(({ deadline }) => deadline.waitsFor !== null);
  expect(waiting.map(({ row, deadline }) => [row, deadline.dueAt, deadline.waitsFor, deadline.printed])).toEqual([
    [14, null, { kind: 'levelAbove' }, 'Theo Kế hoạch của Thành phố'],
    [19, null, { kind: 'levelAbove' }, 'Theo Kế hoạch của Thành phố'],
  ]);
});

test('rows 8 to 13 stand under quarter I and are due in April', () => {
  const found = hoangMai.anomalies.filter(({ code }) => code === 'PRINTED_UNDER_OTHER_QUARTER');
  expect(found.map(({ place }) => place)).toEqual([8, 9, 10, 11, 12, 13].map((row) => `Phụ lục, dòng ${row}`));
  expect(rows.filter(({ row }) => row !== null && row >= 8 && row <= 13).map((task) => task.printedQuarter)).toEqual(
    Array(6).fill(1),
  );
  expect([8, 9, 10, 11, 12].map(dueOf)).toEqual(Array(5).fill(startOfDay('2021-04-10')));
  expect(dueOf(13)).toBe(startOfDay('2021-04-05'));
});

test('the document has two dates and so none, and both are shown', () => {
  expect(hoangMai.document.date.on).toBeNull();
  expect(hoangMai.anomalies.find(({ code }) => code === 'TWO_DATES_FOR_ONE_ACT')?.printed).toBe(
    'Trang đầu: ngày 13 tháng 01 năm 2021; Phụ lục: ngày 15 / 01/2021',
  );
});

test("row 6 is reported for naming the city's council in a district plan", () => {
  const found = hoangMai.anomalies.filter(({ code }) => code === 'BODY_OF_ANOTHER_LEVEL');
  expect(found.map(({ place, printed }) => [place, printed])).toEqual([['Phụ lục, dòng 6', 'Hội đồng TĐKT Thành phố']]);
});

/** The annex as printed: who directs (C the council, U the committee and the council), who leads, who coordinates, until when. */
const ANNEX = [
  'C | Phòng Nội vụ | Các đơn vị thuộc Quận | Trước ngày 30/01/2021',
  'C | Phòng Nội vụ | Các đơn vị thuộc Quận | Trước ngày 30/01/2021',
  'C | Phòng Nội vụ | Các đơn vị thuộc Quận | Trước ngày 10/02/2021',
  'C | Phòng Nội vụ | Các đơn vị thuộc Quận | Trước ngày 28/02/2021',
  'C | Các đơn vị thuộc Quận | Phòng Nội vụ | Trước ngày 28/02/2021',
  'C | Phòng Nội vụ | Các đơn vị thuộc Quận | Trước ngày 28/02/2021',
  'C | Các Cụm thi đua thuộc Quận | Phòng Nội vụ | Trước ngày 10/3/2021',
  'U | Phòng Y tế | phòng Kinh tế, Phòng Nội vụ | Trước ngày 10/4/2021',
  'U | Phòng Kinh tế | các đơn vị liên quan, Phòng Nội vụ | Trước ngày 10/4/2021',
  'U | Phòng Lao động TB và XH | Ủy ban MTTQ Quận, Phòng Nội vụ | Trước ngày 10/4/2021',
  'U | Phòng Văn hóa và Thông tin | Phòng Nội vụ | Trước ngày 10/4/2021',
  'U | Phòng Quản lý đô thị | Phòng Nội vụ | Trước ngày 10/4/2021',
  'U | Phòng Kinh tế | Phòng Văn hóa và Thông tin, Các đơn vị liên quan | Trước ngày 05/4/2021',
  'U | Văn phòng HĐND và UBND Quận | Phòng Nội vụ | Theo Kế hoạch của Thành phố',
  'U | Phòng Kinh tế | các đơn vị liên quan, Phòng Nội vụ | Trước ngày 05/4/2021',
  'C | Các đơn vị liên quan | Phòng Nội vụ | Trước ngày 05/4/2021',
  'C | Phòng Giáo dục và Đào tạo | Phòng Nội vụ | Trước ngày 31/5/2021',
  'C | Phòng Nội vụ | Các đơn vị liên quan | Trước ngày 30/6/2021',
  'C | Phòng Nội vụ | Văn phòng HĐND và UBND Quận, Các đơn vị liên quan | Theo Kế hoạch của Thành phố',
  'C | Phòng Nội vụ | Các đơn vị liên quan | Trước ngày 30/7/2021',
  'C | Các Cụm thi đua thuộc Quận | Phòng Nội vụ | Trước ngày 30/7/2021',
  'C | Phòng Nội vụ | Các đơn vị liên quan | Trước ngày 15/8/2021',
  'C | Các đơn vị liên quan | Phòng Nội vụ | Trước ngày 15/8/2021',
  'C | Phòng Nội vụ | Các đơn vị liên quan | Trước ngày 30/11/2021',
  'C | Các đơn vị liên quan | Phòng Nội vụ | Trước ngày 31/12/2021',
];

test('every row says who directs it, who leads it, who coordinates and until when, as the annex prints it', () => {
  const directs = { C: 'Hội đồng TĐKT Quận', U: 'UBND/Hội đồng TĐKT Quận' };
  const printed = rows
    .toSorted((a, b) => (a.row ?? 0) - (b.row ?? 0))
    .map(({ directedBy, lead, coordinates, deadline }) =>
      [directedBy, lead.name, coordinates.map(({ name }) => name).join(', '), deadline.printed].join(' | '),
    );
  expect(printed).toEqual(ANNEX.map((line) => line.replace(/^[CU]/, (who) => (who === 'C' ? directs.C : directs.U))));
});

test('a row is owed by the office, a unit, every unit or every cluster, as its lead says', () => {
  const lead = (row: number) => rows.find((task) => task.row === row)?.lead;
  expect(lead(1)).toEqual({ kind: 'office', name: 'Phòng Nội vụ' });
  expect(lead(5)).toEqual({ kind: 'everyUnit', name: 'Các đơn vị thuộc Quận' });
  expect(lead(7)).toEqual({ kind: 'everyCluster', name: 'Các Cụm thi đua thuộc Quận' });
  expect(lead(8)).toEqual({ kind: 'unit', unit: 'y-te', name: 'Phòng Y tế' });
});

test('twelve units at least stand in three clusters, and no ward has a real name', () => {
  expect(hoangMai.units.length).toBeGreaterThanOrEqual(12);
  expect(new Set(hoangMai.units.map(({ cluster }) => cluster))).toEqual(new Set(['cum-1', 'cum-2', 'cum-3']));
  const wards = hoangMai.units.filter(({ key }) => key.startsWith('phuong-'));
  expect(wards.filter(({ name, source }) => source.kind !== 'assumed' || !name.includes('giả định'))).toEqual([]);
});

test('every stage that the document does not date says that it is assumed', () => {
  const stages = hoangMai.pipelines.flatMap((pipeline) => pipeline.stages);
  expect(stages.filter(({ source, due }) => source.kind === 'seed' && due.printed === '')).toEqual([]);
  expect(stages.filter(({ source, due }) => source.kind === 'assumed' && due.printed !== '')).toEqual([]);
});

test('no assumed date falls on a day off', () => {
  const assumed = hoangMai.pipelines.flatMap(({ stages }) => stages.filter(({ source }) => source.kind === 'assumed'));
  const off = resolved.rounds.flatMap(({ key, stages }) =>
    stages.filter((stage) => stage.due.fallsOnDayOff && stage.due.printed === '').map((stage) => `${key}/${stage.key}`),
  );
  expect(assumed.length).toBeGreaterThan(0);
  expect(off).toEqual([]);
});

test('the rounds dated by a row end on the date of that row', () => {
  const stageDue = (round: string, stage: string) =>
    resolved.rounds.find(({ key }) => key === round)?.stages.find(({ key }) => key === stage)?.dueAt;
  expect(stageDue('annual-2021', 'registration')).toBe(dueOf(5));
  expect(stageDue('annual-2021', 'inspection')).toBe(dueOf(20));
  expect(stageDue('annual-2021', 'half-year')).toBe(dueOf(21));
  expect(stageDue('annual-2020', 'conferral')).toBe(dueOf(4));
  expect(stageDue('enterprise-2020', 'decision')).toBe(dueOf(15));
  expect(stageDue('state-2021', 'submission')).toBe(dueOf(16));
  expect(stageDue('education-2020-2021', 'decision')).toBe(dueOf(17));
  expect(stageDue('good-people-2021', 'conferral')).toBe(dueOf(22));
  expect(stageDue('capital-citizen-2021', 'submission')).toBe(dueOf(23));
  expect(stageDue('thematic-2021', 'decision')).toBe(dueOf(25));
});

test('the rounds of rows 14 and 19 have no date of their own', () => {
  const waiting = resolved.rounds.filter(({ key }) => key === 'council-term-2016-2021' || key === 'election-2021');
  expect(waiting).toHaveLength(2);
  expect(waiting.flatMap(({ stages, closes }) => [closes.dueAt, ...stages.map(({ dueAt }) => dueAt)])).toEqual(
    Array(12).fill(null),
  );
});

test('a rehearsal of Hoàng Mai meets every consequence of a missed deadline, and a hand-in for each proposal', () => {
  const stages = hoangMai.pipelines.flatMap((pipeline) => pipeline.stages);
  expect(new Set(stages.map(({ onMissed }) => onMissed))).toEqual(new Set(['flag', 'escalate', 'block', 'lapse']));
  expect(new Set(stages.map(({ per }) => per))).toEqual(new Set(['unit', 'proposal']));
  expect(stages.filter(({ onMissed, source }) => onMissed === 'lapse' && source.kind === 'seed')).toEqual([]);
});
