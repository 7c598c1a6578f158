import type { DeadlineSpec } from '../domain/calendar/deadline.ts';
import { type LocalDate, parsePrintedDate } from '../domain/calendar/local-date.ts';
import type { Source } from '../domain/plan/plan.ts';
import type { Finding, Path } from './fault.ts';
import type { PlanForm } from './read.ts';

/** The wording beside a deadline is the proof of its date, so it must be there and must say the same. */
export function wordingFindings(plan: PlanForm): Finding[] {
  const isFirst = (plan.header.version ?? 1) === 1;
  return deadlinesOf(plan).flatMap(({ spec, source, at }) => [
    ...absent(spec, source, at),
    // An amendment dates what was printed otherwise: a later version may differ from its wording.
    ...(isFirst ? differing(spec, at) : []),
  ]);
}

type Dated = { spec: DeadlineSpec; source: Source; at: Path };

function deadlinesOf(plan: PlanForm): Dated[] {
  const stages = plan.pipelines.flatMap(({ value }) => value.stages);
  return [
    ...plan.tasks.map(({ value, at }) => ({ spec: value.deadline, source: value.source, at: [...at, 'deadline'] })),
    ...stages.map(({ value, at }) => ({ spec: value.due, source: value.source, at: [...at, 'due'] })),
    ...plan.rounds.map(({ value, at }) => ({ spec: value.closes, source: value.source, at: [...at, 'closes'] })),
  ];
}

function absent(spec: DeadlineSpec, source: Source, at: Path): Finding[] {
  // What a document does not date has no wording; and a round may come from a document that does not say its end.
  if (source.kind === 'assumed' || spec.printed !== '' || spec.kind === 'none' || at.at(-1) === 'closes') return [];
  return [
    {
      code: 'SEED_WITHOUT_WORDING',
      at,
      message: 'comes from the document but has no `printed`; copy the wording as it stands there',
    },
  ];
}

function differing(spec: DeadlineSpec, at: Path): Finding[] {
  const printed = (spec.printed.match(/\d{1,2}\s*\/\s*\d{1,2}\s*\/\s*\d{4}/g) ?? []).map(parsePrintedDate);
  const missing = datesOf(spec).filter((date) => !printed.includes(date));
  if (printed.length === 0 || missing.length === 0) return [];
  return [
    {
      code: 'WORDING_DIFFERS',
      at,
      message: `says ${missing.join(', ')}, but its wording is "${spec.printed}"; correct whichever was copied wrongly`,
    },
  ];
}

function datesOf(spec: DeadlineSpec): LocalDate[] {
  if (spec.kind === 'before' || spec.kind === 'atLatest') return [spec.on];
  return spec.kind === 'within' ? [spec.from, spec.to] : [];
}
