import { defaultLadder, type LadderSpec } from '../../domain/calendar/ladder.ts';
import { dateOf, yearOf } from '../../domain/calendar/local-date.ts';
import { morningsIn } from '../../domain/calendar/mornings.ts';
import type { WorkingCalendar } from '../../domain/calendar/working-days.ts';
import { type OwedThing, roleTold, tellingsOf } from '../../domain/reminders/morning.ts';
import { type Database, inTransaction, type Queryable, type Transaction, together } from '../database.ts';
import { officeShown } from '../facts/office.ts';
import { inForceAt } from '../facts/standing-in.ts';
import { derivedId } from '../hash.ts';
import { statement } from '../statement.ts';
import { enqueue } from '../step/outbox.ts';
import { owedThings } from './owed-things.ts';

export type Morning = { org: string; plan: string; asOf: number };

/**
 * Queues a digest for everybody whom this morning, or one that was slept through before it, tells something, under
 * whatever plan: several years run at once and a person gets one digest a day, so the plan that asks first tells for
 * all, and the others find it told. Whether a thing is still owed is read in the same transaction; the unique row of
 * person and day keeps a second digest away.
 */
export async function queueDigests(
  database: Database,
  calendar: WorkingCalendar,
  morning: Morning,
): Promise<{ queued: number; ended: boolean }> {
  return inTransaction(database, async (tx) => {
    const told = await whomToTell(tx, calendar, morning);
    const queued = await insertDigests(tx, morning, told);
    await noteRun(tx, morning, queued);
    return { queued, ended: await hasEnded(tx, morning) };
  });
}

type Told = { role: string; unit: string | null };

async function whomToTell(db: Queryable, calendar: WorkingCalendar, morning: Morning): Promise<Told[]> {
  const { org, asOf } = morning;
  const [lastAskedAt, ladders, things] = await together([
    lastAsked(db, morning),
    laddersInForce(db, org),
    owedThings(db, org, asOf),
  ]);
  const asking = { asOf, lastAskedAt };
  const mornings = morningsIn(calendar);
  const ladderOf = ({ plan }: OwedThing) => (plan === null ? defaultLadder : (ladders.get(plan) ?? defaultLadder));
  return things.flatMap((thing) => tellingsOf(thing, asking, ladderOf(thing), mornings)).map(roleTold);
}

const LAST_ASKED = statement(
  `select coalesce((select max(as_of) from reminder_run where org_id = $1 and as_of < $3),
                   (select published_at from year_board where org_id = $1 and plan = $2)) as at`,
);

/** Under whatever plan, since each tells for all; a plan that is the first to ask begins with its publication. */
async function lastAsked(db: Queryable, { org, plan, asOf }: Morning): Promise<number> {
  const found = await db.query<{ at: number | null }>(LAST_ASKED([org, plan, asOf]));
  return found.rows[0]?.at ?? asOf;
}

const LADDERS = statement(
  `select y.plan, v.content -> 'ladder' as ladder from year_board y
   join plan_version v on v.org_id = y.org_id and v.plan = y.plan and v.version = y.plan_version where y.org_id = $1`,
);

/** By plan; a plan that says nothing of its own has none here. */
async function laddersInForce(db: Queryable, org: string): Promise<Map<string, LadderSpec>> {
  const found = await db.query<{ plan: string; ladder: LadderSpec | null }>(LADDERS([org]));
  return new Map(found.rows.flatMap(({ plan, ladder }) => (ladder === null ? [] : [[plan, ladder] as const])));
}

/**
 * People of the told roles who have no digest of this day yet; a digest and its delivery are one insert. Units are joined
 * by equality, since by `is not distinct from` each person would be compared with everybody told.
 */
async function insertDigests(tx: Transaction, { org, asOf }: Morning, told: readonly Told[]): Promise<number> {
  const fresh = await tx.query<{ person: string }>(
    `insert into digest (org_id, person, local_day, as_of)
     select p.org_id, p.id, $3::date, $4::bigint from person p join jsonb_to_recordset($2) as t(role text, unit text, deputy text)
       on p.role = t.role and coalesce(p.unit, '') = coalesce(t.unit, '') and t.deputy is null where p.org_id = $1
     union
     select p.org_id, p.id, $3::date, $4::bigint from person p join jsonb_to_recordset($2) as t(deputy text)
       on p.id = t.deputy where p.org_id = $1
     order by 2 on conflict do nothing returning person`,
    [org, JSON.stringify(await withDeputies(tx, org, told, asOf)), dateOf(asOf), asOf],
  );
  const deliveries = fresh.rows.map(({ person }) => ({ id: derivedId('digest', org, person, dateOf(asOf)), person }));
  if (deliveries.length === 0) return 0;
  await tx.query(
    `insert into delivery (org_id, id, person, kind, subject_key, as_of)
     select $1, d.id, d.person, 'digest', $2, $3 from jsonb_to_recordset($4) as d(id uuid, person text) on conflict do nothing`,
    [org, dateOf(asOf), asOf, JSON.stringify(deliveries)],
  );
  await enqueue(
    tx,
    'mail',
    deliveries.map(({ id }) => ({ org, delivery: id })),
  );
  return deliveries.length;
}

/** Whoever stands in for one of them this morning is told as well. */
async function withDeputies(tx: Transaction, org: string, told: readonly Told[], asOf: number) {
  const standingIn = await inForceAt(tx, org, (await officeShown(tx, org))?.deputyships ?? [], asOf);
  const deputies = standingIn
    .filter(({ role, unit }) => told.some((each) => each.role === role && each.unit === unit))
    .map(({ deputy }) => ({ role: null, unit: null, deputy }));
  return [...told.map((each) => ({ ...each, deputy: null })), ...deputies];
}

async function noteRun(tx: Transaction, { org, plan, asOf }: Morning, queued: number): Promise<void> {
  await tx.query(
    'insert into reminder_run (org_id, plan, as_of, queued) values ($1, $2, $3, $4) on conflict do nothing',
    [org, plan, asOf, queued],
  );
}

const OPEN = statement(
  `select exists (select from year_board where org_id = $1 and plan = $2 and (next_at is not null or year + 1 >= $3))
       or exists (select from proposal_board where org_id = $1 and plan = $2 and waits_for is not null) as open`,
);

/**
 * Nothing is ahead in the calendar, no case is open, and the year after the plan's is over: until then the level below
 * may still send something up, or an amendment bring something back.
 */
async function hasEnded(db: Queryable, { org, plan, asOf }: Morning): Promise<boolean> {
  const found = await db.query<{ open: boolean }>(OPEN([org, plan, yearOf(dateOf(asOf))]));
  return found.rows[0]?.open === false;
}
