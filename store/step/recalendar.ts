import type { PublishedPlan } from '../../domain/award-year/year.ts';
import type { Envelope } from '../../domain/ledger/envelope.ts';
import { streamName } from '../../domain/stream.ts';
import type { CommandRow } from '../commands/command-row.ts';
import type { Queryable } from '../database.ts';
import { enqueueCarried } from './outbox.ts';

/**
 * One command for each open proposal of an amended plan. That some come late is harmless: whatever asks for a deadline
 * reads it again under the stream's lock.
 */
export async function recalendarProposals(
  db: Queryable,
  command: CommandRow,
  event: Envelope,
  { plan, version }: PublishedPlan,
): Promise<void> {
  const open = await db.query<{ id: string }>(
    `select p.id from proposal_board p join head h on h.org_id = p.org_id and h.stream = 'proposal/' || p.id
     where p.org_id = $1 and p.plan = $2 and p.plan_version < $3 and not h.over order by p.id`,
    [command.org, plan, version],
  );
  const carried = open.rows.map(({ id }) => ({
    org: command.org,
    stream: streamName('proposal', id),
    kind: 'Recalendar',
    body: { planVersion: version },
  }));
  await enqueueCarried(
    db,
    command,
    carried.map((each) => ({ carried: each, event })),
  );
}
