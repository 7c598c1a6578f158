import { numberForm, registerForm } from '../../domain/decision/register-form.ts';
import type { Queryable } from '../database.ts';

export type RegisterEntry = { authority: string; register: string; year: number; number: string; paper: string };

/**
 * Null when the number is ours; else the paper that bears it, however it was typed there. The key over the forms decides
 * between two that come at once; what was typed stands beside them.
 */
export async function takeNumber(db: Queryable, org: string, entry: RegisterEntry): Promise<string | null> {
  const { authority, register, year, number, paper } = entry;
  const key = [org, registerForm(authority), registerForm(register), year, numberForm(number, register)];
  const taken = await db.query(
    `insert into register_number (org_id, authority_form, register_form, local_year, number_form, authority, register, number, decision)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9) on conflict do nothing returning decision`,
    [...key, authority, register, number, paper],
  );
  return taken.rows.length > 0 ? null : bearerElsewhere(db, org, entry);
}

/**
 * The same for a number in the place of the one that the paper bore: the old one stays taken, so that nobody gets it, and
 * may come back to the paper itself.
 */
export async function replaceNumber(db: Queryable, org: string, entry: RegisterEntry): Promise<string | null> {
  const { authority_form, register_form, local_year, number_form, authority, register, number, decision } = numberRow(
    org,
    entry,
  );
  const key = [org, authority_form, register_form, local_year, number_form];
  await db.query('update register_number set replaced = true where org_id = $1 and decision = $2', [org, decision]);
  const taken = await db.query(
    `insert into register_number (org_id, authority_form, register_form, local_year, number_form, authority, register, number, decision)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9) on conflict (org_id, authority_form, register_form, local_year, number_form)
     do update set replaced = false, authority = excluded.authority, register = excluded.register, number = excluded.number
     where register_number.decision = excluded.decision returning decision`,
    [...key, authority, register, number, decision],
  );
  return taken.rows.length > 0 ? null : bearerElsewhere(db, org, entry);
}

async function bearerElsewhere(db: Queryable, org: string, entry: RegisterEntry): Promise<string | null> {
  const bearer = await bearerOf(db, org, entry);
  return bearer === entry.paper ? null : bearer;
}

/** The paper that bears the number; null where none does. */
export async function bearerOf(
  db: Queryable,
  org: string,
  { authority, register, year, number }: Omit<RegisterEntry, 'paper'>,
): Promise<string | null> {
  const found = await db.query<{ decision: string }>(
    `select decision from register_number
     where org_id = $1 and authority_form = $2 and register_form = $3 and local_year = $4 and number_form = $5`,
    [org, registerForm(authority), registerForm(register), year, numberForm(number, register)],
  );
  return found.rows[0]?.decision ?? null;
}

/** Of one authority's register. */
export function isSameEntry(one: NumberRow, other: NumberRow): boolean {
  return one.local_year === other.local_year && one.number_form === other.number_form;
}

type NumberRow = ReturnType<typeof numberRow>;

/** The row of a number that is taken. */
export function numberRow(org: string, { authority, register, year, number, paper }: RegisterEntry) {
  return {
    org_id: org,
    authority_form: registerForm(authority),
    register_form: registerForm(register),
    local_year: year,
    number_form: numberForm(number, register),
    authority,
    register,
    number,
    decision: paper,
    replaced: false,
  };
}
