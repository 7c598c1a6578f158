import { commandId } from '../../store/commands/receive-command.ts';
import type { Database } from '../../store/database.ts';
import type { Acknowledgement } from '../builders/invariants.ts';
import type { Asked, Book } from './book.ts';

/** What is gone, what stands twice and what nobody asked for, as sentences. */
export type Reckoning = { lost: string[]; doubled: string[]; invented: string[] };

type Row = {
  org: string;
  id: string;
  actor: string;
  role: string;
  kind: string;
  stream: string;
  key: string | null;
  settled: boolean;
  ok: boolean;
  told: number;
  stands: number;
  caused: boolean;
};

/** The commands of the record against what was asked and told, which nobody has hurt. */
export async function reckon(database: Database, book: Book): Promise<Reckoning> {
  const found = await database.query<Row>(
    `select c.org_id as org, c.id::text, c.actor, c.role, c.kind, c.stream, c.idempotency_key as key, c.settled_at is not null as settled,
       coalesce((c.outcome ->> 'ok')::boolean, false) as ok,
       coalesce(jsonb_array_length(c.outcome -> 'events'), 0)::int as told,
       (select count(*)::int from event e where e.org_id = c.org_id and e.command_id = c.id and e.kind <> 'ListPart') as stands,
       c.cause_stream is null or exists (select from event e where e.stream = c.cause_stream and e.seq = c.cause_seq) as caused
     from command c`,
  );
  return {
    lost: [...lostActs(found.rows, book.heard), ...(await lostDrafts(database, book))],
    doubled: [...doubledRows(found.rows, book.asked), ...doubledEvents(found.rows)],
    invented: inventedRows(found.rows, book.asked),
  };
}

/** Told to be done or refused, and not written so. */
function lostActs(rows: readonly Row[], heard: readonly Acknowledgement[]): string[] {
  const byId = new Map(rows.map((row) => [`${row.org} ${row.id}`, row]));
  return heard.flatMap(({ org, command, outcome }) => {
    const row = byId.get(`${org} ${command}`);
    const stands = row?.settled === true && row.ok === outcome.ok && (!outcome.ok || row.stands === row.told);
    return stands
      ? []
      : [`${row?.kind ?? 'Command'} ${command} was told ${JSON.stringify(outcome)} and does not stand`];
  });
}

async function lostDrafts(database: Database, { drafts }: Book): Promise<string[]> {
  const found = await database.query<{ id: string }>('select id::text from draft');
  const there = new Set(found.rows.map(({ id }) => id));
  return drafts.filter(({ id }) => !there.has(id)).map(({ id }) => `Draft ${id} was told to be saved`);
}

const OF_NOBODY = ['timer', 'outbox'];

/** More acts of one kind by one person than they have asked for, whatever their ids and keys. */
function doubledRows(rows: readonly Row[], asked: readonly Asked[]): string[] {
  const people = rows.filter(({ role }) => !OF_NOBODY.includes(role));
  const asks = counted(asked.map(({ org, actor, kind }) => `${kind} of ${actor} in ${org}`));
  return [...counted(people.map(({ org, actor, kind }) => `${kind} of ${actor} in ${org}`))].flatMap(([act, count]) => {
    const wanted = asks.get(act) ?? 0;
    return Array.from(
      { length: wanted === 0 ? 0 : Math.max(0, count - wanted) },
      () => `${act}: ${count} of ${wanted}`,
    );
  });
}

function counted(names: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return counts;
}

function doubledEvents(rows: readonly Row[]): string[] {
  return rows
    .filter(({ stands, told }) => stands > told)
    .map(({ kind, id, stands, told }) => `${kind} ${id} was to stand ${told} times and stands ${stands} times`);
}

/** A person's act that no person asked for under that key, and an act carried from an event that is not there. */
function inventedRows(rows: readonly Row[], asked: readonly Asked[]): string[] {
  const known = new Set(asked.map(({ org, actor, key }) => `${org} ${commandId(org, actor, key)}`));
  return rows.flatMap(({ org, id, role, kind, actor, stream, caused }) => {
    if (OF_NOBODY.includes(role))
      return caused ? [] : [`${kind} on ${stream} was carried from an event that is not there`];
    return known.has(`${org} ${id}`) ? [] : [`${kind} of ${actor} on ${stream} was not asked for`];
  });
}
