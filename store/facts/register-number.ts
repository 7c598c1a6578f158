import { numberForm, registerForm } from '../../domain/decision/register-form.ts';
import type { StreamRef } from '../../domain/ledger/envelope.ts';
import type { Queryable } from '../database.ts';

export type RegisterEntry = { authority: string; register: string; year: number; number: string; paper: string };

/**
 * `takenBy`: null when the number is ours; else the paper that bears it, however it was typed there. `leftBy`: who bore it
 * before us, each at an event at which they no longer did, so that the ledger itself says who came first.
 */
export type Taking = { takenBy: string | null; leftBy: readonly StreamRef[] };

/** The key over the forms of what is in force decides between two that come at once; what was typed stands beside them. */
export async function takeNumber(db: Queryable, org: string, entry: RegisterEntry): Promise<Taking> {
  const { authority, register, number, paper } = entry;
  const taken = await db.query(
    `insert into register_number (org_id, authority_form, register_form, local_year, number_form, authority, register, number, decision)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9) on conflict do nothing returning decision`,
    [...keyOf(org, entry), authority, register, number, paper],
  );
  const takenBy = taken.rows.length > 0 ? null : await bearerElsewhere(db, org, entry);
  return { takenBy, leftBy: takenBy === null ? await bearersBefore(db, org, entry) : [] };
}

/** The same for a number in the place of the one that the paper bore, which anybody may bear from then on. */
export async function replaceNumber(db: Queryable, org: string, entry: RegisterEntry): Promise<Taking> {
  await db.query('update register_number set replaced = true where org_id = $1 and decision = $2', [org, entry.paper]);
  // A number that comes back is one row, spelled as it was typed last.
  await db.query(`delete from register_number where ${OF_ENTRY} and decision = $6`, [
    ...keyOf(org, entry),
    entry.paper,
  ]);
  return takeNumber(db, org, entry);
}

const OF_ENTRY = 'org_id = $1 and authority_form = $2 and register_form = $3 and local_year = $4 and number_form = $5';

function keyOf(org: string, { authority, register, year, number }: Omit<RegisterEntry, 'paper'>) {
  return [org, registerForm(authority), registerForm(register), year, numberForm(number, register)];
}

async function bearerElsewhere(db: Queryable, org: string, entry: RegisterEntry): Promise<string | null> {
  const bearer = await bearerOf(db, org, entry);
  return bearer === entry.paper ? null : bearer;
}

/** The paper that bears the number; null where none does. */
export async function bearerOf(
  db: Queryable,
  org: string,
  entry: Omit<RegisterEntry, 'paper'>,
): Promise<string | null> {
  const found = await db.query<{ decision: string }>(
    `select decision from register_number where ${OF_ENTRY} and not replaced`,
    keyOf(org, entry),
  );
  return found.rows[0]?.decision ?? null;
}

/** Nobody else can take it while it is ours, so that wherever they stand now they bear it no more. */
async function bearersBefore(db: Queryable, org: string, entry: RegisterEntry): Promise<StreamRef[]> {
  const found = await db.query<StreamRef>(
    `select h.stream, h.seq from register_number r join head h on h.org_id = r.org_id and h.stream = r.decision
     where r.org_id = $1 and authority_form = $2 and register_form = $3 and local_year = $4 and number_form = $5
       and replaced and decision <> $6 order by h.stream`,
    [...keyOf(org, entry), entry.paper],
  );
  return found.rows;
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
