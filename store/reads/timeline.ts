import type { Json } from '../../domain/json.ts';
import type { Envelope } from '../../domain/ledger/envelope.ts';
import type { Queryable } from '../database.ts';
import { textsOf } from '../desk/private-texts.ts';

export type TimelineEvent = {
  seq: number;
  kind: string;
  at: number;
  receivedAt: number;
  recordedAt: number;
  actor: string;
  actorName: string | null;
  role: string;
  actorOrg: string;
  /** For whom it was done, where the actor did it for another. */
  actingFor: string | null;
  actingForName: string | null;
  commandId: string;
  cause: { stream: string; seq: number } | null;
  /** With the words of its private texts beside their commitments. */
  body: Json;
  hash: string;
  prev: string;
};

type Row = {
  seq: number;
  kind: string;
  hash: string;
  text: string;
  recordedAt: number;
  name: string | null;
  forName: string | null;
};

const EVENTS = `select e.seq, e.kind, e.hash, e.text, (extract(epoch from e.recorded_at) * 1000)::bigint as "recordedAt", p.name, f.name as "forName"
  from event e left join person p on p.org_id = e.org_id and p.org_id = e.text::jsonb ->> 'actorOrg' and p.id = e.text::jsonb ->> 'actor'
  left join person f on f.org_id = e.org_id and f.org_id = e.text::jsonb ->> 'actorOrg' and f.id = e.text::jsonb ->> 'actingFor'
  where e.org_id = $1 and e.stream = $2 and e.seq > $3 order by e.seq limit $4`;

/** A stream's events as the ledger holds them, with names and words from the desk; who people of another level are is its own. */
export async function timelineOf(
  db: Queryable,
  org: string,
  stream: string,
  after: number,
  limit: number,
): Promise<TimelineEvent[]> {
  const found = await db.query<Row>(EVENTS, [org, stream, after, limit]);
  // The ledger's texts were written by the step, which knows no other shape.
  const events = found.rows.map((row) => ({ row, envelope: JSON.parse(row.text) as Envelope }));
  const words = await textsOf(
    db,
    events.flatMap(({ envelope }) => textIds(envelope.body)),
  );
  return events.map(({ row, envelope }) => eventOf(row, envelope, words));
}

function eventOf(
  { seq, kind, hash, recordedAt, name, forName }: Row,
  envelope: Envelope,
  words: ReadonlyMap<string, string>,
): TimelineEvent {
  const { at, receivedAt, actor, role, actorOrg, actingFor, commandId, cause, body, prev } = envelope;
  return {
    seq,
    kind,
    at,
    receivedAt,
    recordedAt,
    actor,
    actorName: name,
    role,
    actorOrg,
    actingFor,
    actingForName: forName,
    commandId,
    cause,
    body: withWords(body, words),
    hash,
    prev,
  };
}

function textIds(value: Json): string[] {
  if (typeof value !== 'object' || value === null) return [];
  const own = privateTextId(value);
  return own === null ? Object.values(value).flatMap(textIds) : [own];
}

/** A private text in the ledger is an object of exactly these two members. */
function privateTextId(value: object): string | null {
  if (!('text' in value) || !('commitment' in value) || Object.keys(value).length !== 2) return null;
  return typeof value.text === 'string' ? value.text : null;
}

function withWords(value: Json, words: ReadonlyMap<string, string>): Json {
  if (typeof value !== 'object' || value === null) return value;
  const id = privateTextId(value);
  if (id !== null) return { ...value, words: words.get(id) ?? null };
  if (Array.isArray(value)) return value.map((each: Json) => withWords(each, words));
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, withWords(member, words)]));
}
