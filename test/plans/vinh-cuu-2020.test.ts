import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { startOfDay } from '../../domain/calendar/local-date.ts';
import { carryForward } from '../../domain/plan/carry-forward.ts';
import { intakePlan } from '../../domain/plan/intake.ts';
import { publishedPlan } from '../../domain/plan/pin.ts';
import { resolvePlan } from '../../domain/plan/resolve.ts';
import { writePlan } from '../../plans/write.ts';
import { calendar } from './hoang-mai.ts';
import { planOf } from './small-plan.ts';

const text = readFileSync('plans/vinh-cuu-2020.yaml', 'utf8');
const vinhCuu = planOf(text);
const resolved = resolvePlan(vinhCuu, calendar);
const stageOf = (round: string, key: string) =>
  resolved.rounds.find((one) => one.key === round)?.stages.find((one) => one.key === key);
const ENDS = [
  startOfDay('2020-04-01'),
  startOfDay('2020-07-01'),
  startOfDay('2020-10-01'),
  startOfDay('2021-01-01'),
] as const;

/** The dashes as printed, by quarter; one that holds several acts has several tasks. */
const DASHES = [
  ['q1-1', 'q1-2', 'q1-3', 'q1-4', 'q1-5a', 'q1-5b', 'q1-5c'],
  ['q2-1a', 'q2-1b', 'q2-2', 'q2-3', 'q2-4', 'q2-5', 'q2-6', 'q2-7'],
  ['q3-1', 'q3-2', 'q3-3', 'q3-4'],
  ['q4-1', 'q4-2', 'q4-3', 'q4-4'],
];

test('Vĩnh Cửu 2020 has the twenty dashes of its four quarters, as twenty-three tasks', () => {
  const of = (quarter: number) =>
    vinhCuu.tasks.filter(({ printedQuarter }) => printedQuarter === quarter).map(({ key }) => key);
  expect([1, 2, 3, 4].map(of)).toEqual(DASHES);
  const dashes = vinhCuu.tasks.filter(({ printedQuarter }) => printedQuarter !== null);
  const places = new Set(dashes.map(({ source }) => source.kind === 'seed' && source.place));
  expect([dashes.length, places.size]).toEqual([23, 20]);
});

test('each task ends with the quarter that it is printed under, worded as the heading', () => {
  for (const [index, keys] of DASHES.entries()) {
    const tasks = resolved.tasks.filter(({ key }) => keys.includes(key));
    expect(tasks.map(({ deadline }) => [deadline.dueAt, deadline.printed])).toEqual(
      keys.map(() => [ENDS[index], ['Quý I', 'Quý II', 'Quý III', 'Quý IV'][index]]),
    );
  }
});

test('the plan that every body makes for itself has no date and is never overdue', () => {
  const [task] = vinhCuu.tasks;
  expect([task?.lead.kind, task?.printedQuarter]).toEqual(['everyUnit', null]);
  expect(resolved.tasks[0]?.deadline).toMatchObject({ dueAt: null, rule: 'no-date' });
});

test('the office leads every dash, but the covenant, which each of the ten clusters signs in quarter II', () => {
  const { duties } = publishedPlan(vinhCuu, resolved, { hash: 'h', demo: false });
  const covenant = duties.filter(({ task }) => task === 'q2-1b');
  expect(covenant.map(({ owner, ownerKind, dueAt }) => [owner, ownerKind, dueAt])).toEqual(
    vinhCuu.clusters.map(({ key }) => [key, 'cluster', ENDS[1]]),
  );
  const others = duties.filter(({ task }) => task.startsWith('q') && task !== 'q2-1b');
  expect([others.length, new Set(others.map(({ owner }) => owner))]).toEqual([22, new Set(['office'])]);
});

test('ten clusters are counted by the document, and the ten that the plan has are assumed, each with members', () => {
  expect(vinhCuu.clusters).toHaveLength(10);
  expect(
    vinhCuu.clusters.filter(({ name, source }) => source.kind !== 'assumed' || !name.includes('giả định')),
  ).toEqual([]);
  expect(vinhCuu.clusters.filter(({ key }) => !vinhCuu.units.some(({ cluster }) => cluster === key))).toEqual([]);
});

test('a tenth cluster left out would be told', () => {
  const line = text.split('\n').find((each) => each.includes('key: cum-10,')) ?? '';
  const without = planOf(text.replace(`${line}\n`, '').replaceAll('cluster: cum-10', 'cluster: cum-9'));
  expect(without.anomalies.find(({ code }) => code === 'COUNT_DIFFERS')).toMatchObject({
    printed: 'Thành viên 10 cụm thi đua',
    reason: 'Văn bản ghi 10, kế hoạch có 9',
  });
});

test('the district itself is a member of cluster II of the province, where it registers, is scored, meets and reports', () => {
  expect(vinhCuu.above).toMatchObject({ level: 'province', cluster: { key: 'cum-ii', source: { kind: 'seed' } } });
  const there = vinhCuu.tasks.filter(({ coordinates }) => coordinates.some(({ kind }) => kind === 'clusterAbove'));
  expect(there.map(({ key }) => key)).toEqual(['q1-2', 'q1-4', 'q2-5', 'q4-3']);
  const intake = intakePlan(vinhCuu);
  expect(intake?.units.map(({ key, cluster }) => [key, cluster])).toEqual([['vinh-cuu', 'cum-ii']]);
});

test('the loader finds that no number is printed and that the fourth quarter plans its own year again', () => {
  expect(vinhCuu.anomalies.map(({ code, place }) => [code, place])).toEqual([
    ['BLANK_NUMBER_OR_DATE', 'số văn bản'],
    ['YEAR_DIFFERS', 'Mục II.4, gạch đầu dòng 4'],
  ]);
  expect(vinhCuu.document.date.on).toBe('2020-02-11');
  expect(vinhCuu.tasks.find(({ key }) => key === 'q4-4')?.content).toMatch(/^Xây dựng Kế hoạch .* năm 2020$/);
  expect(resolved.tasks.find(({ key }) => key === 'q4-4')?.deadline.dueAt).toBe(ENDS[3]);
});

test('the year 2019 is decided in quarter I and given in quarter II, for units and for the leaders of clusters', () => {
  for (const round of ['annual-2019', 'cluster-leaders-2019']) {
    expect(vinhCuu.rounds.find(({ key }) => key === round)?.period).toEqual({ from: '2019-01-01', to: '2019-12-31' });
    expect([stageOf(round, 'decision')?.dueAt, stageOf(round, 'conferral')?.dueAt]).toEqual([ENDS[0], ENDS[1]]);
  }
});

test('the school year is guided in quarter II, decided and sent to the province and the state in quarter III', () => {
  expect(resolved.tasks.find(({ key }) => key === 'q2-4')?.deadline.dueAt).toBe(ENDS[1]);
  expect(stageOf('education-2019-2020', 'decision')?.dueAt).toBe(ENDS[2]);
  expect(stageOf('education-2019-2020', 'submission')?.dueAt).toBe(ENDS[2]);
  const titles = vinhCuu.rounds.find(({ key }) => key === 'education-2019-2020')?.titles;
  expect(titles).toEqual(expect.arrayContaining(['BK_TINH', 'BK_TTG', 'HCLD']));
});

test('the half-year and the inspection of 2020 end with quarters II and III', () => {
  expect(stageOf('annual-2020', 'half-year')?.dueAt).toBe(ENDS[1]);
  expect(stageOf('annual-2020', 'inspection')?.dueAt).toBe(ENDS[2]);
});

test('bodies that the document does not name are placeholders and assumed', () => {
  const named = vinhCuu.units.filter(({ source }) => source.kind === 'seed').map(({ key }) => key);
  expect(named).toEqual(['noi-vu', 'dai-truyen-thanh']);
  const placeholders = vinhCuu.units.filter(({ key }) => /^(co-quan|truong|xa|thi-tran)-/.test(key));
  expect(placeholders.filter(({ name, source }) => source.kind === 'seed' || !name.includes('giả định'))).toEqual([]);
  expect(vinhCuu.titles.filter(({ source }) => source.kind !== 'assumed')).toEqual([]);
});

test('what the document dates is worded, and what it does not date is assumed', () => {
  const stages = vinhCuu.pipelines.flatMap((pipeline) => pipeline.stages);
  expect(stages.filter(({ source, due }) => source.kind === 'seed' && due.printed === '')).toEqual([]);
  expect(stages.filter(({ source, due }) => source.kind === 'assumed' && due.printed !== '')).toEqual([]);
});

test('no date that was assumed falls on a day off, as far as the days off of 2020 are known', () => {
  const off = resolved.rounds.flatMap(({ key, stages, closes }) => [
    ...stages.filter(({ due }) => due.fallsOnDayOff && due.printed === '').map((stage) => `${key}/${stage.key}`),
    ...(closes.fallsOnDayOff ? [key] : []),
  ]);
  expect(off).toEqual([]);
  expect(stageOf('annual-2020', 'registration')?.due.dayOffMissingYear).toBe(2020);
});

test('the year is carried forward: the fourth quarter then plans 2021 in 2021, which a person is told to look at', () => {
  const { plan, needsEye } = carryForward(vinhCuu, 2021, calendar);
  expect({ ...planOf(writePlan(plan, 'draft')), anomalies: [] }).toEqual(plan);
  expect(plan.tasks.find(({ key }) => key === 'q1-1')?.deadline).toEqual({
    kind: 'quarter',
    year: 2021,
    quarter: 1,
    printed: 'Quý I năm 2021',
  });
  const places = (code: string) => needsEye.filter((eye) => eye.code === code).map(({ place }) => place);
  expect(places('ANOMALY')).toEqual(['số văn bản', 'Mục II.4, gạch đầu dòng 4']);
  expect(places('YEAR_IN_TEXT')).toContain('tasks/q4-4');
});
