import { type DeadlineSpec, resolveDeadline } from '../domain/calendar/deadline.ts';
import { addDays, type LocalDate, parsePrintedDate, quarterOf, yearOf } from '../domain/calendar/local-date.ts';
import { workingCalendar } from '../domain/calendar/working-days.ts';
import type { Anomaly, AnomalyCode, Plan, Round, Source, Stage, Task } from '../domain/plan/plan.ts';
import { printDate } from '../domain/plan/print-date.ts';
import { bodyOfAnotherLevel } from './body-level.ts';
import { yearsIn } from './years-in.ts';

/**
 * The troubles of the source, found from the data. What has no usable date loses it here and keeps its wording; the
 * anomalies that the plan brings along (those of the document's date) come first.
 */
export function withAnomalies(plan: Plan): Plan {
  const undated = withoutImpossibleYears(plan);
  return {
    ...undated,
    anomalies: eachOnce([
      ...plan.anomalies,
      ...blankNumber(undated),
      ...yearOfTitle(undated),
      ...undated.tasks.flatMap((task) => taskAnomalies(task, undated)),
      ...undated.pipelines.flatMap(({ stages }) => stages.flatMap((stage) => unusable(stage.due, stage))),
      ...undated.rounds.flatMap((round) => unusable(round.closes, round)),
    ]),
  };
}

/** One line of a document may date several tasks and stages; what is wrong with it is wrong once. */
function eachOnce(anomalies: readonly Anomaly[]): Anomaly[] {
  return [...new Map(anomalies.map((anomaly) => [JSON.stringify(anomaly), anomaly])).values()];
}

/** The years that a row may name: of its plan, and the next one in which the plan is closed. */
type Years = { from: number; to: number };

function withoutImpossibleYears(plan: Plan): Plan {
  const ofPlan = { from: originalYear(plan), to: originalYear(plan) + 1 };
  return {
    ...plan,
    tasks: plan.tasks.map((task) => ({ ...task, deadline: inYears(task.deadline, task.source, ofPlan, plan) })),
    pipelines: plan.pipelines.map((pipeline) => {
      const years = yearsOf(
        plan.rounds.filter((round) => round.pipeline === pipeline.key),
        ofPlan,
        plan,
      );
      return { ...pipeline, stages: pipeline.stages.map((stage) => stageInYears(stage, years, plan)) };
    }),
    rounds: plan.rounds.map((round) => ({
      ...round,
      closes: inYears(round.closes, round.source, yearsOf([round], ofPlan, plan), plan),
    })),
  };
}

function stageInYears(stage: Stage, years: Years, plan: Plan): Stage {
  return {
    ...stage,
    opens: stage.opens === null ? null : inYears(stage.opens, stage.source, years, plan),
    due: inYears(stage.due, stage.source, years, plan),
  };
}

/** A round may begin before its plan's year and end after it. */
function yearsOf(rounds: readonly Round[], ofPlan: Years, plan: Plan): Years {
  return {
    from: Math.min(ofPlan.from, ...rounds.map(({ period }) => yearOf(unmoved(period.from, plan)))),
    to: Math.max(ofPlan.to, ...rounds.map(({ period }) => yearOf(unmoved(period.to, plan)) + 1)),
  };
}

function inYears(spec: DeadlineSpec, source: Source, years: Years, plan: Plan): DeadlineSpec {
  if (source.kind === 'assumed') return spec;
  const wrong = daysOf(spec).find(
    (day) => yearOf(unmoved(day, plan)) < years.from || yearOf(unmoved(day, plan)) > years.to,
  );
  if (wrong === undefined) return spec;
  const reason = `Ngày ${printDate(wrong)} không thuộc năm của kế hoạch (${originalYear(plan)})`;
  return { kind: 'anomalous', printed: spec.printed, reason };
}

function daysOf(spec: DeadlineSpec): LocalDate[] {
  if (spec.kind === 'before' || spec.kind === 'atLatest') return [spec.on];
  return spec.kind === 'within' ? [spec.from, spec.to] : [];
}

// The dates of a demo year are judged as they stood in the year that it was made from.
function unmoved(day: LocalDate, { moved }: Plan): LocalDate {
  return moved === null ? day : addDays(day, -moved.days);
}

function originalYear({ year, moved }: Plan): number {
  return moved === null ? year : moved.fromYear;
}

function taskAnomalies(task: Task, plan: Plan): Anomaly[] {
  return [
    ...unusable(task.deadline, task),
    ...otherQuarter(task, plan),
    ...alienBody(task, plan),
    ...oldYear(task, plan),
  ];
}

type Row = { key: string; source: Source };

function found(code: AnomalyCode, { key, source }: Row, printed: string, reason: string): Anomaly {
  return { code, place: source.kind === 'seed' ? source.place : key, printed, reason };
}

function unusable(spec: DeadlineSpec, row: Row): Anomaly[] {
  if (spec.kind !== 'anomalous') return [];
  const code = namesImpossibleDate(`${spec.printed} ${spec.reason}`) ? 'IMPOSSIBLE_DATE' : 'WINDOW_IN_WRONG_YEAR';
  return [found(code, row, spec.printed, spec.reason)];
}

function namesImpossibleDate(text: string): boolean {
  const dates = text.match(/(?:\d{1,2}\s*\/\s*)?\d{1,2}\s*\/\s*\d{4}/g) ?? [];
  return dates.some((date) => parsePrintedDate(date.split('/').length === 3 ? date : `1/${date}`) === null);
}

const noTables = workingCalendar([]);

/** The date is plain and holds; only the heading above it says another quarter. */
function otherQuarter(task: Task, plan: Plan): Anomaly[] {
  const { lastDayOn } = resolveDeadline(task.deadline, {}, noTables);
  if (lastDayOn === null || task.printedQuarter === null) return [];
  const quarter = quarterOf(unmoved(lastDayOn, plan));
  if (quarter === task.printedQuarter) return [];
  const reason = `In dưới Quý ${ROMAN[task.printedQuarter]}, thời hạn thuộc Quý ${ROMAN[quarter]}; giữ thời hạn như đã in`;
  return [found('PRINTED_UNDER_OTHER_QUARTER', task, task.deadline.printed, reason)];
}

const ROMAN = { 1: 'I', 2: 'II', 3: 'III', 4: 'IV' } as const;

function alienBody(task: Task, plan: Plan): Anomaly[] {
  const body = task.source.kind === 'seed' ? bodyOfAnotherLevel(task, plan.council) : null;
  if (body === null) return [];
  return [
    found(
      'BODY_OF_ANOTHER_LEVEL',
      task,
      body,
      `${body} không cùng cấp với ${plan.council.name}; nội dung giữ như đã in`,
    ),
  ];
}

function oldYear(task: Task, plan: Plan): Anomaly[] {
  const years = task.source.kind === 'seed' ? yearsIn(task.content) : [];
  const reason = whyOldYear(task, years, originalYear(plan));
  return reason === null ? [] : [found('YEAR_DIFFERS', task, task.content, reason)];
}

const MAKES_PLAN = /^kế hoạch|(?:xây dựng|ban hành|lập) kế hoạch/iu;

/** A plan is made for its own year or a later one; who plans in the last quarter plans the next. */
function whyOldYear({ content, printedQuarter }: Task, years: readonly number[], year: number): string | null {
  if (!MAKES_PLAN.test(content) || years.length === 0) return null;
  if (years.every((named) => named < year) && !/tổng kết/iu.test(content)) {
    return `Việc của năm ${year} lập kế hoạch cho năm ${years.join(', ')}, đã qua`;
  }
  const plansAhead = printedQuarter === 4 && /xây dựng kế hoạch/iu.test(content);
  if (!plansAhead || !years.includes(year) || years.includes(year + 1)) return null;
  return `Việc của Quý IV lập kế hoạch cho năm ${year}, có thể là năm ${year + 1}`;
}

function yearOfTitle(plan: Plan): Anomaly[] {
  const years = yearsIn(plan.title);
  if (years.length === 0 || years.includes(originalYear(plan))) return [];
  return [
    {
      code: 'YEAR_DIFFERS',
      place: 'tiêu đề',
      printed: plan.title,
      reason: `Tiêu đề không nêu năm ${originalYear(plan)} của kế hoạch`,
    },
  ];
}

function blankNumber({ document }: Plan): Anomaly[] {
  if (/\d/.test(document.number.split('/')[0] ?? '')) return [];
  return [
    { code: 'BLANK_NUMBER_OR_DATE', place: 'số văn bản', printed: document.number, reason: 'Số của văn bản để trống' },
  ];
}
