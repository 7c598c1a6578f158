import type { ListingChange, ListingStatus, ListKind } from '../../domain/listing.ts';
import { standingOf } from '../../domain/listing-standing.ts';
import { listingsOfRefusedProposal } from '../../domain/proposal/carry.ts';
import type { ProposalCommand } from '../../domain/proposal/commands.ts';
import { streamName } from '../../domain/stream.ts';
import type { Queryable } from '../database.ts';
import { readStream } from '../ledger/read-stream.ts';
import { stepFor } from '../step/registry.ts';
import { commandsIn, type StreamPlace } from './stream-rows.ts';

/** The row that should tie a proposal to this list; `shown` is how it is tied now: null by no row of its kind. */
export type Tie = {
  proposal: string;
  kind: ListKind;
  status: ListingStatus;
  shown: { list: string; status: ListingStatus } | null;
};

/**
 * The rows of one list that are not what its events and those of its proposals say. A proposal that a later list of the
 * kind has claimed is that one's. With `lock` they are held until the transaction ends.
 */
export async function tiesDiffering(db: Queryable, list: StreamPlace, lock: boolean): Promise<Tie[]> {
  const own = await saidBy(db, list);
  const claimed = own.filter(({ status }) => status === 'claimed');
  const [first] = claimed;
  if (first === undefined) return [];
  const shown = await tiesShown(db, list.org, first.kind, claimed, lock);
  const ties: Tie[] = [];
  for (const { proposal, kind } of claimed) {
    const its = await saidBy(db, { org: list.org, stream: streamName('proposal', proposal) });
    const refused = await refusedBy(db, list.org, proposal);
    const status = standingOf(
      [...own, ...its, ...refused].filter((said) => said.proposal === proposal && said.list === list.stream),
    );
    const now = shown.get(proposal) ?? null;
    if (now?.list === list.stream ? now.status === status : await isLater(db, list, now?.list ?? null)) continue;
    ties.push({ proposal, kind, status, shown: now });
  }
  return ties;
}

/** Everything that one stream has ever said of such rows. */
async function saidBy(db: Queryable, { org, stream }: StreamPlace): Promise<readonly ListingChange[]> {
  const stored = await readStream(db, org, stream, 0);
  return stepFor(stream, {
    run: (step) =>
      commandsIn(step, stored).flatMap((changes) => changes.flatMap((each) => step.listings?.(each) ?? [])),
  });
}

const TAKE_NOTE = ['PutOnAgenda', 'ListOnDecision', 'ListOnSubmission'];

/** A case that had moved before it took note of a list refused it, which lets it go; the command's row says so. */
async function refusedBy(db: Queryable, org: string, proposal: string): Promise<ListingChange[]> {
  const found = await db.query<ProposalCommand>(
    `select kind, body from command where org_id = $1 and stream = $2 and kind = any($3) and outcome ->> 'ok' = 'false'`,
    [org, streamName('proposal', proposal), TAKE_NOTE],
  );
  return found.rows.flatMap((command) => listingsOfRefusedProposal(proposal, command));
}

async function tiesShown(
  db: Queryable,
  org: string,
  kind: ListKind,
  lines: readonly { proposal: string }[],
  lock: boolean,
): Promise<Map<string, { list: string; status: ListingStatus }>> {
  const found = await db.query<{ proposal: string; list: string; status: ListingStatus }>(
    `select proposal, list, status from listing where org_id = $1 and kind = $2 and proposal = any($3::uuid[])
     order by proposal ${lock ? 'for update' : ''}`,
    [org, kind, lines.map(({ proposal }) => proposal)],
  );
  return new Map(found.rows.map(({ proposal, ...tie }) => [proposal, tie]));
}

/** Whether the list that holds it now was drawn up after this one, and is in the ledger at all. */
async function isLater(db: Queryable, { org, stream }: StreamPlace, other: string | null): Promise<boolean> {
  if (other === null) return false;
  const found = await db.query(
    `select from event mine join event its on its.org_id = mine.org_id and its.seq = 1 and its.recorded_at > mine.recorded_at
     where mine.org_id = $1 and mine.stream = $2 and mine.seq = 1 and its.stream = $3`,
    [org, stream, other],
  );
  return found.rows.length > 0;
}

export async function putTie(
  db: Queryable,
  { org, stream }: StreamPlace,
  { proposal, kind, status }: Tie,
): Promise<void> {
  await db.query(
    `insert into listing (org_id, proposal, kind, list, status) values ($1, $2, $3, $4, $5)
     on conflict (org_id, proposal, kind) do update set list = excluded.list, status = excluded.status`,
    [org, proposal, kind, stream, status],
  );
}
