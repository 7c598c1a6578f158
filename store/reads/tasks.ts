import type { Queryable } from '../database.ts';
import { parameters } from './sight.ts';
import { DUTY_COLUMNS, type DutyRow } from './years.ts';

export type TaskFilter = {
  plan?: string | undefined;
  owner?: string | undefined;
  status?: string | undefined;
  overdue?: boolean | undefined;
  dueBefore?: number | undefined;
};

export type TaskRow = DutyRow & {
  year: string;
  plan: string;
  row: number | null;
  content: string;
  directedBy: string;
  overdue: boolean;
};

/** Duties of the published years with the words of their tasks. */
export async function tasksOf(db: Queryable, org: string, asOf: number, filter: TaskFilter): Promise<TaskRow[]> {
  const given = parameters(org, asOf);
  const { plan, owner, status, overdue, dueBefore } = filter;
  const wanted = [
    ...(plan === undefined ? [] : [`y.plan = ${given.add(plan)}`]),
    ...(owner === undefined ? [] : [`d.owner = ${given.add(owner)}`]),
    ...(status === undefined ? [] : [`d.status = ${given.add(status)}`]),
    ...(overdue === undefined ? [] : [`coalesce(d.due_at <= $2 and d.status = 'owed', false) = ${given.add(overdue)}`]),
    ...(dueBefore === undefined ? [] : [`d.due_at < ${given.add(dueBefore)}`]),
  ];
  const found = await db.query<TaskRow>(
    `select ${DUTY_COLUMNS}, split_part(d.stream, '/', 2) as year, y.plan, (t ->> 'row')::int as row, coalesce(t ->> 'content', '') as content,
       coalesce(t ->> 'directedBy', '') as "directedBy", coalesce(d.due_at <= $2::bigint and d.status = 'owed', false) as overdue
     from duty_board d join year_board y on y.org_id = d.org_id and y.stream = d.stream
       join plan_version v on v.org_id = y.org_id and v.plan = y.plan and v.version = y.plan_version
       left join lateral jsonb_array_elements(v.content -> 'tasks') t on t ->> 'key' = d.task
     where ${['d.org_id = $1', ...wanted].join(' and ')} order by d.due_at nulls last, y.plan, d.task, d.owner`,
    given.values,
  );
  return found.rows;
}
