import { kindOf } from '../../domain/stream.ts';
import type { CommandRow } from '../commands/command-row.ts';
import type { Queryable } from '../database.ts';

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
