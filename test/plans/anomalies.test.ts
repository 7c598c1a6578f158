import { expect, test } from 'vitest';
import type { Plan } from '../../domain/plan/plan.ts';
import { resolvePlan } from '../../domain/plan/resolve.ts';
import { calendar } from './hoang-mai.ts';
import { edited, planOf } from './small-plan.ts';

const codes = (plan: Plan) => plan.anomalies.map(({ code, place }) => `${code} ${place}`);
const dueOfTask = (plan: Plan) => resolvePlan(plan, calendar).tasks[0]?.deadline;
const printedDeadline = 'deadline: { before: 01/03/2022, printed: Trước ngày 01/3/2022 }';
const printedDate = 'printed: ngày 04 tháng 01 năm 2022';
const task = (deadline: string) =>
  planOf(edited([printedDeadline, `deadline: ${deadline}`], ['    printedQuarter: 1\n', '']));

test('an impossible printed date loads, keeps its wording and has no date until amended', () => {
  const plan = task('{ before: 80/02/2022, printed: Trước ngày 80/02/2022 }');
  expect(codes(plan)).toEqual(['IMPOSSIBLE_DATE dòng 1']);
  expect(dueOfTask(plan)).toMatchObject({
    dueAt: null,
    printed: 'Trước ngày 80/02/2022',
    rule: 'anomalous',
    waitsFor: { kind: 'amendment', reason: 'Ngày 80/02/2022 không có trên lịch' },
  });
});

test('a month that does not exist is an impossible date too', () => {
  expect(codes(task('{ within: { from: 02/2022, to: 13/2022 }, printed: Từ tháng 02 đến tháng 13 }'))).toEqual([
    'IMPOSSIBLE_DATE dòng 1',
  ]);
});

const assumed = (deadline: string) =>
  planOf(
    edited(
      [printedDeadline, `deadline: ${deadline}`],
      ['    printedQuarter: 1\n', ''],
      ['source: { seed: dòng 1 }', 'source: { assumed: để thử }'],
    ),
  );

test.each([
  ['{ before: 01/01/9999 }', '01/01/9999'],
  ['{ atLatest: 31/12/1944 }', '31/12/1944'],
  ['{ within: { from: 02/2022, to: 01/2201 } }', '01/2201'],
  ['{ quarter: Q4/9999 }', 'Q4/9999'],
])('a date that no award year knows has no date until amended, whoever says it: %s', (deadline, said) => {
  const waitsFor = { kind: 'amendment', reason: `${said} không thuộc năm thi đua nào` };
  expect(dueOfTask(assumed(deadline))).toMatchObject({ dueAt: null, waitsFor });
});

test.each(['{ atLatest: 31/12/2200 }', '{ quarter: Q4/2200 }', '{ within: { from: 01/1945, to: 12/2200 } }'])(
  'the last day that a plan may name is a date: %s',
  (deadline) => {
    expect(dueOfTask(assumed(deadline))?.lastDayOn).toBe('2200-12-31');
  },
);

test('a window in the year before the plan loads without a date', () => {
  const plan = task('{ within: { from: 01/2021, to: 02/2021 }, printed: Từ tháng 01/2021 đến tháng 02/2021 }');
  expect(codes(plan)).toEqual(['WINDOW_IN_WRONG_YEAR dòng 1']);
  expect(dueOfTask(plan)?.dueAt).toBeNull();
  expect(dueOfTask(plan)?.printed).toBe('Từ tháng 01/2021 đến tháng 02/2021');
});

test('a window that dates a task and a stage in one place of the document is reported once', () => {
  const window = 'within: { from: 01/2021, to: 02/2021 }, printed: Từ tháng 01/2021 đến tháng 02/2021';
  const dated = 'before: 01/03/2022, printed: Trước ngày 01/3/2022';
  const plan = planOf(
    edited([dated, window], [dated, window], ['    printedQuarter: 1\n', ''], ['        opens: 10/01/2022\n', '']),
  );
  expect(codes(plan)).toEqual(['WINDOW_IN_WRONG_YEAR dòng 1']);
  expect([plan.tasks[0]?.deadline.kind, plan.pipelines[0]?.stages[0]?.due.kind]).toEqual(['anomalous', 'anomalous']);
});

test('a window of whole months is open from the first day of one to the last day of the other', () => {
  const spec = task('{ within: { from: 02/2022, to: 04/2022 }, printed: Từ tháng 02 đến tháng 4 }').tasks[0]?.deadline;
  expect(spec).toMatchObject({ kind: 'within', from: '2022-02-01', to: '2022-04-30' });
});

test('a plan may date rows in the January after it, but not a year later', () => {
  expect(codes(task('{ before: 31/12/2023, printed: trước 31/12/2023 }'))).toEqual([]);
  expect(codes(task('{ before: 01/01/2024, printed: trước 01/01/2024 }'))).toEqual(['WINDOW_IN_WRONG_YEAR dòng 1']);
});

test('a stage may lie in the year before when its round counts the work of that year', () => {
  const early = [', printed: Chậm nhất 10/12/2022 }', ', printed: Chậm nhất 10/12/2021 }'] as const;
  const due = ['atLatest: 10/12/2022', 'atLatest: 10/12/2021'] as const;
  expect(codes(planOf(edited(early, due)))).toEqual(['WINDOW_IN_WRONG_YEAR dòng 2']);
  expect(codes(planOf(edited(early, due, ['from: 01/01/2022', 'from: 01/01/2021'])))).toEqual([]);
});

test('what the author assumed is not judged as a source', () => {
  const plan = planOf(
    edited(
      [printedDeadline, 'deadline: { before: 01/03/2019 }'],
      ['    printedQuarter: 1\n', ''],
      ['source: { seed: dòng 1 }', 'source: { assumed: để thử }'],
    ),
  );
  expect(codes(plan)).toEqual([]);
});

test('two dates for one document leave it without one, and a person may amend it', () => {
  const second = `${printedDate} }, { place: phụ lục, printed: ngày 06 / 01/2022`;
  const plan = planOf(edited([printedDate, second]));
  expect(codes(plan)).toEqual(['TWO_DATES_FOR_ONE_ACT trang 1 / phụ lục']);
  expect(plan.document.date).toEqual({ printed: 'ngày 04 tháng 01 năm 2022; ngày 06 / 01/2022', on: null });
  const amended = planOf(edited([printedDate, second], ['  number:', '  amendedDate: 06/01/2022\n  number:']));
  expect(amended.document.date.on).toBe('2022-01-06');
});

test('one date printed in two places in two forms is no anomaly', () => {
  const plan = planOf(edited([printedDate, `${printedDate} }, { place: phụ lục, printed: ngày 04 / 01/2022`]));
  expect(codes(plan)).toEqual([]);
  expect(plan.document.date.on).toBe('2022-01-04');
});

test('a blank number and a blank date of the document are reported', () => {
  expect(codes(planOf(edited(['number: 05/KH-HĐTĐKT', 'number: /KH-HĐTĐKT'])))).toEqual([
    'BLANK_NUMBER_OR_DATE số văn bản',
  ]);
  expect(codes(planOf(edited([printedDate, 'printed: ngày tháng 01 năm 2022'])))).toEqual([
    'BLANK_NUMBER_OR_DATE trang 1',
  ]);
  expect(codes(planOf(edited([`{ place: trang 1, ${printedDate} }`, ''])))).toEqual(['BLANK_NUMBER_OR_DATE văn bản']);
});

test('an impossible date of the document is reported', () => {
  expect(codes(planOf(edited([printedDate, 'printed: ngày 31 tháng 02 năm 2022'])))).toEqual([
    'IMPOSSIBLE_DATE trang 1',
  ]);
});

test('a row printed under another quarter than its last day is reported and keeps its date', () => {
  const under = (quarter: number) => planOf(edited(['printedQuarter: 1', `printedQuarter: ${quarter}`]));
  expect(codes(under(1))).toEqual([]);
  expect(codes(under(2))).toEqual(['PRINTED_UNDER_OTHER_QUARTER dòng 1']);
  expect(dueOfTask(under(2))?.lastDayOn).toBe('2022-02-28');
});

test('"before 1 April" is still a matter of the first quarter', () => {
  const plan = planOf(edited([printedDeadline, 'deadline: { before: 01/04/2022, printed: Trước ngày 01/4/2022 }']));
  expect(codes(plan)).toEqual([]);
});

test('a row that gives work to the council of another level is reported', () => {
  const content = (text: string) => codes(planOf(edited(['content: Đăng ký thi đua', `content: "${text}"`])));
  expect(content('Phân công thành viên Hội đồng TĐKT tỉnh theo dõi')).toEqual(['BODY_OF_ANOTHER_LEVEL dòng 1']);
  expect(content('Giao Hội đồng Thi đua - Khen thưởng xã kiểm tra')).toEqual(['BODY_OF_ANOTHER_LEVEL dòng 1']);
  expect(content('Kiện toàn Hội đồng TĐKT huyện')).toEqual([]);
});

test('to send something to the council above is no anomaly', () => {
  const plan = planOf(edited(['content: Đăng ký thi đua', 'content: Tổng hợp, gửi Hội đồng TĐKT tỉnh']));
  expect(codes(plan)).toEqual([]);
});

test('a title that names another year, and a fourth quarter that plans the year it stands in, are reported', () => {
  expect(codes(planOf(edited(['title: Kế hoạch thi đua năm 2022', 'title: Kế hoạch thi đua năm 2021'])))).toEqual([
    'YEAR_DIFFERS tiêu đề',
  ]);
  const ahead = (year: number | string) =>
    codes(
      planOf(
        edited(
          ['content: Đăng ký thi đua', `content: Xây dựng kế hoạch thi đua năm ${year}`],
          ['printedQuarter: 1', 'printedQuarter: 4'],
          ['before: 01/03/2022, printed: Trước ngày 01/3/2022', 'quarter: Q4/2022, printed: Quý IV'],
        ),
      ),
    );
  expect(ahead(2022)).toEqual(['YEAR_DIFFERS dòng 1']);
  expect(ahead(2023)).toEqual([]);
  expect(ahead('2023 trên kết quả năm 2022')).toEqual([]);
});

test('a count in the document that its own list does not reach is reported', () => {
  const counted = (count: number) =>
    codes(
      planOf(
        edited([
          'clusters:\n',
          `printedCounts: [{ of: clusters, count: ${count}, printed: "${count} cụm", place: nơi nhận }]\nclusters:\n`,
        ]),
      ),
    );
  expect(counted(1)).toEqual([]);
  expect(counted(10)).toEqual(['COUNT_DIFFERS nơi nhận']);
});

const printed = (list: string) => codes(planOf(edited(['clusters:\n', `${list}\nclusters:\n`])));

test('a count of names is compared with the names that the document gives', () => {
  const movements = (names: string) =>
    printed(`printedCounts: [{ of: [${names}], count: 3, printed: 03 phong trào, place: mục 2 }]`);
  expect(movements('A, B, C')).toEqual([]);
  expect(movements('A, B')).toEqual(['COUNT_DIFFERS mục 2']);
  expect(movements('')).toEqual(['COUNT_DIFFERS mục 2']);
});

test('a place that names another year than that of the plan is reported', () => {
  const year = (text: string) => printed(`printedYears: [{ place: mục 1, printed: ${text} }]`);
  expect(year('tình hình năm 2022')).toEqual([]);
  expect(year('tình hình năm 2021')).toEqual(['YEAR_DIFFERS mục 1']);
  expect(year('năm 2022 so với năm 2021')).toEqual([]);
});

test('a span of years counts its first and its last, and so does the place of the year in it', () => {
  const span = (said: string) =>
    printed(`printedSpans: [{ from: 2021, to: 2025, printed: giai đoạn, place: mục 1, ${said} }]`);
  expect(span('years: 5, nth: 2')).toEqual([]);
  expect(span('years: 4')).toEqual(['COUNT_DIFFERS mục 1']);
  expect(span('nth: 3')).toEqual(['COUNT_DIFFERS mục 1']);
});

test('a plan that is made for a year gone by is reported, to sum up that year is not', () => {
  const made = (content: string) => codes(planOf(edited(['content: Đăng ký thi đua', `content: ${content}`])));
  expect(made('Kế hoạch chuyển đổi vị trí năm 2021')).toEqual(['YEAR_DIFFERS dòng 1']);
  expect(made('Ban hành kế hoạch năm 2021')).toEqual(['YEAR_DIFFERS dòng 1']);
  expect(made('Kế hoạch năm 2022 trên kết quả năm 2021')).toEqual([]);
  expect(made('Kế hoạch tổng kết năm 2021')).toEqual([]);
  expect(made('Báo cáo thực hiện kế hoạch năm 2021')).toEqual([]);
});
