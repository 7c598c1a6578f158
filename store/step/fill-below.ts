import type { YearState } from '../../domain/award-year/year.ts';
import type { Json } from '../../domain/json.ts';
import type { Envelope } from '../../domain/ledger/envelope.ts';
import type { Carried } from '../../domain/stream.ts';
import type { CommandRow } from '../commands/command-row.ts';
import type { Queryable } from '../database.ts';
import { enqueueCarried, type Outgoing } from './outbox.ts';

type Year = { org: string; stream: string };
export type Said = Year & {
  plan: string;
  version: number;
  seq: number;
  tasks: { task: string; dueAt: number | null }[];
};

/**
 * What this year's dates mean for the years of the level below that wait for one of them, and what the level above has
 * said already for a plan that begins to wait here. Both look under one lock of the level above: of two plans that are
 * published at once, the later one sees the other.
 */
export async function fillBelow(db: Queryable, command: CommandRow, event: Envelope, state: YearState): Promise<void> {
  await enqueueCarried(db, command, await fillings(db, command.org, event, state));
}

async function fillings(
  db: Queryable,
  org: string,
  event: Envelope,
  { published, duties, seq }: YearState,
): Promise<Outgoing[]> {
  if (published === null) return [];
  const { plan, version, year, demo } = published;
  await lockFilling(db, org);
  const below = await waitingBelow(db, org, { year, demo });
  const tasks = [...new Map(duties.map(({ task, dueAt }) => [task, { task, dueAt }])).values()];
  const own: Said = { org, stream: event.stream, plan, version, seq, tasks };
  const begins = event.kind === 'PlanPublished' || event.kind === 'PlanAmended';
  const waits = begins && published.duties.some(({ awaits }) => awaits !== undefined);
  const above = waits ? await saidAbove(db, org, { year, demo }) : [];
  const carried = [
    ...below.map((to) => carriedTo(to, own)),
    ...above.map((said) => carriedTo({ org, stream: event.stream }, said)),
  ];
  return carried.map((each) => ({ carried: each, event }));
}

export function carriedTo({ org, stream }: Year, { stream: _own, ...said }: Said): Carried {
  const body: Json = { ...said, tasks: said.tasks };
  return { org, stream, kind: 'FillTasks', body };
}

/** Of the organisation and of the one above it, whoever has one; always in the same order. */
export async function lockFilling(db: Queryable, org: string): Promise<void> {
  await db.query(
    `select pg_advisory_xact_lock(hashtextextended('fill below ' || id, 0)) from (
       select coalesce(above, id) as id from organisation where id = $1 union select $1 order by 1) as levels`,
    [org],
  );
}

type OfYear = { year: number; demo: boolean };

/** A demo year's dates are moved, and say nothing to a year that is not. */
async function waitingBelow(db: Queryable, org: string, { year, demo }: OfYear): Promise<Year[]> {
  const found = await db.query<Year>(
    `select y.org_id as org, y.stream from organisation o join year_board y on y.org_id = o.id
       join plan_version v on v.org_id = y.org_id and v.plan = y.plan and v.version = y.plan_version
     where o.above = $1 and y.year = $2 and y.demo = $3
       and exists (select from jsonb_array_elements(v.published -> 'duties') as d where d ? 'awaits') order by 1, 2`,
    [org, year, demo],
  );
  return found.rows;
}

export async function saidAbove(db: Queryable, org: string, { year, demo }: OfYear): Promise<Said[]> {
  const found = await db.query<Said>(
    `select y.org_id as org, y.stream, y.plan, y.plan_version as version, y.seq,
       (select coalesce(jsonb_agg(distinct jsonb_build_object('task', d.task, 'dueAt', d.due_at)), '[]')
        from duty_board d where d.org_id = y.org_id and d.stream = y.stream) as tasks
     from organisation o join year_board y on y.org_id = o.above
     where o.id = $1 and y.year = $2 and y.demo = $3 order by y.plan`,
    [org, year, demo],
  );
  return found.rows;
}
