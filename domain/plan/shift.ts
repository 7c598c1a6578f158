import { type DeadlineSpec, resolveDeadline } from '../calendar/deadline.ts';
import { addDays, dateOf, daysBetween, daysOfQuarter, type LocalDate, yearOf } from '../calendar/local-date.ts';
import { workingCalendar } from '../calendar/working-days.ts';
import { mapDeadlines } from './deadlines-of.ts';
import type { Plan, Round, Stage } from './plan.ts';
import { printDate } from './print-date.ts';
import { resolveStage } from './resolve.ts';

/**
 * A demo year: every date of the tasks, stages and rounds `days` later, its wording kept with the new date beside it.
 * The document keeps its own date: that is when it was signed, and the rules of that day go on applying.
 */
export function shiftPlan(plan: Plan, days: number): Plan {
  const moved = { days: days + (plan.moved?.days ?? 0), fromYear: plan.moved?.fromYear ?? plan.year };
  const isFirst = plan.moved === null;
  const shifted = mapDeadlines(plan, (spec) => shiftDeadline(isFirst ? inDemo(spec) : spec, days));
  return {
    ...shifted,
    key: isFirst ? demoKey(plan.key) : plan.key,
    // A demo year is a plan of its own, made from the last version of the other.
    version: isFirst ? 1 : plan.version,
    title: plan.moved === null ? `${plan.title} (năm minh họa)` : plan.title,
    year: yearOf(addDays(`${moved.fromYear}-01-01`, moved.days)),
    moved,
    rounds: shifted.rounds.map((round) => ({ ...round, period: shiftPeriod(round.period, days) })),
  };
}

function demoKey(key: string): string {
  return `${key}-demo`;
}

/** A demo year hears only from demo years: it waits for that of the plan that it names. */
function inDemo(spec: DeadlineSpec): DeadlineSpec {
  return spec.kind === 'setByAbove' && spec.plan !== undefined ? { ...spec, plan: demoKey(spec.plan) } : spec;
}

function shiftPeriod({ from, to }: Round['period'], days: number): Round['period'] {
  return { from: addDays(from, days), to: addDays(to, days) };
}

function shiftDeadline(spec: DeadlineSpec, days: number): DeadlineSpec {
  switch (spec.kind) {
    case 'before':
    case 'atLatest': {
      const on = addDays(spec.on, days);
      return { ...spec, on, printed: marked(spec.printed, printDate(on)) };
    }
    case 'within':
      return shiftWindow(spec.printed, spec, days);
    case 'quarter':
      return shiftWindow(spec.printed, daysOfQuarter(spec.year, spec.quarter), days);
    case 'relative':
    case 'setByAbove':
    case 'anomalous':
    case 'none':
      return spec;
  }
}

function shiftWindow(printed: string, window: { from: LocalDate; to: LocalDate }, days: number): DeadlineSpec {
  const { from, to } = shiftPeriod(window, days);
  return { kind: 'within', from, to, printed: marked(printed, `${printDate(from)} đến ${printDate(to)}`) };
}

/** A second move takes the place of the first mark. */
function marked(printed: string, date: string): string {
  return printed === '' ? '' : `${printed.replace(/ \(dời sang [^)]*\)$/, '')} (dời sang ${date})`;
}

const noTables = workingCalendar([]);
const WEEK = 7;
/** A registration that says only its end is shown with four weeks to go. */
const DAYS_SHOWN = 28;

/**
 * By how many days to move the plan so that registration in its main round (the first that has one and is not standing)
 * is open on a day; null where no round has a registration. Whole weeks where the window allows it, so that a Friday
 * stays a Friday.
 */
export function daysToOpenOn(plan: Plan, openOn: LocalDate): number | null {
  const window = mainRegistration(plan);
  if (window === null) return null;
  const days = daysBetween(window.from, openOn);
  const weeks = Math.floor(days / WEEK) * WEEK;
  return window.to === null || addDays(window.to, weeks) >= openOn ? weeks : days;
}

function mainRegistration(plan: Plan): { from: LocalDate; to: LocalDate | null } | null {
  for (const round of plan.rounds.filter(({ standing }) => !standing)) {
    const stages = plan.pipelines.find(({ key }) => key === round.pipeline)?.stages ?? [];
    const registration = stages.find(({ kind }) => kind === 'registration');
    if (registration !== undefined) return windowOf(registration, round);
  }
  return null;
}

function windowOf(stage: Stage, round: Round): { from: LocalDate; to: LocalDate | null } {
  const { opensAt, due } = resolveStage(stage, (spec) => resolveDeadline(spec, {}, noTables));
  const to = due.lastDayOn;
  if (opensAt !== null) return { from: dateOf(opensAt), to };
  return { from: to === null ? round.period.from : addDays(to, 1 - DAYS_SHOWN), to };
}
