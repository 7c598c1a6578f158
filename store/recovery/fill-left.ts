import type { YearState } from '../../domain/award-year/year.ts';
import type { Envelope } from '../../domain/ledger/envelope.ts';
import { findCommand } from '../commands/receive-command.ts';
import { type Database, inTransaction, type Transaction } from '../database.ts';
import { NOT_HISTORIC } from '../historic/organisations.ts';
import { readStream } from '../ledger/read-stream.ts';
import { carriedTo, lockFilling, type Said, saidAbove } from '../step/fill-below.ts';
import { foldChanges } from '../step/fold-changes.ts';
import { enqueueLost } from '../step/outbox.ts';
import { DATING, YEAR_STEP } from '../step/streams/year-step.ts';

/**
 * The last word of each year above on the tasks that wait here is sent again where nobody told it: which years waited for
 * it at that moment, no event says. What was told is left alone, whatever became of it: a word that was not taken then may
 * be taken now, and nothing was lost. So this may be repeated.
 */
export async function fillLeft(database: Database): Promise<void> {
  const found = await database.query<{ org: string; stream: string }>(
    `select distinct org_id as org, stream from event where stream like 'year/%' and ${NOT_HISTORIC} order by 1, 2`,
  );
  for (const { org, stream } of found.rows) await inTransaction(database, (tx) => tellAgain(tx, org, stream));
}

/** The plan in force here, and the event since which it is. */
type Waiting = { plan: NonNullable<YearState['published']>; since: Envelope };

async function tellAgain(tx: Transaction, org: string, stream: string): Promise<void> {
  await lockFilling(tx, org);
  const waiting = await waitingHere(tx, org, stream);
  if (waiting === null) return;
  for (const said of await saidAbove(tx, org, waiting.plan)) {
    const word = await lastWord(tx, said);
    if (word !== null && !(await wasTold(tx, waiting.since, word, said))) await send(tx, waiting.since, word, said);
  }
}

async function waitingHere(tx: Transaction, org: string, stream: string): Promise<Waiting | null> {
  const texts = (await readStream(tx, org, stream, 0)).map(({ text }) => text);
  const began = foldChanges(YEAR_STEP, YEAR_STEP.stream.initial, texts).findLast(
    ({ event }) => event.kind === 'PlanPublished' || event.kind === 'PlanAmended',
  );
  const plan = began?.after.published ?? null;
  if (began === undefined || plan === null || plan.duties.every(({ awaits }) => awaits === undefined)) return null;
  return { plan, since: began.event.envelope };
}

/** The event by which that year came to say what it says. */
async function lastWord(tx: Transaction, { org, stream }: Said): Promise<Envelope | null> {
  const found = await tx.query<{ text: string }>(
    'select text from event where org_id = $1 and stream = $2 and kind = any($3) order by seq desc limit 1',
    [org, stream, [...DATING]],
  );
  const text = found.rows[0]?.text;
  // Every text in the ledger is an envelope.
  return text === undefined ? null : (JSON.parse(text) as Envelope);
}

/** To the plan in force: what an earlier one had been told, it was told for other tasks. */
async function wasTold(tx: Transaction, since: Envelope, word: Envelope, { org, plan }: Said): Promise<boolean> {
  const found = await tx.query(
    `select from command c join event since on since.org_id = c.org_id and since.stream = c.stream and since.seq = $3
     where c.org_id = $1 and c.stream = $2 and c.kind = 'FillTasks' and (c.settled_at is null or c.settled_at > since.recorded_at)
       and c.body ->> 'org' = $4 and c.body ->> 'plan' = $5 and (c.body ->> 'seq')::int >= $6 limit 1`,
    [since.org, since.stream, since.seq, org, plan, word.seq],
  );
  return found.rows.length > 0;
}

/** As the later of the two would have carried it: the word itself, or the plan that began to wait. */
async function send(tx: Transaction, since: Envelope, word: Envelope, said: Said): Promise<void> {
  const event = word.at > since.at ? word : since;
  const command = await findCommand(tx, event.org, event.commandId);
  if (command !== null) await enqueueLost(tx, command, { carried: carriedTo(since, said), event });
}
