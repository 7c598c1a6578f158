import type { TaskFilled } from '../../domain/award-year/from-above.ts';
import type { YearMilestone } from '../../domain/award-year/year.ts';
import { streamName } from '../../domain/stream.ts';
import type { Queryable } from '../database.ts';

export type YearInList = {
  id: string;
  plan: string;
  planVersion: number;
  year: number;
  title: string;
  demo: boolean;
  seq: number;
  toldUntil: number;
  nextAt: number | null;
};

export type DutyRow = {
  task: string;
  owner: string;
  ownerKind: string;
  dueAt: number | null;
  printed: string;
  status: string;
  doneBy: string | null;
  late: boolean;
  missed: boolean;
};

export type Year = YearInList & {
  duties: DutyRow[];
  milestones: (YearMilestone & { told: boolean })[];
  /** What the level above has said of tasks here, the earliest first. */
  fromAbove: TaskFilled['body'][];
};

const YEARS = `select split_part(y.stream, '/', 2) as id, y.plan, y.plan_version as "planVersion", y.year, v.content ->> 'title' as title, y.demo, y.seq,
    y.told_until as "toldUntil", y.next_at as "nextAt", v.published -> 'milestones' as milestones
  from year_board y join plan_version v on v.org_id = y.org_id and v.plan = y.plan and v.version = y.plan_version where y.org_id = $1`;

export const DUTY_COLUMNS = `d.task, d.owner, d.owner_kind as "ownerKind", d.due_at as "dueAt", d.printed, d.status, d.done_by as "doneBy", d.late, d.missed`;

export async function yearsOf(db: Queryable, org: string): Promise<YearInList[]> {
  const found = await db.query<YearInList>(`${YEARS} order by y.year, y.plan`, [org]);
  return found.rows;
}

export async function yearOf(db: Queryable, org: string, id: string): Promise<Year | null> {
  const stream = streamName('year', id);
  const found = await db.query<YearInList & { milestones: YearMilestone[] }>(`${YEARS} and y.stream = $2`, [
    org,
    stream,
  ]);
  const year = found.rows[0];
  if (year === undefined) return null;
  const duties = await db.query<DutyRow>(
    `select ${DUTY_COLUMNS} from duty_board d where d.org_id = $1 and d.stream = $2 order by d.due_at nulls last, d.task, d.owner`,
    [org, stream],
  );
  const milestones = year.milestones.map((milestone) => ({ ...milestone, told: milestone.at <= year.toldUntil }));
  const filled = await db.query<{ body: TaskFilled['body'] }>(
    `select text::jsonb -> 'body' as body from event where org_id = $1 and stream = $2 and kind = 'TaskFilled' order by seq`,
    [org, stream],
  );
  return { ...year, duties: duties.rows, milestones, fromAbove: filled.rows.map(({ body }) => body) };
}
