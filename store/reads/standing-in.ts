import type { Queryable } from '../database.ts';
import { officeShown } from '../facts/office.ts';
import { inForceAt } from '../facts/standing-in.ts';

export type StandingIn = { principal: string; role: string; unit: string | null; until: number };

/** For whom a person stands in at an instant. */
export async function standingInNow(
  db: Queryable,
  { org, id }: { org: string; id: string },
  asOf: number,
): Promise<StandingIn[]> {
  const known = (await officeShown(db, org))?.deputyships ?? [];
  const inForce = await inForceAt(db, org, known, asOf);
  return inForce
    .filter(({ deputy }) => deputy === id)
    .map(({ principal, role, unit, endsAt }) => ({ principal, role, unit, until: endsAt }));
}
