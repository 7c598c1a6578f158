import type { Refusal } from '../../domain/refusal.ts';
import type { CommandRow } from '../commands/command-row.ts';
import type { Queryable } from '../database.ts';
import { officeInForce } from '../facts/office.ts';
import { type ActingFact, judgeStandingIn } from '../facts/standing-in.ts';

/**
 * Every act that a person does for another, of whatever stream, passes here before it is decided: within the days of a
 * naming that both still fit, or not at all. Null where nobody acts for another. What an outbox carries was judged where
 * it was done.
 */
export async function actingFor(
  db: Queryable,
  { by, receivedAt }: CommandRow,
): Promise<{ fact: ActingFact } | { refusal: Refusal } | null> {
  if (by.actingFor === null || by.role === 'outbox') return null;
  const known = (await officeInForce(db, by.org))?.deputyships ?? [];
  return judgeStandingIn(db, known, by, receivedAt);
}
