import { nextMilestone, type YearEvent, type YearState } from '../../domain/award-year/year.ts';
import type { CommandRow } from '../commands/command-row.ts';
import type { Queryable } from '../database.ts';
import type { CommandChanges, TableRows } from '../step/stream-step.ts';

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

/** The same rows from the whole stream. */
export function yearRows(
  { org, stream }: { org: string; stream: string },
  commands: readonly CommandChanges<YearState, YearEvent>[],
): TableRows[] {
  const [first] = commands;
  const state = commands.at(-1)?.at(-1)?.after;
  if (first === undefined || state === undefined || state.published === null) return [];
  const { plan, version, year, demo } = state.published;
  const shown = {
    org_id: org,
    stream,
    seq: state.seq,
    plan,
    plan_version: version,
    // What it was published as: an amendment changes neither.
    year: publishedIn(first)?.year ?? year,
    demo: publishedIn(first)?.demo ?? demo,
    published_at: first[0].event.envelope.at,
    told_until: state.toldUntil,
    next_at: nextMilestone(state),
  };
  return [
    { table: 'year_board', rows: [shown] },
    { table: 'duty_board', rows: state.duties.map((duty) => dutyRow(org, stream, duty)) },
  ];
}

function publishedIn(changes: CommandChanges<YearState, YearEvent>) {
  return changes.at(-1)?.after.published ?? null;
}

function dutyRow(org: string, stream: string, duty: YearState['duties'][number]) {
  const { task, owner, ownerKind, dueAt, printed, status, doneBy, late, missed, since } = duty;
  return {
    org_id: org,
    stream,
    task,
    owner,
    owner_kind: ownerKind,
    due_at: dueAt,
    printed,
    status,
    done_by: doneBy,
    late,
    missed,
    since,
  };
}
