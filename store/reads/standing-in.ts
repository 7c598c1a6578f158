import { deputiesAt } from '../../domain/office/deputies.ts';
import type { Queryable } from '../database.ts';
import { officeShown } from '../facts/office.ts';

export type StandingIn = { principal: string; role: string; unit: string | null; until: number };

/** For whom a person stands in at an instant. */
export async function standingInNow(
  db: Queryable,
  { org, id }: { org: string; id: string },
  asOf: number,
): Promise<StandingIn[]> {
  const known = (await officeShown(db, org))?.deputyships ?? [];
  return deputiesAt(known, asOf)
    .filter(({ deputy }) => deputy === id)
    .map(({ principal, role, unit, endsAt }) => ({ principal, role, unit, until: endsAt }));
}
