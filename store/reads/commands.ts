import type { CommandOutcome } from '../../domain/refusal.ts';
import type { Queryable } from '../database.ts';

export type CommandShown = {
  command: string;
  stream: string;
  kind: string;
  actor: string;
  unit: string | null;
  receivedAt: number;
  outcome: CommandOutcome | null;
  attempts: number;
  lastError: string | null;
};

const SHOWN = `select id as command, stream, kind, actor, unit, received_at as "receivedAt", outcome, failed_attempts as attempts, last_error as "lastError"
  from command where org_id = $1`;

/** In the order of the ids; whoever is missing is absent. */
export async function commandsById(db: Queryable, org: string, ids: readonly string[]): Promise<CommandShown[]> {
  const found = await db.query<CommandShown>(`${SHOWN} and id = any($2::uuid[])`, [org, [...ids]]);
  const byId = new Map(found.rows.map((each) => [each.command, each]));
  return ids.flatMap((id) => byId.get(id) ?? []);
}
