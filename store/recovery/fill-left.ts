import type { Envelope } from '../../domain/ledger/envelope.ts';
import { findCommand } from '../commands/receive-command.ts';
import { type Database, inTransaction, type Transaction } from '../database.ts';
import { NOT_HISTORIC } from '../historic/organisations.ts';
import { readStream } from '../ledger/read-stream.ts';
import { fillBelowAgain } from '../step/fill-below.ts';
import { foldChanges } from '../step/fold-changes.ts';
import { DATING, YEAR_STEP } from '../step/streams/year-step.ts';

/**
 * The last word of each year on the tasks of the level below is sent again where it is not on its way: which years waited
 * for it at that moment, no event says. A year that has heard it refuses to hear it twice, so this may be repeated.
 */
export async function fillLeft(database: Database): Promise<void> {
  const found = await database.query<{ org: string; stream: string }>(
    `select distinct org_id as org, stream from event where stream like 'year/%' and ${NOT_HISTORIC} order by 1, 2`,
  );
  for (const { org, stream } of found.rows) await inTransaction(database, (tx) => sendAgain(tx, org, stream));
}

async function sendAgain(tx: Transaction, org: string, stream: string): Promise<void> {
  const texts = (await readStream(tx, org, stream, 0)).map(({ text }) => text);
  const changes = foldChanges(YEAR_STEP, YEAR_STEP.stream.initial, texts);
  const dated = changes.findLast(({ event }) => DATING.includes(event.kind));
  if (dated === undefined) return;
  const event: Envelope = dated.event.envelope;
  const command = await findCommand(tx, org, event.commandId);
  if (command !== null) await fillBelowAgain(tx, command, event, dated.after);
}
