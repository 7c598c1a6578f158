import type { DeadlineSpec, ResolvedDeadline } from '../calendar/deadline.ts';
import type { WorkingCalendar } from '../calendar/working-days.ts';
import { namesYear } from './advance-years.ts';
import type { Plan, Round, Source } from './plan.ts';
import { printDate } from './print-date.ts';
import { resolvePlan } from './resolve.ts';

/** What of a carried plan a person must look at, and where. */
export type NeedsEye = { code: EyeCode; place: string; text: string };

export type EyeCode =
  | 'DOCUMENT_BLANK'
  | 'NO_HOLIDAY_TABLE'
  | 'ANOMALY'
  | 'SET_BY_ABOVE'
  | 'DAY_OFF'
  | 'LEAP_DAY'
  | 'PERIOD_MOVED'
  | 'YEAR_IN_TEXT'
  | 'ASSUMED';

export function carryConcerns(from: Plan, to: Plan, calendar: WorkingCalendar): NeedsEye[] {
  return [
    { code: 'DOCUMENT_BLANK', place: 'document', text: 'Ghi số và ngày của kế hoạch mới khi ban hành' },
    ...ofCalendar(to, calendar),
    ...from.anomalies.map(
      ({ code, place, printed }): NeedsEye => ({ code: 'ANOMALY', place, text: `${code}: ${printed || 'để trống'}` }),
    ),
    ...deadlinesOf(to).flatMap(({ spec, place }) => waiting(spec, place)),
    ...deadlinesOf(from).flatMap(({ spec, place }) => leapDay(spec, place)),
    ...to.rounds.map((round, index) => period(round, from.rounds[index])),
    ...yearsInTexts(from, to),
    ...assumedRows(from, to),
  ];
}

type Placed = { spec: DeadlineSpec; place: string };

function deadlinesOf(plan: Plan): Placed[] {
  return [
    ...plan.tasks.map(({ key, deadline }) => ({ spec: deadline, place: `tasks/${key}` })),
    ...plan.pipelines.flatMap((pipeline) =>
      pipeline.stages.map(({ key, due }) => ({ spec: due, place: `pipelines/${pipeline.key}/${key}` })),
    ),
    ...plan.rounds.map(({ key, closes }) => ({ spec: closes, place: `rounds/${key}` })),
  ];
}

function ofCalendar(plan: Plan, calendar: WorkingCalendar): NeedsEye[] {
  const resolved = resolvePlan(plan, calendar);
  const placed = [
    ...resolved.tasks.map(({ key, deadline }) => ({ deadline, place: `tasks/${key}` })),
    ...resolved.rounds.flatMap(({ key, stages, closes }) => [
      ...stages.map((stage) => ({ deadline: stage.due, place: `rounds/${key}/${stage.key}` })),
      { deadline: closes, place: `rounds/${key}` },
    ]),
  ];
  const years = [...new Set(placed.flatMap(({ deadline }) => yearsWithoutTable(deadline)))].sort((a, b) => a - b);
  return [...years.map(noTable), ...placed.flatMap(dayOff)];
}

function yearsWithoutTable({ provisional, dayOffMissingYear }: ResolvedDeadline): number[] {
  return [...(provisional?.missingYears ?? []), ...(dayOffMissingYear === null ? [] : [dayOffMissingYear])];
}

function noTable(year: number): NeedsEye {
  return {
    code: 'NO_HOLIDAY_TABLE',
    place: String(year),
    text: `Chưa có lịch nghỉ chính thức năm ${year}; ngày nghỉ và số ngày làm việc là tạm tính`,
  };
}

function dayOff({ deadline, place }: { deadline: ResolvedDeadline; place: string }): NeedsEye[] {
  if (!deadline.fallsOnDayOff || deadline.lastDayOn === null) return [];
  return [{ code: 'DAY_OFF', place, text: `Ngày cuối ${printDate(deadline.lastDayOn)} là ngày nghỉ` }];
}

function waiting(spec: DeadlineSpec, place: string): NeedsEye[] {
  return spec.kind === 'setByAbove'
    ? [{ code: 'SET_BY_ABOVE', place, text: spec.printed || 'Chờ cấp trên ấn định' }]
    : [];
}

function leapDay(spec: DeadlineSpec, place: string): NeedsEye[] {
  const days =
    spec.kind === 'within' ? [spec.from, spec.to] : spec.kind === 'before' || spec.kind === 'atLatest' ? [spec.on] : [];
  return days.some((day) => day.endsWith('-02-29'))
    ? [{ code: 'LEAP_DAY', place, text: 'Ngày 29/02: năm mới có thể không có' }]
    : [];
}

function yearsInTexts(from: Plan, to: Plan): NeedsEye[] {
  const texts = to.tasks.map(({ key, content }, index) => ({
    place: `tasks/${key}`,
    before: from.tasks[index]?.content ?? '',
    after: content,
  }));
  return texts
    .filter(({ before }) => namesYear(before))
    .map(({ place, before, after }) => ({
      code: 'YEAR_IN_TEXT',
      place,
      text: before === after ? `Giữ nguyên: ${after}` : `Đổi thành: ${after}`,
    }));
}

function period({ key, period: { from, to } }: Round, before: Round | undefined): NeedsEye {
  const kept = before?.period.from === from;
  return {
    code: 'PERIOD_MOVED',
    place: `rounds/${key}`,
    text: `Thời gian tính thành tích ${kept ? 'giữ nguyên' : 'chuyển thành'} ${printDate(from)} - ${printDate(to)}`,
  };
}

/** Carrying makes every row assumed; only those that already were so have no document behind them. */
function assumedRows(from: Plan, to: Plan): NeedsEye[] {
  const places = rowsOf(to).map(({ place }) => place);
  return rowsOf(from).flatMap(({ source }, index): NeedsEye[] =>
    source.kind === 'assumed' ? [{ code: 'ASSUMED', place: places[index] ?? '', text: source.reason }] : [],
  );
}

function rowsOf(plan: Plan): { place: string; source: Source }[] {
  return [
    ...(plan.above === null ? [] : [{ place: 'above', source: plan.above.source }]),
    ...(plan.above?.cluster ? [{ place: 'above/cluster', source: plan.above.cluster.source }] : []),
    ...(plan.councilRegulation === null ? [] : [{ place: 'councilRegulation', source: plan.councilRegulation.source }]),
    ...plan.clusters.map(({ key, source }) => ({ place: `clusters/${key}`, source })),
    ...plan.units.map(({ key, source }) => ({ place: `units/${key}`, source })),
    ...plan.tasks.map(({ key, source }) => ({ place: `tasks/${key}`, source })),
    ...plan.titles.map(({ code, source }) => ({ place: `titles/${code}`, source })),
    ...plan.pipelines.flatMap(({ key, stages }) =>
      stages.map((stage) => ({ place: `pipelines/${key}/${stage.key}`, source: stage.source })),
    ),
    ...plan.rounds.map(({ key, source }) => ({ place: `rounds/${key}`, source })),
  ];
}
