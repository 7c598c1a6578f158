import type { LocalDate } from '../calendar/local-date.ts';

/** As Vietnamese papers print it: dd/mm/yyyy. */
export function printDate(date: LocalDate): string {
  return date.split('-').reverse().join('/');
}
