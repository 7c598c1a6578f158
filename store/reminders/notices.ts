import { hearingOf, noticeOf, type Outcome, type ToldEvent } from '../../domain/reminders/notice.ts';
import { idOf, kindOf, recordedIn } from '../../domain/stream.ts';
import type { Queryable } from '../database.ts';
import { textsOf } from '../desk/private-texts.ts';
import type { Delivery } from './deliveries.ts';

/** One outcome as a mail tells it: by which paper, why, and of whom. */
export type ToldOutcome = {
  outcome: Outcome;
  paper: { number: string; on: string } | null;
  reason: string | null;
  lines: readonly { code: string | null; name: string; title: string }[];
};

/**
 * What has told one of its cases has acts for others on their way, as a list has: they may belong in this mail. It
 * waits for a minute at most, so that a case that nobody can bring keeps nobody from hearing of the rest.
 */
export async function isStillGathering(db: Queryable, { org, id }: Delivery): Promise<boolean> {
  const found = await db.query(
    `select from notice n join event e using (org_id, stream, seq) join command told on told.org_id = e.org_id and told.id = e.command_id
       join command other on other.org_id = told.org_id and other.cause_stream = told.cause_stream and other.cause_seq = told.cause_seq
     where n.org_id = $1 and n.delivery = $2 and other.settled_at is null
       and other.inserted_at > clock_timestamp() - interval '1 minute' limit 1`,
    [org, id],
  );
  return found.rows.length > 0;
}

/** From now on the mail takes nothing more in. */
export async function closeDelivery(db: Queryable, { org, id }: Delivery): Promise<void> {
  await db.query('update delivery set closed = true where org_id = $1 and id = $2', [org, id]);
}

/** Everything that a mail tells its reader, as it came about; names and reasons are joined from the desk only here. */
export async function outcomesToTell(db: Queryable, delivery: Delivery): Promise<ToldOutcome[]> {
  const found = await db.query<{ stream: string; seq: number }>(
    'select n.stream, n.seq from notice n join event e using (org_id, stream, seq) where n.org_id = $1 and n.delivery = $2 order by e.recorded_at, n.stream, n.seq',
    [delivery.org, delivery.id],
  );
  const told: ToldOutcome[] = [];
  for (const { stream, seq } of found.rows) {
    const event = await eventAt(db, delivery.org, stream, seq);
    const notice = noticeOf(event);
    const lines = await linesFor(db, delivery, await casesOf(db, event));
    if (notice === null || lines.length === 0) continue;
    told.push({ outcome: notice.outcome, paper: paperOf(event), reason: await reasonOf(db, event), lines });
  }
  return told;
}

/** With the parts of its list, which its own command wrote. */
async function eventAt(db: Queryable, org: string, stream: string, seq: number): Promise<ToldEvent> {
  const found = await db.query<{ text: string }>(
    `select text from event where org_id = $1 and stream = $2 and command_id =
       (select command_id from event where org_id = $1 and stream = $2 and seq = $3) order by seq`,
    [org, stream, seq],
  );
  const events: ToldEvent[] = recordedIn(found.rows.map(({ text }) => text));
  const event = events.find(({ envelope }) => envelope.seq === seq);
  if (event === undefined) throw new Error(`A notice names event ${seq} of ${stream}, which is not there`);
  return event;
}

async function casesOf(db: Queryable, event: ToldEvent): Promise<string[]> {
  const { org, stream } = event.envelope;
  if (kindOf(stream) === 'proposal') return [idOf(stream)];
  const found = await db.query<{ proposal: string }>(
    `select line ->> 'proposal' as proposal from list_board, jsonb_array_elements(state -> 'lines') line where org_id = $1 and stream = $2`,
    [org, stream],
  );
  return found.rows.map(({ proposal }) => proposal);
}

/** A unit is told of its own cases, the office of all, and nobody else of any. */
async function linesFor(
  db: Queryable,
  { org, ...reader }: Delivery,
  proposals: readonly string[],
): Promise<ToldOutcome['lines']> {
  const { all, unit } = hearingOf(reader);
  const found = await db.query<ToldOutcome['lines'][number]>(
    `select d.code, s.name, p.title from proposal_board p join subject s on s.org_id = p.org_id and s.id = p.subject
       left join draft d on d.org_id = p.org_id and d.id = p.id
     where p.org_id = $1 and p.id = any($2::uuid[]) and ($4 or (p.unit = $3 and p.lower_org is null)) order by d.code, p.id`,
    [org, [...proposals], unit, all],
  );
  return found.rows;
}

function paperOf({ body }: ToldEvent): ToldOutcome['paper'] {
  return 'number' in body && 'on' in body ? { number: body.number, on: body.on } : null;
}

async function reasonOf(db: Queryable, { body }: ToldEvent): Promise<string | null> {
  const reason = 'reason' in body ? body.reason : null;
  if (reason === null) return null;
  return (await textsOf(db, [reason.text])).get(reason.text) ?? null;
}
