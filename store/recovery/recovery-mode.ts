import type { Queryable } from '../database.ts';
import { statement } from '../statement.ts';

/** Why nothing is written, and since when (epoch ms). */
export type Recovery = { since: number; why: string };

/** The installation waits for `npm run recover`. Whatever was asked may be asked again afterwards. */
export class InRecovery extends Error {
  constructor(why: string) {
    super(`The record waits to be recovered: ${why}`);
  }
}

const OPEN = statement(
  'select (extract(epoch from since) * 1000)::bigint as since, why from recovery where ended_at is null',
);

/** Null while all is well. */
export async function recoveryNow(db: Queryable): Promise<Recovery | null> {
  const found = await db.query<Recovery>(OPEN([]));
  return found.rows[0] ?? null;
}

/** Throws `InRecovery`; in a step's own transaction, so that nothing is decided on a record that is known to be behind. */
export async function refuseInRecovery(db: Queryable): Promise<void> {
  const recovery = await recoveryNow(db);
  if (recovery !== null) throw new InRecovery(recovery.why);
}

/** The first reason stays: whatever is found later follows from it. */
export async function enterRecovery(db: Queryable, why: string): Promise<void> {
  await db.query('insert into recovery (why) values ($1) on conflict do nothing', [why.slice(0, 2_000)]);
}

/** As the owner: the application may not. */
export async function endRecovery(owner: Queryable): Promise<void> {
  await owner.query('update recovery set ended_at = clock_timestamp() where ended_at is null');
}
