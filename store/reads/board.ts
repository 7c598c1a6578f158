import type { StageKind, SubjectKind } from '../../domain/plan/plan.ts';
import type { ProposalStateName } from '../../domain/proposal/states.ts';
import type { Queryable } from '../database.ts';
import { inSight, type Parameters, parameters, type Sight } from './sight.ts';

/** A proposal as the board shows it. A draft that has not begun is there too, in state `none` with seq 0. */
export type BoardRow = {
  id: string;
  seq: number;
  materialSeq: number;
  code: string | null;
  plan: string;
  planVersion: number;
  round: string;
  unit: string;
  subject: string;
  subjectKind: SubjectKind;
  subjectName: string;
  title: string;
  route: string | null;
  state: ProposalStateName;
  stage: string | null;
  stageKind: StageKind | null;
  stagePer: string | null;
  assumed: boolean;
  opensAt: number | null;
  dueAt: number | null;
  /** The date that was missed where it stands; no timer acts for it any more. */
  missedDueAt: number | null;
  printed: string | null;
  onMissed: string | null;
  overdue: boolean;
  waitsFor: string | null;
  stillOwed: string[];
  pendingAct: number | null;
  withdrawalAsked: number | null;
  pendingKind: string | null;
  since: number;
  marks: string[];
  missed: number;
  nominated: boolean;
  lowerOrg: string | null;
  award: { decision: string | null; number: string; on: string; authority: string | null } | null;
  heldSince: number | null;
  /** Its holds that have not ended, by their seqs. */
  holds: number[];
};

export type BoardFilter = {
  plan?: string | undefined;
  round?: string | undefined;
  unit?: string | undefined;
  title?: string | undefined;
  state?: string | undefined;
  stage?: string | undefined;
  stageKind?: string | undefined;
  waitsFor?: string | undefined;
  mark?: string | undefined;
  dueBefore?: number | undefined;
  overdue?: boolean | undefined;
  held?: boolean | undefined;
  stuckDays?: number | undefined;
  q?: string | undefined;
};

export type Place = { key: number; id: string };

const DAY_MS = 86_400_000;

/** What has no due date comes after everything that has one. */
const NEVER = 9_000_000_000_000_000;

/** The date in force, or the one that was missed: by either a case is overdue, unless it is held. */
const DUE = 'coalesce(p.due_at, p.missed_due_at)';

const ROWS = (asOf: string) => `
  select p.org_id, p.id, p.seq, p.material_seq as "materialSeq", d.code, p.plan, p.plan_version as "planVersion", p.round, p.unit, p.subject,
    p.subject_kind as "subjectKind", s.name as "subjectName", p.title, p.route, p.state, p.stage, p.stage_kind as "stageKind", p.stage_per as "stagePer",
    p.assumed, p.opens_at as "opensAt", p.due_at as "dueAt", p.missed_due_at as "missedDueAt", p.printed, p.on_missed as "onMissed", coalesce(${DUE} <= ${asOf}, false) and p.held_since is null as overdue,
    p.waits_for as "waitsFor", p.still_owed as "stillOwed", p.pending_act as "pendingAct", p.pending_kind as "pendingKind", p.withdrawal_asked as "withdrawalAsked", p.since, p.marks, p.missed,
    p.nominated, p.lower_org as "lowerOrg", p.award, p.held_since as "heldSince", p.holds, coalesce(${DUE}, ${NEVER}) as place
  from proposal_board p join subject s on s.org_id = p.org_id and s.id = p.subject left join draft d on d.org_id = p.org_id and d.id = p.id
  union all
  select d.org_id, d.id, 0, 0, d.code, d.plan, y.plan_version, d.round, d.unit, d.subject, s.kind, s.name, d.title, null, 'none', null, null, null,
    false, null, null, null, null, null, false, null, '{}'::text[], null, null, null::int, (extract(epoch from d.updated_at) * 1000)::bigint, '{}'::text[], 0,
    false, null, null, null, '{}'::int[], ${NEVER}
  from draft d join subject s on s.org_id = d.org_id and s.id = d.subject join year_board y on y.org_id = d.org_id and y.plan = d.plan
  where not exists (select from proposal_board p where p.org_id = d.org_id and p.id = d.id)`;

/** One page, what is due first before the rest; a place names the last row of the page before. */
export async function boardPage(
  db: Queryable,
  sight: Sight,
  asOf: number,
  filter: BoardFilter,
  after: Place | null,
  limit: number,
): Promise<(BoardRow & { place: number })[]> {
  const given = parameters(sight.org);
  const rows = ROWS(`${given.add(asOf)}::bigint`);
  const wanted = [inSight(sight, 'b', given, 'b."lowerOrg"'), ...conditions(filter, asOf, given)];
  if (after !== null) wanted.push(`(b.place, b.id) > (${given.add(after.key)}::bigint, ${given.add(after.id)}::uuid)`);
  const found = await db.query<BoardRow & { place: number }>(
    `select b.* from (${rows}) b where b.org_id = $1 and ${wanted.join(' and ')} order by b.place, b.id limit ${given.add(limit)}`,
    given.values,
  );
  return found.rows;
}

export async function boardRow(db: Queryable, sight: Sight, asOf: number, id: string): Promise<BoardRow | null> {
  const given = parameters(sight.org);
  const rows = ROWS(`${given.add(asOf)}::bigint`);
  const found = await db.query<BoardRow>(
    `select b.* from (${rows}) b where b.org_id = $1 and b.id = ${given.add(id)} and ${inSight(sight, 'b', given, 'b."lowerOrg"')}`,
    given.values,
  );
  return found.rows[0] ?? null;
}

function conditions(filter: BoardFilter, asOf: number, given: Parameters): string[] {
  const { overdue, held, dueBefore, stuckDays, mark, q } = filter;
  const equal = ['plan', 'round', 'unit', 'title', 'state', 'stage', 'stageKind', 'waitsFor'] as const;
  return [
    ...equal.flatMap((name) => (filter[name] === undefined ? [] : [`b."${name}" = ${given.add(filter[name])}`])),
    ...(overdue === undefined ? [] : [`b.overdue = ${given.add(overdue)}`]),
    ...(held === undefined ? [] : [`(b."heldSince" is not null) = ${given.add(held)}`]),
    ...(dueBefore === undefined ? [] : [`coalesce(b."dueAt", b."missedDueAt") < ${given.add(dueBefore)}`]),
    ...(stuckDays === undefined
      ? []
      : [`b."waitsFor" is not null and b.since <= ${given.add(asOf - stuckDays * DAY_MS)}`]),
    ...(mark === undefined ? [] : [`${given.add(mark)} = any(b.marks)`]),
    ...(q === undefined ? [] : [searched(given.add(q))]),
  ];
}

function searched(q: string): string {
  return `(position(lower(${q}) in lower(b.code)) > 0 or position(lower(${q}) in lower(b."subjectName")) > 0)`;
}

export type BoardCount = {
  round: string;
  state: string;
  stage: string | null;
  count: number;
  overdue: number;
  stuck: number;
};

const STUCK_DAYS = 14;

export async function boardSummary(
  db: Queryable,
  sight: Sight,
  asOf: number,
  filter: Pick<BoardFilter, 'plan' | 'round'>,
): Promise<BoardCount[]> {
  const given = parameters(sight.org);
  const rows = ROWS(`${given.add(asOf)}::bigint`);
  const stuckSince = given.add(asOf - STUCK_DAYS * DAY_MS);
  const wanted = [inSight(sight, 'b', given, 'b."lowerOrg"'), ...conditions(filter, asOf, given)];
  const found = await db.query<BoardCount>(
    `select b.round, b.state, b.stage, count(*)::int as count, (count(*) filter (where b.overdue))::int as overdue,
       (count(*) filter (where b."waitsFor" is not null and b.since <= ${stuckSince}))::int as stuck
     from (${rows}) b where b.org_id = $1 and ${wanted.join(' and ')} group by b.round, b.state, b.stage order by 1, 2, 3`,
    given.values,
  );
  return found.rows;
}
