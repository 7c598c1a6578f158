import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { startOfDay } from '../../domain/calendar/local-date.ts';
import { carryForward } from '../../domain/plan/carry-forward.ts';
import { publishedPlan } from '../../domain/plan/pin.ts';
import type { Plan } from '../../domain/plan/plan.ts';
import { resolvePlan } from '../../domain/plan/resolve.ts';
import { writePlan } from '../../plans/write.ts';
import { calendar } from './hoang-mai.ts';
import { planOf } from './small-plan.ts';

const read = (file: string) => planOf(readFileSync(`plans/${file}.yaml`, 'utf8'));
const vanDuc = read('van-duc-2023');
const amended = read('van-duc-2023.v2');
const resolved = resolvePlan(vanDuc, calendar);
const WINDOW = 'Từ tháng 01/2022 đến tháng 02/2022';

const dated = (plan: Plan) => plan.tasks.filter(({ deadline }) => deadline.kind !== 'none');
const dueOf = (plan: Plan, key: string) => resolvePlan(plan, calendar).tasks.find((task) => task.key === key)?.deadline;
const registrations = (plan: Plan) =>
  resolvePlan(plan, calendar).rounds.flatMap(({ stages }) => stages.filter(({ kind }) => kind === 'registration'));

test('Văn Đức 2023 is the plan of a commune under a city of the district’s level, without clusters', () => {
  expect([vanDuc.council.level, vanDuc.above?.level, vanDuc.above?.cluster]).toEqual(['commune', 'district', null]);
  expect([vanDuc.clusters, vanDuc.units.length, vanDuc.councilRegulation]).toEqual([[], 12, null]);
});

test('five tasks stand in the three periods that the document dates, worded as printed', () => {
  expect(dated(vanDuc).map(({ key, lead, deadline }) => [key, lead.kind, deadline.printed])).toEqual([
    ['period-1-registration', 'office', WINDOW],
    ['period-1-plan', 'office', WINDOW],
    ['period-2', 'everyUnit', 'Từ tháng 03/2023 đến tháng 11/2023'],
    ['period-3-summing-up', 'office', 'Tháng 12/2023'],
    ['period-3-awards', 'office', 'Tháng 12/2023'],
  ]);
});

test('the second period is open from 01/03/2023 to 30/11/2023, the third is December 2023', () => {
  const period = (key: string) => {
    const { opensAt, dueAt } = dueOf(vanDuc, key) ?? {};
    return [opensAt, dueAt];
  };
  expect(period('period-2')).toEqual([startOfDay('2023-03-01'), startOfDay('2023-12-01')]);
  const december = [startOfDay('2023-12-01'), startOfDay('2024-01-01')];
  expect([period('period-3-summing-up'), period('period-3-awards')]).toEqual([december, december]);
});

test('the duties that the document does not date are never overdue, and each has its lead', () => {
  const undated = vanDuc.tasks.filter(({ deadline }) => deadline.kind === 'none');
  expect(undated.map(({ key, lead }) => [key, lead.name])).toEqual([
    ['papers', 'Công chức Văn phòng Đảng ủy - Nội vụ'],
    ['upward', 'Công chức Văn phòng Đảng ủy - Nội vụ'],
    ['models', 'Công chức Văn phòng Đảng ủy - Nội vụ'],
    ['periodic-report', 'Công chức Văn phòng Đảng ủy - Nội vụ'],
    ['broadcasts', 'Đài truyền thanh phường'],
  ]);
  expect(undated.map(({ key }) => dueOf(vanDuc, key)?.dueAt)).toEqual(Array(5).fill(null));
});

test('the loader finds the blank day, the blank number, the year of the title and the window of the year before', () => {
  expect(vanDuc.anomalies.map(({ code, place, printed }) => [code, place, printed])).toEqual([
    ['BLANK_NUMBER_OR_DATE', 'Trang đầu', 'ngày tháng 02 năm 2023'],
    ['BLANK_NUMBER_OR_DATE', 'số văn bản', '/KH-TĐKT'],
    ['YEAR_DIFFERS', 'tiêu đề', vanDuc.title],
    ['WINDOW_IN_WRONG_YEAR', 'Mục III.3, gạch đầu dòng 1', WINDOW],
  ]);
  expect(vanDuc.title).toContain('năm 2022');
  expect(vanDuc.document.date.on).toBeNull();
});

test('what the window of 2022 dates has no date and waits for an amendment, with its wording kept', () => {
  const undated = [dueOf(vanDuc, 'period-1-registration'), dueOf(vanDuc, 'period-1-plan')];
  for (const due of [...undated, ...registrations(vanDuc).map((stage) => stage.due)])
    expect(due).toMatchObject({ opensAt: null, dueAt: null, printed: WINDOW, waitsFor: { kind: 'amendment' } });
  expect(registrations(vanDuc)).toHaveLength(2);
});

test('the amendment dates the first period January and February 2023, and keeps what was printed', () => {
  const window = { opensAt: startOfDay('2023-01-01'), dueAt: startOfDay('2023-03-01'), printed: WINDOW };
  expect(dueOf(amended, 'period-1-registration')).toMatchObject(window);
  expect(dueOf(amended, 'period-1-plan')).toMatchObject(window);
  expect(registrations(amended).map(({ due }) => due)).toEqual([
    expect.objectContaining(window),
    expect.objectContaining(window),
  ]);
});

test('the amendment is version 2 of the same plan and changes nothing else', () => {
  expect([vanDuc.key, vanDuc.version, amended.key, amended.version]).toEqual([vanDuc.key, 1, vanDuc.key, 2]);
  const ofPeriod1 = new Set(['period-1-registration', 'period-1-plan']);
  const rest = (plan: Plan): Plan => ({
    ...plan,
    version: 0,
    anomalies: plan.anomalies.filter(({ code }) => code !== 'WINDOW_IN_WRONG_YEAR'),
    tasks: plan.tasks.map((task) => (ofPeriod1.has(task.key) ? { ...task, deadline: untold } : task)),
    pipelines: plan.pipelines.map((pipeline) => ({
      ...pipeline,
      stages: pipeline.stages.map((stage) => (stage.kind === 'registration' ? { ...stage, due: untold } : stage)),
    })),
  });
  expect(rest(amended)).toEqual(rest(vanDuc));
});
const untold = { kind: 'none', printed: '' } as const;

test('after the amendment only the day, the number and the title still need a person', () => {
  expect(amended.anomalies.map(({ code }) => code)).toEqual([
    'BLANK_NUMBER_OR_DATE',
    'BLANK_NUMBER_OR_DATE',
    'YEAR_DIFFERS',
  ]);
});

test('every unit owes the second period, the radio station its broadcasts, the office all else', () => {
  const { duties } = publishedPlan(vanDuc, resolved, { hash: 'h', demo: false });
  const owners = (task: string) => duties.filter((duty) => duty.task === task).map(({ owner }) => owner);
  expect(owners('period-2')).toEqual(vanDuc.units.map(({ key }) => key));
  expect(owners('broadcasts')).toEqual(['dai-truyen-thanh']);
  expect(owners('period-3-awards')).toEqual(['office']);
  expect(duties).toHaveLength(8 + 12 + 1);
});

test('the awards of the year are decided and given in December, what goes to the city has no day of answer', () => {
  const stage = (round: string, key: string) =>
    resolved.rounds.find((one) => one.key === round)?.stages.find((one) => one.key === key);
  for (const key of ['decision', 'conferral']) {
    expect(stage('annual-2023', key)).toMatchObject({ dueAt: startOfDay('2024-01-01') });
    expect(stage('annual-2023', key)?.due.printed).toBe('Tháng 12/2023');
  }
  expect(stage('upward-2023', 'conferral')?.dueAt).toBeNull();
});

test('bodies that the document does not name are placeholders and assumed', () => {
  const named = vanDuc.units.filter(({ source }) => source.kind === 'seed').map(({ key }) => key);
  expect(named).toEqual(['van-phong', 'dai-truyen-thanh', 'mat-tran']);
  const placeholders = vanDuc.units.filter(({ source }) => source.kind === 'assumed');
  expect(placeholders.filter(({ name }) => !name.includes('giả định'))).toEqual([]);
  expect(vanDuc.titles.filter(({ source }) => source.kind !== 'assumed')).toEqual([]);
});

test('what the document dates is worded, and what it does not date is assumed or has no date', () => {
  const stages = vanDuc.pipelines.flatMap((pipeline) => pipeline.stages);
  expect(stages.filter(({ source, due }) => source.kind === 'seed' && due.printed === '')).toEqual([]);
  expect(stages.filter(({ source, due }) => source.kind === 'assumed' && due.printed !== '')).toEqual([]);
});

test('no date that was assumed falls on a day off', () => {
  const off = resolved.rounds.flatMap(({ key, stages, closes }) => [
    ...stages.filter(({ due }) => due.fallsOnDayOff && due.printed === '').map((stage) => `${key}/${stage.key}`),
    ...(closes.fallsOnDayOff ? [key] : []),
  ]);
  expect(off).toEqual([]);
});

test('the year is carried forward, and the window that cannot be used is carried as printed and listed', () => {
  const { plan, needsEye } = carryForward(vanDuc, 2024, calendar);
  expect(plan.key).toBe('van-duc-2024');
  expect(planOf(writePlan(plan, 'draft')).tasks[0]?.deadline).toMatchObject({ kind: 'anomalous', printed: WINDOW });
  expect(needsEye.filter(({ code }) => code === 'ANOMALY')).toHaveLength(4);
  const next = carryForward(amended, 2024, calendar).plan.tasks[0]?.deadline;
  expect(next).toEqual({
    kind: 'within',
    from: '2024-01-01',
    to: '2024-02-29',
    printed: 'Từ ngày 01/01/2024 đến ngày 29/02/2024',
  });
});
