import { dateOf, type LocalDate } from '../../domain/calendar/local-date.ts';
import type { StepDependencies } from '../../store/step/stream-step.ts';

/** Noon of Monday 6 January 2031, +07:00: ahead of every machine, and of every holiday table. */
export const AHEAD = Date.UTC(2031, 0, 6, 5);

/** The local day of whoever acts now. */
export function today({ clock }: StepDependencies): LocalDate {
  return dateOf(clock.instant() ?? Date.now());
}
