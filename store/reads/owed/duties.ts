import { idOf } from '../../../domain/stream.ts';
import type { Queryable } from '../../database.ts';
import { statement } from '../../statement.ts';
import { type OwedItem, owed } from './owed-item.ts';
import type { Reader } from './reader.ts';

type DutyRow = {
  stream: string;
  plan: string;
  task: string;
  owner: string;
  dueAt: number | null;
  printed: string;
  status: 'owed' | 'done';
  missed: boolean;
};

/** What the level above dates, or what must be amended first, waits and is nobody's debt. */
const DATED_HERE = `not exists (select from plan_version v, jsonb_array_elements(v.content -> 'tasks') t
  where v.org_id = d.org_id and v.plan = y.plan and v.version = y.plan_version and t ->> 'key' = d.task
    and d.due_at is null and t -> 'deadline' ->> 'kind' in ('setByAbove', 'anomalous'))`;

const DUTIES = statement(`select d.stream, y.plan, d.task, d.owner, d.due_at as "dueAt", d.printed, d.status, d.missed
  from duty_board d join year_board y on y.org_id = d.org_id and y.stream = d.stream
  where d.org_id = $1 and ${DATED_HERE} and ((d.status = 'owed' and d.owner_kind = $2 and d.owner = $3)
    or (d.status = 'done' and $4 and d.done_by is distinct from $5))
  order by d.due_at nulls last, d.task, d.owner`);

/** Tasks of the plan that the reader leads, and for the office those that wait to be confirmed. */
export async function owedDuties(db: Queryable, reader: Reader, asOf: number): Promise<OwedItem[]> {
  const owns = ownerOf(reader);
  if (owns === null) return [];
  const confirms = reader.role === 'standingOffice';
  const found = await db.query<DutyRow>(DUTIES([reader.sight.org, owns.kind, owns.key, confirms, reader.id]));
  return found.rows.map(({ stream, plan, task, owner, dueAt, printed, status, missed }) => {
    const commands = status === 'owed' ? ['MarkTaskDone'] : ['ConfirmTask', 'ReturnTask'];
    const about = {
      plan,
      owner,
      dueAt,
      printed,
      missed: missed && status === 'owed',
      unit: reader.unit,
      year: idOf(stream),
    };
    return owed({ kind: 'duty', ref: task, role: reader.role, commands, ...about }, asOf);
  });
}

function ownerOf({ role, unit }: Reader): { kind: string; key: string } | null {
  if (role === 'unitClerk' && unit !== null) return { kind: 'unit', key: unit };
  if (role === 'clusterHead' && unit !== null) return { kind: 'cluster', key: unit };
  return role === 'standingOffice' ? { kind: 'office', key: 'office' } : null;
}
