import type { DeadlineSpec } from '../calendar/deadline.ts';
import { endOfMonth, type LocalDate, parseLocalDate, quarterOf, yearOf } from '../calendar/local-date.ts';
import type { WorkingCalendar } from '../calendar/working-days.ts';
import { advanceYears } from './advance-years.ts';
import { carryConcerns, type NeedsEye } from './carry-concerns.ts';
import { mapDeadlines } from './deadlines-of.ts';
import type { Pipeline, Plan, Round, Source, Task } from './plan.ts';
import { wordingOf } from './wording.ts';

/**
 * A draft of a later year's plan: the same rows on the same days of that year, and what a person must look at. Nothing
 * of it is printed anywhere yet, so every row is `assumed` and names the row that it comes from.
 */
export function carryForward(
  plan: Plan,
  year: number,
  calendar: WorkingCalendar,
): { plan: Plan; needsEye: readonly NeedsEye[] } {
  if (plan.moved !== null)
    throw new RangeError('A demo year is not carried forward; take the plan that it was made from');
  if (!Number.isSafeInteger(year) || year <= plan.year) throw new RangeError(`Not a year after ${plan.year}: ${year}`);
  const carried = carry(plan, year - plan.year);
  return { plan: carried, needsEye: carryConcerns(plan, carried, calendar) };
}

function carry(plan: Plan, years: number): Plan {
  const dated = mapDeadlines(plan, (spec) => carryDeadline(spec, years));
  const sourced = <Row extends { source: Source }>(row: Row): Row => ({
    ...row,
    source: carriedSource(row.source, plan),
  });
  return {
    ...dated,
    key: advanceYears(plan.key, years),
    version: 1,
    title: advanceYears(plan.title, years),
    year: plan.year + years,
    document: { number: '', date: { printed: '', on: null }, dates: [] },
    above:
      plan.above === null
        ? null
        : {
            ...sourced(plan.above),
            intakePipeline: advanceYears(plan.above.intakePipeline, years),
            cluster: plan.above.cluster === null ? null : sourced(plan.above.cluster),
          },
    units: plan.units.map(sourced),
    clusters: plan.clusters.map(sourced),
    tasks: dated.tasks.map(sourced).map((task) => carryTask(task, years)),
    titles: plan.titles.map(sourced),
    pipelines: dated.pipelines.map((pipeline) =>
      carryPipeline({ ...pipeline, stages: pipeline.stages.map(sourced) }, years),
    ),
    rounds: dated.rounds.map(sourced).map((round) => carryRound(round, years)),
    councilRegulation: plan.councilRegulation === null ? null : sourced(plan.councilRegulation),
    // The loader finds those of the draft; those of last year are among what needs an eye.
    anomalies: [],
  };
}

function carriedSource(source: Source, plan: Plan): Source {
  return source.kind === 'assumed' ? source : { kind: 'assumed', reason: `Chuyển từ ${plan.key} (${source.place})` };
}

/** A heading of last year's paper does not bind the new one: the row goes where its date is. */
function carryTask(task: Task, years: number): Task {
  const day = lastNamedDay(task.deadline);
  return {
    ...task,
    content: advanceYears(task.content, years),
    printedQuarter: day === null || task.printedQuarter === null ? task.printedQuarter : quarterOf(day),
  };
}

function lastNamedDay(spec: DeadlineSpec): LocalDate | null {
  if (spec.kind === 'before' || spec.kind === 'atLatest') return spec.on;
  return spec.kind === 'within' ? spec.to : null;
}

function carryPipeline(pipeline: Pipeline, years: number): Pipeline {
  return {
    key: advanceYears(pipeline.key, years),
    name: advanceYears(pipeline.name, years),
    stages: pipeline.stages.map((stage) => ({
      ...stage,
      name: advanceYears(stage.name, years),
      evidence: stage.evidence.map(({ key, name }) => ({ key, name: advanceYears(name, years) })),
    })),
  };
}

function carryRound(round: Round, years: number): Round {
  return {
    ...round,
    key: advanceYears(round.key, years),
    name: advanceYears(round.name, years),
    pipeline: advanceYears(round.pipeline, years),
    period: carryPeriod(round.period, years),
  };
}

/** A term of office is not the next year's again: like a programme in a text, a period of several years stays. */
function carryPeriod({ from, to }: Round['period'], years: number): Round['period'] {
  if (yearOf(to) - yearOf(from) > 1) return { from, to };
  return { from: inLaterYear(from, years), to: inLaterYear(to, years) };
}

function carryDeadline(spec: DeadlineSpec, years: number): DeadlineSpec {
  const later = laterDeadline(spec, years);
  // What was never worded gets no wording; what was gets that of its new date.
  const wording = spec.printed === '' ? '' : (wordingOf(later) ?? laterWording(spec, years));
  return { ...later, printed: wording };
}

function laterDeadline(spec: DeadlineSpec, years: number): DeadlineSpec {
  switch (spec.kind) {
    case 'before':
    case 'atLatest':
      return { ...spec, on: inLaterYear(spec.on, years) };
    case 'within':
      return { ...spec, from: inLaterYear(spec.from, years), to: endInLaterYear(spec, years) };
    case 'quarter':
      return { ...spec, year: spec.year + years };
    case 'setByAbove':
      return spec.plan === undefined ? spec : { ...spec, plan: advanceYears(spec.plan, years) };
    case 'relative':
    case 'anomalous':
    case 'none':
      return spec;
  }
}

/** A window of whole months stays one: that of February ends on the 29th where the new year has it. */
function endInLaterYear({ from, to }: { from: LocalDate; to: LocalDate }, years: number): LocalDate {
  const later = inLaterYear(to, years);
  return from.endsWith('-01') && to === endOfMonth(to) ? endOfMonth(later) : later;
}

/** What cannot be read as a date stays as it was printed, year and all. */
function laterWording(spec: DeadlineSpec, years: number): string {
  return spec.kind === 'anomalous' ? spec.printed : advanceYears(spec.printed, years);
}

/** The same day of a later year; 29 February falls back to the 28th where that year has none. */
function inLaterYear(date: LocalDate, years: number): LocalDate {
  const monthAndDay = date.slice(4);
  const year = String(yearOf(date) + years).padStart(4, '0');
  const same = parseLocalDate(`${year}${monthAndDay}`) ?? parseLocalDate(`${year}-02-28`);
  if (same === null) throw new RangeError(`No year ${year} in the calendar`);
  return same;
}
