import { expect, test } from 'vitest';
import { advanceYears, namesYear } from '../../../domain/plan/advance-years.ts';
import type { EyeCode } from '../../../domain/plan/carry-concerns.ts';
import { carryForward } from '../../../domain/plan/carry-forward.ts';
import { shiftPlan } from '../../../domain/plan/shift.ts';
import { writePlan } from '../../../plans/write.ts';
import { calendar, hoangMai } from '../../plans/hoang-mai.ts';
import { edited, planOf, smallPlan } from '../../plans/small-plan.ts';

const small = planOf(smallPlan);
const places = (code: EyeCode, plan = small, year = 2023) =>
  carryForward(plan, year, calendar)
    .needsEye.filter((eye) => eye.code === code)
    .map(({ place }) => place);

test("next year's plan has the same rows on the same days, worded with the new date", () => {
  const { plan } = carryForward(small, 2023, calendar);
  expect([plan.key, plan.version, plan.year, plan.title]).toEqual([
    'xa-nho-2023',
    1,
    2023,
    'Kế hoạch thi đua năm 2023',
  ]);
  expect(plan.tasks[0]?.deadline).toEqual({ kind: 'before', on: '2023-03-01', printed: 'Trước ngày 01/03/2023' });
  expect(plan.rounds[0]).toMatchObject({ key: 'annual-2023', period: { from: '2023-01-01', to: '2023-12-31' } });
});

test('no row of a draft claims to be printed: each names the row that it comes from', () => {
  const { plan } = carryForward(small, 2023, calendar);
  expect(plan.tasks[0]?.source).toEqual({ kind: 'assumed', reason: 'Chuyển từ xa-nho-2022 (dòng 1)' });
  expect(plan.document).toEqual({ number: '', date: { printed: '', on: null }, dates: [] });
});

test('a carried plan goes round through the loader, which finds its blank number and date', () => {
  for (const [plan, year] of [
    [small, 2023],
    [hoangMai, 2022],
    [hoangMai, 2024],
  ] as const) {
    const carried = carryForward(plan, year, calendar).plan;
    const again = planOf(writePlan(carried, 'draft'));
    expect({ ...again, anomalies: [] }).toEqual(carried);
    expect(again.anomalies.map(({ code }) => code)).toEqual(['BLANK_NUMBER_OR_DATE', 'BLANK_NUMBER_OR_DATE']);
  }
});

test('every deadline form, every setting and every anomaly go round through the loader', () => {
  const rich = planOf(
    edited(
      ['before: 01/03/2022, printed: Trước ngày 01/3/2022', 'before: 80/03/2022, printed: Trước ngày 80/3/2022'],
      [
        'kind: appraisal, name: Thẩm định, due: none',
        'kind: appraisal, name: Thẩm định, serviceTime: { days: 5, unit: working }, due: { relative: { days: 3, unit: working, after: receipt } }',
      ],
      [
        'kind: council, name: Hội đồng, due: none',
        'kind: council, name: Hội đồng, onMissed: escalate, due: { quarter: Q4/2022 }',
      ],
      ['route: here', 'route: here, opens: { within: { from: 01/11/2022, to: 30/11/2022 } }'],
      [
        'councilRegulation: null',
        'councilRegulation: { members: 9, threshold: { numerator: 2, denominator: 3, base: present, strict: true }, source: { seed: quy chế } }',
      ],
      ['source: { seed: mục 1 } }\ntasks', 'onePerson: true, source: { seed: mục 1 } }\ntasks'],
      ['  number:', '  amendedDate: 05/01/2022\n  number:'],
    ),
  );
  expect(planOf(writePlan(rich, 'again'))).toEqual(rich);
});

test('the cluster in which the body is a member goes along, and what was assumed of it is listed', () => {
  const cluster = (source: string) =>
    planOf(
      edited(
        ['above: {', `above: { cluster: { key: cum-ii, name: Cụm II, source: { ${source} } }, level: state, `],
        ['lead: { unit: phong-a }', 'lead: { clusterAbove: Cụm II }'],
      ),
    );
  const carried = carryForward(cluster('seed: mục 1'), 2023, calendar).plan;
  expect(carried.above?.cluster?.source).toEqual({ kind: 'assumed', reason: 'Chuyển từ xa-nho-2022 (mục 1)' });
  expect({ ...planOf(writePlan(carried, 'draft')), anomalies: [] }).toEqual(carried);
  expect(places('ASSUMED', cluster('assumed: để thử'))).toContain('above/cluster');
});

test('what the level above sets, and what cannot be read, stays without a date and is listed', () => {
  const plan = planOf(
    edited(['before: 01/03/2022, printed: Trước ngày 01/3/2022', 'before: 80/03/2022, printed: Trước ngày 80/3/2022']),
  );
  expect(carryForward(plan, 2023, calendar).plan.tasks[0]?.deadline).toMatchObject({
    kind: 'anomalous',
    printed: 'Trước ngày 80/3/2022',
  });
  expect(places('ANOMALY', plan)).toEqual(['dòng 1']);
  expect(places('SET_BY_ABOVE', hoangMai, 2022).slice(0, 2)).toEqual(['tasks/row-14', 'tasks/row-19']);
});

test('a task that waits for a plan of the level above waits for that of the later year', () => {
  const setByAbove = (year: number) =>
    `setByAbove: { plan: tinh-${year}, task: tong-ket }, printed: Theo kế hoạch năm ${year}`;
  const of = (year: number) =>
    planOf(edited(['before: 01/03/2022, printed: Trước ngày 01/3/2022', setByAbove(year)])).tasks[0]?.deadline;
  const waiting = planOf(edited(['before: 01/03/2022, printed: Trước ngày 01/3/2022', setByAbove(2022)]));
  expect(carryForward(waiting, 2023, calendar).plan.tasks[0]?.deadline).toEqual(of(2023));
});

test('rows that were assumed, dates on days off, moved periods and the blank document are listed', () => {
  expect(places('ASSUMED')).toContain('pipelines/annual/council');
  expect(places('ASSUMED')).not.toContain('tasks/row-1');
  expect(places('DAY_OFF')).toEqual(['rounds/annual-2023/nomination', 'rounds/annual-2023']);
  expect(places('PERIOD_MOVED')).toEqual(['rounds/annual-2023']);
  expect(places('DOCUMENT_BLANK')).toEqual(['document']);
});

test('a year whose holidays are not known yet is named', () => {
  expect(places('NO_HOLIDAY_TABLE', small, 2023)).toEqual([]);
  expect(places('NO_HOLIDAY_TABLE', small, 2030)).toEqual(['2030', '2031']);
});

test('a window of whole months stays one where February has another length, a window of days keeps its days', () => {
  const dated = 'before: 01/03/2022, printed: Trước ngày 01/3/2022';
  const within = (from: string, to: string) => {
    const plan = planOf(edited([dated, `within: { from: ${from}, to: ${to} }, printed: Hai tháng đầu năm`]));
    return carryForward(plan, 2024, calendar).plan.tasks[0]?.deadline;
  };
  expect(within('01/2022', '02/2022')).toMatchObject({ from: '2024-01-01', to: '2024-02-29' });
  expect(within('10/01/2022', '28/02/2022')).toMatchObject({ from: '2024-01-10', to: '2024-02-28' });
});

test('29 February becomes the 28th where the new year has none, and is listed', () => {
  const leap = planOf(
    edited(
      ['before: 01/03/2022, printed: Trước ngày 01/3/2022', 'atLatest: 29/02/2024, printed: 29/02/2024'],
      ['year: 2022', 'year: 2024'],
      ['năm 2022', 'năm 2024'],
      ['    printedQuarter: 1\n', ''],
      ['version: 1', 'version: 2'],
      ['source: { seed: dòng 1 }', 'source: { assumed: để thử }'],
      ['before: 01/03/2022, printed: Trước ngày 01/3/2022', 'before: 01/03/2022'],
    ).replace('source: { seed: dòng 1 }', 'source: { assumed: để thử }'),
  );
  expect(carryForward(leap, 2025, calendar).plan.tasks[0]?.deadline).toMatchObject({ on: '2025-02-28' });
  expect(places('LEAP_DAY', leap, 2025)).toEqual(['tasks/row-1']);
});

test('one year moves on in a text, a programme of several years stays', () => {
  expect(advanceYears('tổng kết năm 2020', 1)).toBe('tổng kết năm 2021');
  expect(advanceYears('năm học 2020 - 2021', 1)).toBe('năm học 2021 - 2022');
  expect(advanceYears('giai đoạn 2021 - 2025', 1)).toBe('giai đoạn 2021 - 2025');
  expect(advanceYears('education-2020-2021', 2)).toBe('education-2022-2023');
  expect(advanceYears('công văn 20211', 1)).toBe('công văn 20211');
});

test('a text that names a year is listed, whether it moved on or stayed', () => {
  const listed = carryForward(hoangMai, 2022, calendar).needsEye.filter(({ code }) => code === 'YEAR_IN_TEXT');
  expect(listed.find(({ place }) => place === 'tasks/row-8')?.text).toMatch(/^Giữ nguyên/);
  expect(listed.find(({ place }) => place === 'tasks/row-1')?.text).toMatch(/^Đổi thành.*2022/);
});

test('a term of office keeps its period', () => {
  const { plan } = carryForward(hoangMai, 2022, calendar);
  expect(plan.rounds.find(({ key }) => key === 'council-term-2016-2021')?.period).toEqual({
    from: '2016-01-01',
    to: '2021-12-31',
  });
});

test('a school year, which lies in two calendar years, is the next one’s again', () => {
  const { plan } = carryForward(hoangMai, 2022, calendar);
  const now = hoangMai.rounds.find(({ key }) => key === 'education-2020-2021')?.period;
  expect([now?.from.slice(0, 4), now?.to.slice(0, 4)]).toEqual(['2020', '2021']);
  expect(plan.rounds.find(({ key }) => key === 'education-2021-2022')?.period).toEqual({
    from: now?.from.replace('2020', '2021'),
    to: now?.to.replace('2021', '2022'),
  });
});

test('a year is found wherever in a text it stands', () => {
  expect(['2021 là năm đầu', 'Năm 2021', 'tổng kết năm'].map(namesYear)).toEqual([true, true, false]);
});

test('rows move under the quarter that they are due in', () => {
  const { plan } = carryForward(hoangMai, 2022, calendar);
  expect(
    plan.tasks.filter(({ row }) => row === null || (row >= 7 && row <= 9)).map((task) => task.printedQuarter),
  ).toEqual([null, 1, 2, 2]);
});

test('a plan is carried into a later year only, and a demo year not at all', () => {
  expect(() => carryForward(small, 2022, calendar)).toThrow(RangeError);
  expect(() => carryForward(shiftPlan(small, 365), 2024, calendar)).toThrow(RangeError);
});
