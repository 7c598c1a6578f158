import { dateOf } from '../calendar/local-date.ts';
import type { Envelope } from '../ledger/envelope.ts';
import { between, type Deputyship, deputiesAt, type Held, type NamedDeputy, type Span } from './deputies.ts';

/** By which naming a step let somebody act for another, and what both held then; the second is absent from old events. */
export type Acting = { deputyship: number } & Partial<Held>;

/** Null where the event says nothing of it: only the one of a command that holds its facts does. */
export function actingIn({ facts }: Pick<Envelope, 'facts'>): Acting | null {
  // The step's own facts, as recorded.
  return (facts as { acting?: Acting } | null)?.acting ?? null;
}

/** An act done for another: when it was received, and the naming that its step let it by; null where none is noted. */
export type DoneBy = { receivedAt: number; deputyship: number | null };

/** Whether the naming by which an act was done is among these, which are of its two persons and its role. */
export function isNamed(namings: readonly Deputyship[], { receivedAt, deputyship }: DoneBy): boolean {
  return deputiesAt(namings, receivedAt).some(({ seq }) => deputyship === null || seq === deputyship);
}

/**
 * Of acts that a recovery brought back, in the order of their receipt, those of a naming's days whose own naming is not
 * on record. A recovery alone makes such acts, and each was let by a naming then; so in good times there is none, and
 * nobody is named for what is over.
 */
export function unnamedAmong(
  known: readonly Deputyship[],
  named: NamedDeputy,
  broughtBack: readonly DoneBy[],
): Span | null {
  const namings = between(known, named);
  const unnamed = broughtBack.filter((act) => isOfItsDays(named, act.receivedAt) && !isNamed(namings, act));
  const [first, last] = [unnamed[0], unnamed.at(-1)];
  return first === undefined || last === undefined ? null : { firstAt: first.receivedAt, lastAt: last.receivedAt };
}

/** Whether one of these was entered again for what was received at this instant. */
export function isSettled(namings: readonly Deputyship[], receivedAt: number): boolean {
  return namings.some(
    (naming) =>
      naming.settles !== undefined &&
      naming.settles.firstAt <= receivedAt &&
      receivedAt <= naming.settles.lastAt &&
      isOfItsDays(naming, receivedAt),
  );
}

/** The paper was there before anybody acted by it, since its naming could not be entered earlier. */
function isOfItsDays({ fromOn, toOn, document }: NamedDeputy, receivedAt: number): boolean {
  const day = dateOf(receivedAt);
  return fromOn <= day && document.on <= day && day <= toOn;
}
