import { kindOf } from '../../domain/stream.ts';
import type { CommandRow } from '../commands/command-row.ts';
import type { Queryable } from '../database.ts';
import type { CommandChanges, TableRows } from '../step/stream-step.ts';

/** A list's row: its phase and its folded state, which is small and read whole. */
export async function showList(
  db: Queryable,
  command: CommandRow,
  state: { seq: number },
  phase: string,
): Promise<void> {
  await db.query(
    `insert into list_board (org_id, stream, kind, seq, phase, state, since) values ($1, $2, $3, $4, $5, $6, $7)
     on conflict (org_id, stream) do update set seq = excluded.seq, phase = excluded.phase, state = excluded.state,
       since = case when list_board.phase = excluded.phase then list_board.since else excluded.since end
     where list_board.seq < excluded.seq`,
    [command.org, command.stream, kindOf(command.stream), state.seq, phase, JSON.stringify(state), command.at],
  );
}

/** The same row from the whole stream: `since` is the business time of the command that brought it to its phase. */
export function listRows<S extends { seq: number }, E>(
  { org, stream }: { org: string; stream: string },
  commands: readonly CommandChanges<S, E>[],
  phaseOf: (state: S) => string,
): TableRows {
  let shown: { phase: string; since: number; state: S } | null = null;
  for (const changes of commands) {
    const { after: state } = changes.at(-1) ?? changes[0];
    const phase = phaseOf(state);
    const since: number = shown?.phase === phase ? shown.since : changes[0].event.envelope.at;
    shown = { phase, since, state };
  }
  if (shown === null) return { table: 'list_board', rows: [] };
  const { phase, since, state } = shown;
  return {
    table: 'list_board',
    rows: [{ org_id: org, stream, kind: kindOf(stream), seq: state.seq, phase, state, since }],
  };
}
