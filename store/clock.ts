/**
 * Where business time comes from. Null: the database's own clock at the insert, which is the rule in real life. A
 * rehearsal hands in the instant to which its clock was moved. Epoch milliseconds.
 */
export type Clock = { instant(): number | null };

export const DATABASE_CLOCK: Clock = { instant: () => null };
