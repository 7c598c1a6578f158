import type { LocalDate } from './calendar/local-date.ts';
import { type Decision, refuse } from './refusal.ts';

/** Row 28: an award was handed out, corrected or undone on no day before that of its paper, however that is mended. */
export function refuseFollowed(on: LocalDate, followedOn: LocalDate | null): Decision<never> | null {
  return followedOn !== null && on > followedOn
    ? refuse('NUMBER_DAY_IMPOSSIBLE', 'row 28: what came of an award came on no day before its paper', {
        on,
        followedOn,
      })
    : null;
}
