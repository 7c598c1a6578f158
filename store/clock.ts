/**
 * Where business time comes from. Null: the database's own clock at the insert, which is the rule in real life. A
 * rehearsal hands in the instant to which its clock was moved. Epoch milliseconds.
 */
export type Clock = { instant(): number | null };

/**
 * Business time for planning a wait. The process's clock stands in for the database's: waking a little early or late is
 * harmless, since every step judges by the instant that the database gave.
 */
export function businessNow(clock: Clock): number {
  return clock.instant() ?? Date.now();
}

export const DATABASE_CLOCK: Clock = { instant: () => null };
