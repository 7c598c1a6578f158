import { LIVE_STATES } from '../../domain/proposal/states.ts';
import type { OwedThing } from '../../domain/reminders/morning.ts';
import type { Queryable } from '../database.ts';
import { ANSWERING, answersToBelow } from '../reads/owed/asked-back.ts';
import { LIST_STEPS } from '../reads/owed/list-steps.ts';
import { statementOf } from '../statement.ts';

/** Everything that is owed in an organisation at an instant, under all of its plans, read from the board; by when it came. */
export async function owedThings(db: Queryable, org: string, asOf: number): Promise<OwedThing[]> {
  const read = statementOf(
    `${stages()} union all ${missed()} union all ${WISHES} union all ${tasks()} union all ${lists()} ${IN_ORDER}`,
  );
  const found = await db.query<OwedThing>(read([org, asOf, LIST_TURNS, ANSWERERS]));
  return found.rows;
}

/**
 * The same of one unit only: whatever its own people owe, found by the unit. On a morning each of them is told, and must
 * not be looked for among all the others.
 */
export async function owedInUnit(db: Queryable, org: string, asOf: number, unit: string): Promise<OwedThing[]> {
  const [ofCase, ofDuty] = ['and p.unit = $4', 'and d.owner = $4'];
  const ofList = `and l.kind = 'unitRound' and l.state ->> 'unit' = $4`;
  const read = statementOf(
    `${stages(ofCase)} union all ${missed(ofCase)} union all ${tasks(ofDuty)} union all ${lists(ofList)} ${IN_ORDER}`,
  );
  const found = await db.query<OwedThing>(read([org, asOf, LIST_TURNS, unit]));
  return found.rows;
}

const IN_ORDER = 'order by 1, 2, 3, 4, 5, 6, 11';

/** Who answers a wish from below, by where the case stands and whether an act is pending on it. */
const ANSWERERS = JSON.stringify(
  LIVE_STATES.flatMap((state) =>
    ANSWERING.flatMap((role) =>
      [true, false]
        .filter((pending) => answersToBelow(state, null, role, pending).length > 0)
        .map((pending) => ({ state, role, pending })),
    ),
  ),
);

const LIST_TURNS = JSON.stringify(Object.entries(LIST_STEPS).map(([step, { role }]) => ({ step, role })));

const COLUMNS = 'plan, round, what, count(*)::int as count, "opensAt", "dueAt", printed, since';

/** A head of a cluster speaks for the cluster that the case's unit is in by the constitution, or the plan, in force. */
const CLUSTER = 'cluster_of(p.org_id, p.plan, p.unit, $2)';

/**
 * Nobody is chased for a case that is held. Cases that wait for somebody, one thing for each role, unit, round, stage and time of coming: who
 * comes later is told anew, and takes no rung of the ladder away from those who have waited. The level above is not reminded from
 * here, nor the level below of what was returned to it: the unit of its case has no people here.
 */
const stages = (only = '') => `
  select 'stage' as kind, role, unit, ${COLUMNS} from (
    select waits_for as role, case when waits_for in ('unitClerk', 'unitHead') then unit when waits_for = 'clusterHead' then ${CLUSTER} end as unit,
           plan, round, case when state in ('inStage', 'handedIn') then stage else state end as what, opens_at as "opensAt", coalesce(due_at, missed_due_at) as "dueAt", printed, since
    from proposal_board p where org_id = $1 and held_since is null and waits_for is not null and waits_for not in ('parentOffice', 'outbox')
      and (opens_at is null or opens_at <= $2) and (lower_org is null or waits_for not in ('unitClerk', 'unitHead')) ${only}
  ) as waiting group by role, unit, plan, round, what, "opensAt", "dueAt", printed, since`;

/** What was missed and the case went on without: still owed by the unit. */
const missed = (only = '') => `
  select 'stage' as kind, 'unitClerk' as role, unit, ${COLUMNS} from (
    select p.unit, p.plan, p.round, owed as what, null::bigint as "opensAt",
      (p.still_owed_due ->> owed)::bigint as "dueAt",
      null::text as printed, 0::bigint as since
    from proposal_board p, unnest(p.still_owed) as owed
    where p.org_id = $1 and p.held_since is null and p.waits_for is not null and p.lower_org is null and not (p.state = 'inStage' and p.stage = owed) ${only}
  ) as missed group by unit, plan, round, what, "opensAt", "dueAt", printed, since`;

/** The level below asks for a case back; its answer has no date, and waits since it was asked. */
const WISHES = `
  select 'stage' as kind, role, null::text as unit, ${COLUMNS} from (
    select a.role, p.plan, p.round, 'withdrawalAsked' as what, null::bigint as "opensAt", null::bigint as "dueAt", null::text as printed,
      (select max((e.text::jsonb ->> 'at')::bigint) from event e
       where e.org_id = p.org_id and e.stream = 'proposal/' || p.id and e.kind = 'WithdrawalAskedFromBelow') as since
    from proposal_board p join jsonb_to_recordset($4) as a(state text, role text, pending boolean)
      on a.state = p.state and a.pending = (p.pending_act is not null)
    where p.org_id = $1 and p.withdrawal_asked is not null
  ) as asked group by role, plan, round, what, "opensAt", "dueAt", printed, since`;

const tasks = (only = '') => `
  select 'task' as kind,
    case when status = 'done' or owner_kind = 'office' then 'standingOffice' when owner_kind = 'cluster' then 'clusterHead' else 'unitClerk' end as role,
    case when status = 'done' or owner_kind = 'office' then null else owner end as unit, y.plan, null::text as round, d.task as what, 1 as count,
    null::bigint as "opensAt", d.due_at as "dueAt", d.printed, d.since
  from duty_board d join year_board y on y.org_id = d.org_id and y.stream = d.stream
  where d.org_id = $1 and d.status <> 'confirmed' and d.due_at is not null ${only}`;

/** Only a unit's list is of one plan: an agenda, a decision or a submission may gather the cases of several. */
const lists = (only = '') => `
  select 'list' as kind,
    t.role,
    case when l.kind = 'unitRound' then l.state ->> 'unit' end as unit, case when l.kind = 'unitRound' then split_part(l.state ->> 'round', '/', 1) end as plan, null::text as round, l.kind || '/' || l.phase as what,
    count(*)::int as count, null::bigint as "opensAt", null::bigint as "dueAt", null::text as printed, l.since
  from list_board l join jsonb_to_recordset($3) as t(step text, role text) on t.step = l.kind || '/' || l.phase
  where l.org_id = $1 ${only} group by l.kind, l.phase, t.role, unit, plan, l.since`;
