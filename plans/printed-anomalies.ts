import type { Anomaly } from '../domain/plan/plan.ts';
import type { HeaderForm, PlanForm } from './read.ts';
import { yearsIn } from './years-in.ts';

/** Where what the document says of itself does not agree with what it lists, with its own year or with its own count. */
export function printedAnomalies(header: HeaderForm, form: PlanForm): Anomaly[] {
  const year = header.moved === null ? header.year : header.moved.fromYear;
  return [
    ...header.printedCounts.flatMap((count) => wrongCount(count, form)),
    ...header.printedYears.flatMap((place) => otherYear(place, year)),
    ...header.printedSpans.flatMap((span) => wrongSpan(span, year)),
  ];
}

function wrongCount({ of, count, printed, place }: HeaderForm['printedCounts'][number], form: PlanForm): Anomaly[] {
  const listed = typeof of === 'string' ? rowsOf(of, form) : of.length;
  if (listed === count) return [];
  const reason =
    typeof of === 'string' ? `Văn bản ghi ${count}, kế hoạch có ${listed}` : `Văn bản ghi ${count}, nêu tên ${listed}`;
  return [{ code: 'COUNT_DIFFERS', place, printed, reason }];
}

function rowsOf(of: 'tasks' | 'units' | 'clusters' | 'rounds', form: PlanForm): number {
  return of === 'tasks' ? form.tasks.filter(({ value }) => value.row !== null).length : form[of].length;
}

function otherYear({ place, printed }: HeaderForm['printedYears'][number], year: number): Anomaly[] {
  if (yearsIn(printed).includes(year)) return [];
  return [{ code: 'YEAR_DIFFERS', place, printed, reason: `Không nêu năm ${year} mà văn bản nói đến` }];
}

/** "The fourth of the five years 2020-2025": the first and the last year count. */
function wrongSpan(span: HeaderForm['printedSpans'][number], year: number): Anomaly[] {
  const { from, to, years, nth, printed, place } = span;
  const wrong = (reason: string): Anomaly => ({ code: 'COUNT_DIFFERS', place, printed, reason });
  const [length, reached] = [to - from + 1, year - from + 1];
  return [
    ...(years === null || years === length
      ? []
      : [wrong(`Văn bản ghi ${years} năm, từ ${from} đến ${to} là ${length}`)]),
    ...(nth === null || nth === reached
      ? []
      : [wrong(`Văn bản ghi năm thứ ${nth}, ${year} là năm thứ ${reached} kể từ ${from}`)]),
  ];
}
