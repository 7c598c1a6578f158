import type { PublishedPlan } from '../../domain/award-year/year.ts';
import type { Envelope } from '../../domain/ledger/envelope.ts';
import type { CommandRow } from '../commands/command-row.ts';
import { findCommand } from '../commands/receive-command.ts';
import { type Database, inTransaction } from '../database.ts';
import { NOT_HISTORIC } from '../historic/organisations.ts';
import { recalendarProposals } from '../step/recalendar.ts';

type LastAmendment = { text: string };

/**
 * Open cases that an amendment has not reached are sent it again: which cases those were at the moment of the amendment,
 * no event says. One that has been reached is not open to it, so this may be repeated.
 */
export async function recalendarLeft(database: Database): Promise<void> {
  const found = await database.query<LastAmendment>(
    `select distinct on (org_id, stream) text from event where stream like 'year/%' and kind = 'PlanAmended' and ${NOT_HISTORIC} order by org_id, stream, seq desc`,
  );
  for (const { text } of found.rows) {
    // Every text in the ledger is an envelope, and the body of this kind is a plan.
    const event = JSON.parse(text) as Envelope;
    const command = await findCommand(database, event.org, event.commandId);
    if (command !== null) await sendAgain(database, command, event);
  }
}

async function sendAgain(database: Database, command: CommandRow, event: Envelope): Promise<void> {
  const { plan, version } = event.body as unknown as PublishedPlan;
  await inTransaction(database, (tx) => recalendarProposals(tx, command, event, { plan, version } as PublishedPlan));
}
