import { dateOf } from './calendar/local-date.ts';
import { type Decision, refuse } from './refusal.ts';

/** What is recorded as having happened has happened: on the day of the receipt at the latest. */
export function refuseAhead(on: string | null, receivedAt: number, rule: string): Decision<never> | null {
  const receivedOn = dateOf(receivedAt);
  return on !== null && on > receivedOn ? refuse('DAY_AHEAD', rule, { on, receivedOn }) : null;
}
