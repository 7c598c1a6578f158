import { nextMilestone, type YearState } from '../../domain/award-year/year.ts';
import type { CommandRow } from '../commands/command-row.ts';
import type { Queryable } from '../database.ts';

export async function showYear(db: Queryable, command: CommandRow, state: YearState): Promise<void> {
  if (state.published === null) return;
  const { plan, version, year, demo } = state.published;
  await db.query(
    `insert into year_board (org_id, stream, seq, plan, plan_version, year, demo, published_at, told_until, next_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
     on conflict (org_id, stream) do update set seq = excluded.seq, plan_version = excluded.plan_version, told_until = excluded.told_until, next_at = excluded.next_at`,
    [
      command.org,
      command.stream,
      state.seq,
      plan,
      version,
      year,
      demo,
      command.at,
      state.toldUntil,
      nextMilestone(state),
    ],
  );
  await showDuties(db, command, state);
}

async function showDuties(db: Queryable, command: CommandRow, state: YearState): Promise<void> {
  await db.query('delete from duty_board where org_id = $1 and stream = $2', [command.org, command.stream]);
  await db.query(
    `insert into duty_board (org_id, stream, task, owner, owner_kind, due_at, printed, status, done_by, late, missed, since)
     select $1, $2, task, owner, "ownerKind", "dueAt", printed, status, "doneBy", late, missed, since
     from jsonb_to_recordset($3) as d(task text, owner text, "ownerKind" text, "dueAt" bigint, printed text, status text, "doneBy" text, late boolean, missed boolean, since bigint)`,
    [command.org, command.stream, JSON.stringify(state.duties)],
  );
}
