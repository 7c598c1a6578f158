import type { Engaged } from '../../domain/office/deputies.ts';
import type { OfficeState } from '../../domain/office/office.ts';
import type { Queryable } from '../database.ts';
import { officeStream } from '../reads/office-stream.ts';
import { statement } from '../statement.ts';

const LOCKED = statement('select 1 from head where org_id = $1 and stream = $2 for share');
const SHOWN = statement('select state from list_board where org_id = $1 and stream = $2');

/**
 * What holds for the organisation, for an act of another stream. The office's head is held against a change until this
 * act is recorded; whoever changes the office locks no other stream, so the two never wait for each other in a circle.
 */
export async function officeInForce(db: Queryable, org: string): Promise<OfficeState | null> {
  const stream = officeStream(org);
  await db.query(LOCKED([org, stream]));
  return officeShown(db, org);
}

export async function officeShown(db: Queryable, org: string): Promise<OfficeState | null> {
  const found = await db.query<{ state: OfficeState }>(SHOWN([org, officeStream(org)]));
  return found.rows[0]?.state ?? null;
}

/** Whoever of them the office has engaged, by id. */
export async function engagedAmong(
  db: Queryable,
  org: string,
  ids: readonly string[],
): Promise<ReadonlyMap<string, NonNullable<Engaged>>> {
  const found = await db.query<{ id: string } & NonNullable<Engaged>>(
    'select id, role, unit from person where org_id = $1 and id = any($2)',
    [org, [...ids]],
  );
  return new Map(found.rows.map(({ id, ...engaged }) => [id, engaged]));
}

export async function peopleAmong(db: Queryable, org: string, ids: readonly string[]): Promise<string[]> {
  const found = await db.query<{ id: string }>('select id from person where org_id = $1 and id = any($2) order by id', [
    org,
    ids,
  ]);
  return found.rows.map(({ id }) => id);
}

/** Of these, the units that a plan in force has. */
export async function unitsInForce(db: Queryable, org: string, units: readonly string[]): Promise<string[]> {
  const found = await db.query<{ unit: string }>(
    `select distinct u ->> 'key' as unit from year_board y
     join plan_version v on v.org_id = y.org_id and v.plan = y.plan and v.version = y.plan_version, jsonb_array_elements(v.content -> 'units') as u
     where y.org_id = $1 and u ->> 'key' = any($2) order by 1`,
    [org, units],
  );
  return found.rows.map(({ unit }) => unit);
}
