import type { Client } from '@temporalio/client';
import type { Envelope } from '../../domain/ledger/envelope.ts';
import type { CommandOutcome } from '../../domain/refusal.ts';
import { hasWorkflow } from '../../domain/stream.ts';
import type { Database } from '../../store/database.ts';
import { eventHash, firstLink } from '../../store/hash.ts';
import { workflowIdOf } from '../../workflows/messages.ts';
import { factsLearnt } from './history.ts';

/** What somebody was told, and of which command. */
export type Acknowledgement = { org: string; command: string; outcome: CommandOutcome };

/**
 * What is wrong with ledger, commands and board, as sentences; nothing when all is well. Read with plain queries and a
 * walk of its own, so that it does not share a mistake with the code that wrote them.
 */
export async function faultsOf(database: Database, told: readonly Acknowledgement[] = []): Promise<string[]> {
  const [chains, unsettled, boards, unexplained, acknowledgements] = await Promise.all([
    brokenChains(database),
    unsettledWork(database),
    boardsBehind(database),
    eventsWithoutOutcome(database),
    unkept(database, told),
  ]);
  return [...chains, ...unsettled, ...boards, ...unexplained, ...acknowledgements];
}

type EventRow = { org_id: string; stream: string; seq: number; hash: string; text: string };

async function eventsOf(database: Database): Promise<Map<string, EventRow[]>> {
  const found = await database.query<EventRow>(
    'select org_id, stream, seq, hash, text from event order by org_id, stream, seq',
  );
  return Map.groupBy(found.rows, ({ org_id, stream }) => `${org_id}/${stream}`);
}

/** Every stream counts from one without a gap, each event carries the hash of the one before, the head is the last. */
async function brokenChains(database: Database): Promise<string[]> {
  const streams = await eventsOf(database);
  const origin = await database.query<{ log_origin: string }>('select log_origin from installation');
  const heads = await database.query<{ id: string; org_id: string; stream: string; seq: number; hash: string }>(
    `select org_id || '/' || stream as id, org_id, stream, seq, hash from head`,
  );
  const headless = [...streams.keys()].filter((id) => !heads.rows.some((head) => head.id === id));
  return [
    ...headless.map((id) => `${id} has events and no head`),
    ...heads.rows.flatMap(({ id, org_id, stream, seq, hash }) => {
      const events = streams.get(id) ?? [];
      const last = events.at(-1);
      const ends = last?.seq === seq && last.hash === hash;
      const first = firstLink(origin.rows[0]?.log_origin ?? '', org_id, stream);
      return [...(ends ? [] : [`The head of ${id} is not its last event`]), ...brokenLinks(id, events, first)];
    }),
  ];
}

function brokenLinks(id: string, events: readonly EventRow[], first: string): string[] {
  return events.flatMap(({ seq, hash, text }, index) => {
    const { prev } = envelopeOf(text);
    const linked = prev === (events[index - 1]?.hash ?? first);
    return seq === index + 1 && linked && eventHash(text) === hash ? [] : [`The chain of ${id} breaks at ${seq}`];
  });
}

/** Written by our own step, as the ledger's type says. */
function envelopeOf(text: string): Envelope {
  return JSON.parse(text) as Envelope;
}

async function unsettledWork(database: Database): Promise<string[]> {
  const open = await database.query<{ kind: string; stream: string; why: string | null }>(
    'select kind, stream, last_error as why from command where settled_at is null',
  );
  const jobs = await database.query<{ waiting: number }>('select outbox.waiting() as waiting');
  const waiting = jobs.rows[0]?.waiting ?? 0;
  return [
    ...open.rows.map(({ kind, stream, why }) => `${kind} of ${stream} is unsettled: ${why ?? 'no error'}`),
    ...(waiting === 0 ? [] : [`${waiting} jobs are left`]),
  ];
}

async function boardsBehind(database: Database): Promise<string[]> {
  const found = await database.query<{ stream: string; head: number; board: number | null }>(
    `select h.stream, h.seq as head, b.seq as board from head h left join (
       select org_id, 'proposal/' || id as stream, seq from proposal_board union all
       select org_id, stream, seq from list_board union all select org_id, stream, seq from year_board
     ) b on b.org_id = h.org_id and b.stream = h.stream where b.seq is distinct from h.seq`,
  );
  return found.rows.map(({ stream, head, board }) => `${stream} stands at ${head}, its board at ${board}`);
}

/** The other direction: nothing stands in the ledger of which the command was not accepted. */
async function eventsWithoutOutcome(database: Database): Promise<string[]> {
  const found = await database.query<{ stream: string; seq: number; kind: string }>(
    `select e.stream, e.seq, e.kind from event e left join command c on c.org_id = e.org_id and c.id = e.command_id
     where not coalesce((c.outcome ->> 'ok')::boolean and c.outcome -> 'events' ->> e.index_in_command = e.kind, false)`,
  );
  return found.rows.map(({ stream, seq, kind }) => `${kind} at ${seq} of ${stream} was never acknowledged as such`);
}

type Said = Pick<EventRow, 'org_id' | 'seq'> & { command_id: string; kind: string };

/** An acknowledgement is kept when the row says the same, and the ledger holds its events exactly once. */
async function unkept(database: Database, told: readonly Acknowledgement[]): Promise<string[]> {
  const commands = told.map(({ command }) => command);
  const rows = await database.query<{ org_id: string; id: string; outcome: CommandOutcome | null }>(
    'select org_id, id, outcome from command where id = any($1)',
    [commands],
  );
  const events = await database.query<Said>(
    'select org_id, command_id, seq, kind from event where command_id = any($1) order by index_in_command',
    [commands],
  );
  const outcomes = new Map(rows.rows.map(({ org_id, id, outcome }) => [`${org_id}/${id}`, outcome]));
  const said = Map.groupBy(events.rows, ({ org_id, command_id }) => `${org_id}/${command_id}`);
  return told.flatMap((each) => {
    const key = `${each.org}/${each.command}`;
    return faultsOfOne(each, outcomes.get(key), said.get(key) ?? []);
  });
}

function faultsOfOne(
  { command, outcome }: Acknowledgement,
  recorded: CommandOutcome | null | undefined,
  events: readonly Said[],
): string[] {
  const kinds = events.map(({ kind }) => kind);
  const said = outcome.ok ? outcome.events : [];
  const atSeq = !outcome.ok || events.length === 0 || events.at(-1)?.seq === outcome.seq;
  return [
    ...(same(recorded, outcome) ? [] : [`Command ${command} was told another outcome than its row's`]),
    ...(same(kinds, said) && atSeq ? [] : [`Command ${command} was told ${said.join()} and recorded ${kinds.join()}`]),
  ];
}

function same(a: unknown, b: unknown): boolean {
  return JSON.stringify(sorted(a)) === JSON.stringify(sorted(b));
}

/** jsonb keeps its own order of keys. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (value === null || typeof value !== 'object') return value;
  const entries = Object.entries(value).map(([key, each]) => [key, sorted(each)] as const);
  return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)));
}

/**
 * Where a workflow's own memory differs from the ledger. Its memory is what its latest run was told by its steps: the
 * texts in its history, which are what it has folded.
 */
export async function forgetful(client: Client, database: Database): Promise<string[]> {
  const streams = [...(await eventsOf(database)).values()];
  const faults = await Promise.all(
    streams.map(async (events) => {
      const [first] = events;
      if (first === undefined || !hasWorkflow(first.stream)) return [];
      const learnt = await factsLearnt(client, workflowIdOf(first.org_id, first.stream));
      const recorded = events.map(({ text }) => text);
      return same(learnt, recorded)
        ? []
        : [`The workflow of ${first.stream} has folded ${learnt.length} events of ${recorded.length}`];
    }),
  );
  return faults.flat();
}
