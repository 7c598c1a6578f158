import type { ResolvedDeadline } from '../../../domain/calendar/deadline.ts';
import { dateOf, startOfDay } from '../../../domain/calendar/local-date.ts';
import type { Anomaly, Plan, Source } from '../../../domain/plan/plan.ts';
import { printDate } from '../../../domain/plan/print-date.ts';
import type { PlanCalendar, ResolvedRound, ResolvedTask } from '../../../domain/plan/resolve.ts';

/** The calendar of a plan for a person to read: what is printed beside what it comes to, then what is wrong with it. */
export function calendarText(plan: Plan, calendar: PlanCalendar, file: string): string {
  return [
    ...heading(plan),
    '',
    'NHIỆM VỤ / TASKS',
    ...table(calendar.tasks.map((task) => taskRow(plan, task))),
    '',
    'ĐỢT XÉT / AWARD ROUNDS',
    ...calendar.rounds.flatMap((round) => roundLines(plan, round)),
    '',
    `BẤT THƯỜNG CỦA VĂN BẢN / ANOMALIES OF THE SOURCE: ${plan.anomalies.length}`,
    ...plan.anomalies.map((anomaly) => anomalyLine(anomaly, file)),
    '',
    ...counts(plan, calendar),
    '',
  ].join('\n');
}

function heading({ key, version, title, document, moved }: Plan): string[] {
  const on =
    document.date.on === null
      ? `chưa xác định / undetermined ("${document.date.printed}")`
      : printDate(document.date.on);
  return [
    title,
    `${key}, bản / version ${version}; số / no. ${document.number || '(trống / blank)'}; ngày / date: ${on}`,
    ...(moved === null ? [] : [`NĂM MINH HỌA / DEMO YEAR: mọi ngày dời ${moved.days} ngày từ năm ${moved.fromYear}`]),
  ];
}

function taskRow(plan: Plan, { key, row, deadline }: ResolvedTask): string[] {
  const task = plan.tasks.find((each) => each.key === key);
  return [
    row === null ? '-' : String(row),
    deadline.printed,
    instantText(deadline),
    deadline.rule,
    ...remarks(deadline, task?.source),
    task?.lead.name ?? '',
    task?.content ?? '',
  ];
}

function roundLines(plan: Plan, { key, stages, closes }: ResolvedRound): string[] {
  const round = plan.rounds.find((each) => each.key === key);
  const pipeline = plan.pipelines.find((each) => each.key === round?.pipeline);
  const period = round === undefined ? '' : `${printDate(round.period.from)} - ${printDate(round.period.to)}`;
  const rows = stages.map((stage) => {
    const opens = stage.opensAt === null ? '' : `từ / from ${timeText(stage.opensAt)}`;
    const source = pipeline?.stages.find((each) => each.key === stage.key)?.source;
    return [stage.key, opens, stage.due.printed, instantText(stage.due), stage.due.rule, ...remarks(stage.due, source)];
  });
  const end = [
    '(đóng / closes)',
    '',
    closes.printed,
    instantText(closes),
    closes.rule,
    ...remarks(closes, closes.printed === '' ? undated : round?.source),
  ];
  return [`${key}: ${round?.name ?? ''} (${period})`, ...table([...rows, end])];
}

// What a round prints no end for closes when the plan's author says so.
const undated: Source = { kind: 'assumed', reason: '' };

function instantText({ dueAt, rule, waitsFor }: ResolvedDeadline): string {
  if (dueAt !== null) return timeText(dueAt);
  if (rule === 'set-by-above') return 'chờ cấp trên / waits for the level above';
  if (waitsFor?.kind === 'event') return `chờ / waits for ${waitsFor.event}`;
  return rule === 'anomalous' ? 'chờ sửa / waits for an amendment' : 'không có hạn / no date';
}

function remarks(deadline: ResolvedDeadline, source: Source | undefined): [string] {
  const said = [
    ...(deadline.provisional === null
      ? []
      : [`tạm tính / provisional (${deadline.provisional.missingYears.join(', ')})`]),
    ...(deadline.fallsOnDayOff ? ['ngày cuối là ngày nghỉ / last day is a day off'] : []),
    ...(source?.kind === 'assumed' ? ['giả định / assumed'] : []),
  ];
  return [said.join('; ')];
}

function timeText(at: number): string {
  const minutes = Math.floor((at - startOfDay(dateOf(at))) / 60_000);
  const two = (part: number) => String(part).padStart(2, '0');
  return `${printDate(dateOf(at))} ${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
}

function anomalyLine({ code, place, printed, reason }: Anomaly, file: string): string {
  return `  ${file}: ${place}: ${code}  "${printed}"  ${reason}`;
}

function counts(plan: Plan, { tasks }: PlanCalendar): string[] {
  const rows = tasks.filter(({ row }) => row !== null);
  const dates = new Set(tasks.flatMap(({ deadline }) => deadline.dueAt ?? []));
  const waiting = tasks.filter(({ deadline }) => deadline.waitsFor !== null);
  return [
    `dòng / rows: ${rows.length}`,
    `việc ngoài bảng / duties in the text: ${tasks.length - rows.length}`,
    `ngày khác nhau / distinct dates: ${dates.size}`,
    `đang chờ ngày / waiting for a date: ${waiting.length}`,
    `đợt xét / award rounds: ${plan.rounds.length}`,
    `đơn vị / units: ${plan.units.length}; cụm / clusters: ${plan.clusters.length}`,
  ];
}

/** Columns as wide as their widest cell; the last one as it is. */
function table(rows: readonly (readonly string[])[]): string[] {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => (row[column] ?? '').length)));
  return rows.map((row) => `  ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ')}`.trimEnd());
}
