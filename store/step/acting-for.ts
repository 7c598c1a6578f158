import { deputyshipAt, refuseOutOfDays } from '../../domain/office/deputies.ts';
import type { Refusal } from '../../domain/refusal.ts';
import type { CommandRow } from '../commands/command-row.ts';
import type { Queryable } from '../database.ts';
import { officeInForce } from '../facts/office.ts';

/** By which naming a person acts for another: the number of its event in the office's stream. */
export type ActingFact = { deputyship: number };

/**
 * Every act that a person does for another, of whatever stream, passes here before it is decided: within the days of a
 * naming, or not at all. Null where nobody acts for another. What an outbox carries was judged where it was done.
 */
export async function actingFor(
  db: Queryable,
  { by, receivedAt }: CommandRow,
): Promise<{ fact: ActingFact } | { refusal: Refusal } | null> {
  if (by.actingFor === null || by.role === 'outbox') return null;
  const known = (await officeInForce(db, by.org))?.deputyships ?? [];
  const naming = deputyshipAt(known, by, receivedAt);
  if (naming !== null) return { fact: { deputyship: naming.seq } };
  const { refusal } = refuseOutOfDays(known, by, receivedAt);
  return { refusal };
}
