import { expect, test } from 'vitest';
import { dateOf } from '../../domain/calendar/local-date.ts';
import { carryForward } from '../../domain/plan/carry-forward.ts';
import { publishedPlan } from '../../domain/plan/pin.ts';
import { writePlan } from '../../plans/write.ts';
import { calendar } from './hoang-mai.ts';
import { anomaliesOf, assumedDaysOff, shipped, stagesOfDoubtfulSource } from './shipped-plan.ts';
import { planOf } from './small-plan.ts';

const daoDuong = shipped('dao-duong-2024');
const { plan, resolved } = daoDuong;
const numbered = plan.tasks.filter(({ row }) => row !== null);
const inText = plan.tasks.filter(({ row }) => row === null);

test('Đào Dương 2024 has the eight numbered items of its second part and two duties of its third', () => {
  expect(numbered.map(({ row }) => row)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
  expect(inText.map(({ lead }) => lead.name)).toEqual(['Ủy ban Mặt trận Tổ quốc Việt Nam xã', 'Công chức Văn phòng']);
});

test('the plan is of a commune, and has its number and its date', () => {
  expect([plan.council.level, plan.above?.level]).toEqual(['commune', 'district']);
  expect([plan.document.number, plan.document.date.on]).toEqual(['25/KH-UBND', '2024-03-28']);
});

test('no task, stage or round has a date by which it is due', () => {
  const deadlines = [
    ...resolved.tasks.map(({ deadline }) => deadline),
    ...resolved.rounds.flatMap(({ stages, closes }) => [closes, ...stages.map(({ due }) => due)]),
  ];
  expect(
    deadlines.filter(({ dueAt, printed, waitsFor }) => dueAt !== null || printed !== '' || waitsFor !== null),
  ).toEqual([]);
});

test('nothing is ever overdue: no duty has a due instant, and no stage counts a service time', () => {
  const { duties } = publishedPlan(plan, resolved, { hash: '', demo: false });
  expect(duties.filter(({ dueAt }) => dueAt !== null)).toEqual([]);
  const stages = plan.pipelines.flatMap((pipeline) => pipeline.stages);
  expect(stages.filter(({ serviceTime }) => serviceTime !== null)).toEqual([]);
  expect(new Set(resolved.milestones.map(({ kind }) => kind))).toEqual(new Set(['stageOpens']));
});

test('an item is owed by the clusters where it speaks of them, else by all whom the last sentence binds', () => {
  expect(numbered.filter(({ lead }) => lead.kind === 'everyCluster').map(({ row }) => row)).toEqual([5]);
  expect(numbered.filter(({ lead }) => lead.kind === 'everyUnit').map(({ row }) => row)).toEqual([1, 2, 3, 4, 6, 7, 8]);
  const { duties } = publishedPlan(plan, resolved, { hash: '', demo: false });
  expect(duties).toHaveLength(7 * plan.units.length + plan.clusters.length + 2);
});

test('the five movements of the province are named with their years', () => {
  const movements = [
    'cải cách hành chính (2022-2025)',
    'dự án trọng điểm (2021-2025)',
    'chuyển đổi số (2022-2025)',
    'thu hút đầu tư (2022-2025)',
    'điển hình tiên tiến (2021-2025)',
  ];
  const third = numbered.find(({ row }) => row === 3)?.content ?? '';
  expect(movements.filter((movement) => !third.includes(movement))).toEqual([]);
});

test('the anomalies of the document are exactly these: six years are called five, and its fifth the fourth', () => {
  expect(anomaliesOf(daoDuong)).toEqual([
    'COUNT_DIFFERS | Mục I.1 | 5 năm 2020-2025',
    'COUNT_DIFFERS | Mục I.1 | năm thứ tư',
  ]);
  expect(plan.anomalies.map(({ reason }) => reason)).toEqual([
    'Văn bản ghi 5 năm, từ 2020 đến 2025 là 6',
    'Văn bản ghi năm thứ 4, 2024 là năm thứ 5 kể từ 2020',
  ]);
});

test('every stage says that it is assumed, and opens on a working day', () => {
  expect(stagesOfDoubtfulSource(daoDuong)).toEqual([]);
  expect(assumedDaysOff(daoDuong)).toEqual([]);
});

test('clusters and bodies that the document does not name are marked as assumed in their names', () => {
  const assumed = [...plan.clusters, ...plan.units].filter(({ source }) => source.kind === 'assumed');
  expect(assumed.map(({ name }) => name).filter((name) => !name.includes('giả định'))).toEqual([]);
  expect([plan.units.length, plan.clusters.length, assumed.length]).toEqual([10, 2, 10]);
});

test('the year closes no earlier one and has no school year: the document speaks of neither', () => {
  expect(plan.rounds.map(({ key }) => key)).toEqual(['annual-2024', 'cluster-2024', 'thematic-2024', 'sudden-2024']);
  expect(new Set(plan.rounds.map(({ period }) => `${period.from} ${period.to}`))).toEqual(
    new Set(['2024-01-01 2024-12-31']),
  );
});

test('the year opens its stages in order: registration, half-year, scoring in the clusters, nomination', () => {
  const openings = (round: string) =>
    resolved.rounds
      .find(({ key }) => key === round)
      ?.stages.flatMap(({ key, opensAt }) => (opensAt === null ? [] : [`${key} ${dateOf(opensAt)}`]));
  expect(openings('annual-2024')).toEqual([
    'registration 2024-04-01',
    'half-year 2024-07-01',
    'inspection 2024-07-01',
    'nomination 2024-12-02',
  ]);
  expect(openings('cluster-2024')).toEqual(['registration 2024-04-01', 'scoring 2024-11-18', 'nomination 2024-12-02']);
});

test('carried into 2025, the plan loads and keeps the years of the movements', () => {
  const next = planOf(writePlan(carryForward(plan, 2025, calendar).plan, 'draft'));
  expect(next.rounds.map(({ key }) => key)).toEqual(['annual-2025', 'cluster-2025', 'thematic-2025', 'sudden-2025']);
  expect(next.tasks.find(({ row }) => row === 3)?.content).toContain('2022-2025');
  expect(next.anomalies.map(({ code }) => code)).toEqual(['BLANK_NUMBER_OR_DATE', 'BLANK_NUMBER_OR_DATE']);
});
