import { gathered, hasUnitHead, type OwedThing } from '../../domain/reminders/morning.ts';
import type { Queryable } from '../database.ts';
import { standingInNow } from '../reads/standing-in.ts';
import { owedInUnit, owedThings } from './owed-things.ts';

export type Delivery = {
  org: string;
  id: string;
  kind: string;
  person: string;
  name: string;
  email: string | null;
  role: string;
  unit: string | null;
  asOf: number;
  status: string;
};

export async function readDelivery(db: Queryable, org: string, id: string): Promise<Delivery | null> {
  const found = await db.query<Delivery>(
    `select d.org_id as org, d.id, d.kind, d.person, p.name, p.email, p.role, p.unit, d.as_of as "asOf", d.status
     from delivery d join person p on p.org_id = d.org_id and p.id = d.person where d.org_id = $1 and d.id = $2`,
    [org, id],
  );
  return found.rows[0] ?? null;
}

/** What this person still owes or, up the ladder, is told that others owe, under every plan: read again at sending. */
export async function stillOwedBy(db: Queryable, { org, person, role, unit, asOf }: Delivery): Promise<OwedThing[]> {
  const places = [{ role, unit }, ...(await standingInNow(db, { org, id: person }, asOf))];
  const things = await thingsAround(db, org, asOf, places);
  return gathered(things.filter((thing) => places.some((place) => concerns(thing, place.role, place.unit, asOf))));
}

type Standing = { role: string; unit: string | null };

/** Each morning thousands of mails are composed: whoever stands in units only is read what those owe. */
async function thingsAround(
  db: Queryable,
  org: string,
  asOf: number,
  places: readonly Standing[],
): Promise<OwedThing[]> {
  const units = places.flatMap(({ role, unit }) => (unit !== null && OF_ONE_UNIT.includes(role) ? [unit] : []));
  if (units.length < places.length) return owedThings(db, org, asOf);
  const owed = await Promise.all([...new Set(units)].map((unit) => owedInUnit(db, org, asOf, unit)));
  return owed.flat();
}

/** They owe and hear of what is their unit's own; the head of a cluster speaks for the cases of many units. */
const OF_ONE_UNIT = ['unitClerk', 'unitHead'];

/** A head hears of the unit's overdue things too, and the chair of everybody's. */
function concerns(thing: OwedThing, role: string, unit: string | null, asOf: number): boolean {
  if (thing.role === role && thing.unit === unit) return true;
  const overdue = thing.dueAt !== null && thing.dueAt <= asOf;
  return overdue && (role === 'councilChair' || (role === 'unitHead' && thing.unit === unit && hasUnitHead(thing)));
}

/** The titles of the published plans, the older year first: in this order a digest tells what is owed under them. */
export async function planTitles(db: Queryable, org: string): Promise<Map<string, string>> {
  const found = await db.query<{ plan: string; title: string | null }>(
    `select y.plan, v.content ->> 'title' as title from year_board y
     join plan_version v on v.org_id = y.org_id and v.plan = y.plan and v.version = y.plan_version
     where y.org_id = $1 order by y.year, y.plan`,
    [org],
  );
  return new Map(found.rows.map(({ plan, title }) => [plan, title ?? plan]));
}

export async function settleDelivery(db: Queryable, org: string, id: string, items: number): Promise<void> {
  await db.query(
    `update delivery set status = 'sent', attempts = attempts + 1, items = $3, last_error = null, settled_at = clock_timestamp() where org_id = $1 and id = $2`,
    [org, id, items],
  );
}

/** Between the morning and the sending all of it was done, or, of a notice, ceased to concern the person. */
export async function dropDelivery(db: Queryable, { org, id, kind }: Delivery): Promise<void> {
  await db.query(
    `update delivery set status = 'dropped', items = 0, last_error = $3, settled_at = clock_timestamp() where org_id = $1 and id = $2`,
    [org, id, kind === 'notice' ? 'None of its cases concerns the person any more' : null],
  );
}

/** Why a mail failed that nobody tries again until the person has an address. */
export const NO_ADDRESS = 'The person has no mail address';

/**
 * Closed, too: whatever happens from now on begins a mail of its own, which may find an address. False where one has come
 * since the delivery was read. The person's row is locked first, as by whoever enters an address: that one either is seen
 * here or sees the failed mail.
 */
export async function failUnaddressed(db: Queryable, { org, id, person }: Delivery): Promise<boolean> {
  const failed = await db.query(
    `with unaddressed as materialized (select from person where org_id = $1 and id = $3 and email is null for share)
     update delivery set status = 'failed', attempts = attempts + 1, last_error = $4, closed = true
     from unaddressed where org_id = $1 and delivery.id = $2`,
    [org, id, person, NO_ADDRESS],
  );
  return failed.rowCount === 1;
}

/** Shown as failed until a later try succeeds. */
export async function failDelivery(db: Queryable, org: string, id: string, error: string): Promise<void> {
  await db.query(
    `update delivery set status = 'failed', attempts = attempts + 1, last_error = $3 where org_id = $1 and id = $2`,
    [org, id, error.slice(0, 2_000)],
  );
}
