import { expect, test } from 'vitest';
import { dateOf, startOfDay } from '../../domain/calendar/local-date.ts';
import { carryForward } from '../../domain/plan/carry-forward.ts';
import { intakePlan } from '../../domain/plan/intake.ts';
import { writePlan } from '../../plans/write.ts';
import { calendar } from './hoang-mai.ts';
import { anomaliesOf, assumedDaysOff, shipped, stagesOfDoubtfulSource } from './shipped-plan.ts';
import { planOf } from './small-plan.ts';

const baVi = shipped('ba-vi-2023');
const { plan, resolved } = baVi;
const dueOf = (key: string) => resolved.tasks.find((task) => task.key === key)?.deadline.dueAt ?? null;
const contentOf = (key: string) => plan.tasks.find((task) => task.key === key)?.content ?? '';

test('Ba Vì is a commune whose awards go up to the district', () => {
  expect([plan.council.level, plan.above?.level]).toEqual(['commune', 'district']);
  expect(intakePlan(plan)?.council.level).toBe('district');
});

/** The dated acts of the report: number or name, the day as printed, the day that it comes to; '-' where it is none. */
const ACTS = [
  'qd-01 | ngày 04/01/2023 | 2023-01-04',
  'qd-02 | ngày 04/01/2023 | 2023-01-04',
  'kh-05 | ngày 14/01/2023 | 2023-01-14',
  'kh-12 | ngày 25/01/2023 | 2023-01-25',
  'kh-17 | ngày 10/02/2023 | 2023-02-10',
  'kh-18 | ngày 14/02/2023 | 2023-02-14',
  'registration | ngày 23/02/2023 | 2023-02-23',
  'kh-26 | ngày 28/02/2023 | 2023-02-28',
  'kh-27 | ngày 28/02/2023 | 2023-02-28',
  'kh-30 | ngày 02/3/2023 | 2023-03-02',
  'kh-02-du | ngày 80/02/2023 | -',
  'kh-31 | ngày 07/03/2023 | 2023-03-07',
  'qd-111 | ngày 16/8/2023 | 2023-08-16',
  'qd-120 | ngày 16/8/2023 | 2023-08-16',
  'qd-213 | ngày 03/11/2023 | 2023-11-03',
  'report | ngày 03 tháng 11 năm 2023 | 2023-11-03',
  'gia-vuc-50 | 20/9/1974 – 20/9/2024 | -',
];

test('the report has 17 acts with a date in them, each on its day as printed', () => {
  expect(
    resolved.tasks.map(({ key, deadline }) => [key, deadline.printed, deadline.lastDayOn ?? '-'].join(' | ')),
  ).toEqual(ACTS);
});

test('every act is the committee’s, but for the plan of the party committee', () => {
  expect(plan.tasks.filter(({ lead }) => lead.name !== 'UBND xã').map(({ key, lead }) => [key, lead.name])).toEqual([
    ['kh-02-du', 'Đảng ủy xã'],
  ]);
});

test('two plans were signed on a day off, and their dates do not move', () => {
  const off = resolved.tasks.filter(({ deadline }) => deadline.fallsOnDayOff);
  expect(off.map(({ key, deadline }) => [key, deadline.dueAt])).toEqual([
    ['kh-05', startOfDay('2023-01-15')],
    ['kh-12', startOfDay('2023-01-26')],
  ]);
});

test('80/02/2023 stays as printed and waits for a person', () => {
  expect(resolved.tasks.find(({ key }) => key === 'kh-02-du')?.deadline).toMatchObject({
    dueAt: null,
    printed: 'ngày 80/02/2023',
    waitsFor: { kind: 'amendment', reason: 'Ngày 80/02/2023 không có trên lịch' },
  });
});

test('the anniversary of 2024 is a day to celebrate and no deadline', () => {
  expect(plan.tasks.find(({ key }) => key === 'gia-vuc-50')?.deadline.kind).toBe('none');
});

test('the anomalies of the report are exactly these', () => {
  expect(anomaliesOf(baVi)).toEqual([
    'COUNT_DIFFERS | Phần I, mục II.2.1 | 05 phong trào thi đua do Thủ tướng Chính phủ phát động',
    'YEAR_DIFFERS | Phần I, mục I.2.b | tình hình kinh tế - xã hội năm 2022 của xã',
    'YEAR_DIFFERS | Phần I, mục II.2.3 | gọi công dân nhập ngũ năm 2022',
    'BLANK_NUMBER_OR_DATE | số văn bản | /BC-UBND',
    `YEAR_DIFFERS | Phần I, mục II.2.2.b | ${contentOf('kh-18')}`,
    'IMPOSSIBLE_DATE | Phần I, mục II.2.2.a | ngày 80/02/2023',
    `YEAR_DIFFERS | Phần I, mục II.2.2.a | ${contentOf('kh-02-du')}`,
    'PRINTED_UNDER_OTHER_QUARTER | Phần I, mục II.3, gạch đầu dòng 3 | ngày 16/8/2023',
    'PRINTED_UNDER_OTHER_QUARTER | Phần I, mục II.3, gạch đầu dòng 4 | ngày 16/8/2023',
    'PRINTED_UNDER_OTHER_QUARTER | Phần I, mục II.3, gạch đầu dòng 5 | ngày 03/11/2023',
  ]);
});

test('of the five movements only three are named, and the finding says both numbers', () => {
  expect(plan.anomalies.find(({ code }) => code === 'COUNT_DIFFERS')?.reason).toBe('Văn bản ghi 5, nêu tên 3');
});

test('what was registered for 2023 and decided for 2022 stands with its figures', () => {
  const registered = [
    'Chiến sĩ thi đua cấp cơ sở 01 cá nhân',
    'Lao động tiên tiến 41 cá nhân',
    'Tập thể lao động tiên tiến 01 tập thể',
    'Giấy khen của Chủ tịch UBND xã 25% LĐTT',
    'Giấy khen của Chủ tịch UBND huyện 01 cá nhân',
    'Bằng khen UBND tỉnh 01 tập thể',
  ];
  expect(registered.filter((figure) => !contentOf('registration').includes(figure))).toEqual([]);
  expect(contentOf('qd-01')).toContain('28 cá nhân');
  expect(contentOf('qd-02')).toContain('06 tập thể và 12 cá nhân');
});

test('the commune decides Lao động tiên tiến and its own Giấy khen, the rest goes up', () => {
  const codes = (decidedBy: string) =>
    plan.titles.filter((title) => title.decidedBy === decidedBy).map(({ code }) => code);
  expect(codes('here')).toEqual(['LDTT', 'GK_XA']);
  expect(codes('above')).toEqual(['CSTDCS', 'TTLDTT', 'GK_HUYEN', 'BK_TINH']);
});

test('each round is decided, or registered, on the day of its act', () => {
  const stageDue = (round: string, stage: string) =>
    resolved.rounds.find(({ key }) => key === round)?.stages.find(({ key }) => key === stage)?.dueAt;
  expect(stageDue('annual-2023', 'registration')).toBe(dueOf('registration'));
  expect(stageDue('annual-2022', 'decision')).toBe(dueOf('qd-01'));
  expect(stageDue('annual-2022', 'decision')).toBe(dueOf('qd-02'));
  expect(stageDue('security-2023', 'decision')).toBe(dueOf('qd-111'));
  expect(stageDue('exercise-2023', 'decision')).toBe(dueOf('qd-120'));
  expect(stageDue('families-2023', 'decision')).toBe(dueOf('qd-213'));
});

test('the year begins in December 2022 with the closing of 2022, and ends in January 2024', () => {
  const acts = resolved.milestones.filter(({ kind }) => kind !== 'roundCloses').map(({ at }) => dateOf(at));
  expect([acts[0], acts.at(-1)]).toEqual(['2022-12-17', '2024-01-13']);
});

test('no cluster and no real name of a hamlet or union is invented', () => {
  expect(plan.clusters).toEqual([]);
  const assumed = plan.units.filter(({ source }) => source.kind === 'assumed');
  expect(assumed.map(({ name }) => name).filter((name) => !name.includes('giả định'))).toEqual([]);
  expect([plan.units.length, assumed.length]).toEqual([12, 4]);
});

test('what the report does not date says that it is assumed, and falls on no day off', () => {
  expect(stagesOfDoubtfulSource(baVi)).toEqual([]);
  expect(assumedDaysOff(baVi)).toEqual([]);
});

test('carried into 2024, the plan loads, and the impossible day still waits', () => {
  const next = planOf(writePlan(carryForward(plan, 2024, calendar).plan, 'draft'));
  expect(next.rounds.map(({ key }) => key)).toEqual([
    'annual-2024',
    'annual-2023',
    'security-2024',
    'exercise-2024',
    'families-2024',
  ]);
  expect(next.anomalies.map(({ code }) => code)).toEqual([
    'BLANK_NUMBER_OR_DATE',
    'BLANK_NUMBER_OR_DATE',
    'IMPOSSIBLE_DATE',
  ]);
});
