import type { OwedThing } from '../../domain/reminders/morning.ts';
import type { Queryable } from '../database.ts';

/** Everything that is owed in an organisation at an instant, under all of its plans, read from the board. */
export async function owedThings(db: Queryable, org: string, asOf: number): Promise<OwedThing[]> {
  const found = await db.query<OwedThing>(
    `${STAGES} union all ${MISSED} union all ${TASKS} union all ${LISTS} order by 1, 2, 3, 4, 5, 6`,
    [org, asOf],
  );
  return found.rows;
}

const COLUMNS = 'plan, round, what, count(*)::int as count, "opensAt", "dueAt", printed, max(since) as since';

/** Cases that wait for somebody, one thing for each role, unit, round and stage. The level above is not reminded from here. */
const STAGES = `
  select 'stage' as kind, role, unit, ${COLUMNS} from (
    select waits_for as role, case when waits_for in ('unitClerk', 'unitHead') then unit end as unit, plan, round,
           case when state in ('inStage', 'handedIn') then stage else state end as what, opens_at as "opensAt", due_at as "dueAt", printed, since
    from proposal_board where org_id = $1 and waits_for is not null and waits_for not in ('parentOffice', 'outbox')
      and (opens_at is null or opens_at <= $2)
  ) as waiting group by role, unit, plan, round, what, "opensAt", "dueAt", printed`;

/** What was missed and the case went on without: still owed by the unit. */
const MISSED = `
  select 'stage' as kind, 'unitClerk' as role, unit, ${COLUMNS} from (
    select p.unit, p.plan, p.round, owed as what, null::bigint as "opensAt",
      (select (s ->> 'dueAt')::bigint from plan_version v, jsonb_array_elements(v.rounds) r, jsonb_array_elements(r -> 'stages') s
       where v.org_id = p.org_id and v.plan = p.plan and v.version = p.plan_version and r ->> 'key' = p.round and s ->> 'key' = owed) as "dueAt",
      null::text as printed, 0::bigint as since
    from proposal_board p, unnest(p.still_owed) as owed
    where p.org_id = $1 and p.waits_for is not null and not (p.state = 'inStage' and p.stage = owed)
  ) as missed group by unit, plan, round, what, "opensAt", "dueAt", printed`;

const TASKS = `
  select 'task' as kind,
    case when status = 'done' or owner_kind = 'office' then 'standingOffice' when owner_kind = 'cluster' then 'clusterHead' else 'unitClerk' end as role,
    case when status = 'done' or owner_kind = 'office' then null else owner end as unit, y.plan, null::text as round, d.task as what, 1 as count,
    null::bigint as "opensAt", d.due_at as "dueAt", d.printed, y.published_at as since
  from duty_board d join year_board y on y.org_id = d.org_id and y.stream = d.stream
  where d.org_id = $1 and d.status <> 'confirmed' and d.due_at is not null`;

/** Only a unit's list is of one plan: an agenda, a decision or a submission may gather the cases of several. */
const LISTS = `
  select 'list' as kind,
    case l.kind || '/' || l.phase
      when 'session/called' then 'councilSecretary' when 'session/entered' then 'councilChair' when 'decision/drafted' then 'authorityHead'
      when 'decision/signed' then 'standingOffice' when 'submission/drafted' then 'authorityHead' when 'receipt/received' then 'standingOffice'
      when 'receipt/acknowledged' then 'standingOffice' when 'unitRound/listProposed' then 'unitHead' end as role,
    case when l.kind = 'unitRound' then l.state ->> 'unit' end as unit, case when l.kind = 'unitRound' then split_part(l.state ->> 'round', '/', 1) end as plan, null::text as round, l.kind || '/' || l.phase as what,
    count(*)::int as count, null::bigint as "opensAt", null::bigint as "dueAt", null::text as printed, max(l.since) as since
  from list_board l where l.org_id = $1 and (l.kind || '/' || l.phase) in ('session/called', 'session/entered', 'decision/drafted', 'decision/signed',
    'submission/drafted', 'receipt/received', 'receipt/acknowledged', 'unitRound/listProposed')
  group by l.kind, l.phase, unit, plan`;
