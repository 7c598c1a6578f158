import type { Queryable } from '../database.ts';
import { homeFact } from './home.ts';

/** One person is the unit's clerk and head, as the plan in force says. */
export async function isOnePerson(db: Queryable, org: string, plan: string, unit: string): Promise<boolean> {
  return (await homeFact(db, org, plan, unit)).onePerson;
}
