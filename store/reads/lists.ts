import { type StreamKindName, streamName } from '../../domain/stream.ts';
import type { Queryable } from '../database.ts';

/** One of many lists: how long it is, and not what stands on it. */
export type ListInShort = {
  id: string;
  stream: string;
  kind: string;
  seq: number;
  phase: string;
  since: number;
  lineCount: number;
};

/** A list with its folded state. */
export type ListRow = ListInShort & { state: unknown };

export type ListLine = {
  proposal: string;
  code: string | null;
  name: string;
  title: string;
  unit: string;
  state: string;
  stage: string | null;
  status: string;
};

const IN_SHORT = `split_part(stream, '/', 2) as id, stream, kind, seq, phase, since, coalesce(jsonb_array_length(state -> 'lines'), 0) as "lineCount"`;

export async function listsOf(
  db: Queryable,
  org: string,
  kind: StreamKindName,
  phase: string | null,
  limit: number,
): Promise<ListInShort[]> {
  const found = await db.query<ListInShort>(
    `select ${IN_SHORT} from list_board where org_id = $1 and kind = $2 and ($3::text is null or phase = $3) order by since desc, stream limit $4`,
    [org, kind, phase, limit],
  );
  return found.rows;
}

export async function listOf(db: Queryable, org: string, stream: string): Promise<ListRow | null> {
  const found = await db.query<ListRow>(`select ${IN_SHORT}, state from list_board where org_id = $1 and stream = $2`, [
    org,
    stream,
  ]);
  return found.rows[0] ?? null;
}

/** Also of lines that have left the list. */
export async function linesOf(db: Queryable, org: string, kind: StreamKindName, id: string): Promise<ListLine[]> {
  const found = await db.query<ListLine>(
    `select p.id as proposal, d.code, s.name, p.title, p.unit, p.state, p.stage, l.status
     from listing l join proposal_board p on p.org_id = l.org_id and p.id = l.proposal join subject s on s.org_id = p.org_id and s.id = p.subject
       left join draft d on d.org_id = p.org_id and d.id = p.id
     where l.org_id = $1 and l.list = $2 order by d.code, p.id`,
    [org, streamName(kind, id)],
  );
  return found.rows;
}
