import type { LineFact, ListingChange, ListingStatus, ListKind } from '../../domain/listing.ts';
import type { ListingFact } from '../../domain/proposal/facts.ts';
import type { Queryable } from '../database.ts';

/** Takes the rows that tie proposals to a new list; whoever is held by another list stays there. */
export async function claimLines(
  db: Queryable,
  org: string,
  kind: ListKind,
  list: string,
  proposals: readonly string[],
): Promise<void> {
  // Sorted, so that two lists that want the same proposals wait for each other in one order. Each once: a list that names
  // one twice is refused by the domain, which has to be asked first.
  await db.query(
    `insert into listing (org_id, proposal, kind, list, status)
     select distinct $1, id, $2, $3, 'claimed' from unnest($4::uuid[]) as id order by id
     on conflict (org_id, proposal, kind) do update set list = excluded.list, status = 'claimed' where listing.status = 'void'`,
    [org, kind, list, [...proposals]],
  );
}

/** What a list needs to know of its proposals, its own row locked until the transaction ends. */
export async function lineFacts(
  db: Queryable,
  org: string,
  kind: ListKind,
  list: string,
  proposals: readonly string[],
): Promise<LineFact[]> {
  await db.query(
    'select 1 from listing where org_id = $1 and kind = $2 and proposal = any($3::uuid[]) order by proposal for update',
    [org, kind, [...proposals]],
  );
  const found = await db.query<LineFact>(
    `select p.id as proposal, p.state, p.stage_kind as "stageKind", p.title, p.appraised_by as "appraisedBy", p.held_since as "heldSince",
            case when l.list <> $3 and l.status <> 'void' then l.list end as "heldBy",
            case when l.list = $3 then l.status end as status
     from proposal_board p left join listing l on l.org_id = p.org_id and l.proposal = p.id and l.kind = $2
     where p.org_id = $1 and p.id = any($4::uuid[]) order by p.id`,
    [org, kind, list, [...proposals]],
  );
  return found.rows;
}

/** How one list holds one proposal, locked; `free` when no row ties them. */
export async function listingFact(
  db: Queryable,
  org: string,
  kind: ListKind,
  list: string,
  proposal: string,
): Promise<ListingFact> {
  const found = await db.query<{ status: ListingStatus }>(
    'select status from listing where org_id = $1 and kind = $2 and list = $3 and proposal = $4 for update',
    [org, kind, list, proposal],
  );
  const status = found.rows[0]?.status;
  if (status === undefined) return 'free';
  return status === 'claimed' ? 'listed' : status;
}

export async function changeListings(db: Queryable, org: string, changes: readonly ListingChange[]): Promise<void> {
  if (changes.length === 0) return;
  await db.query(
    `update listing l set status = c.status from jsonb_to_recordset($2) as c(proposal uuid, kind text, list text, status text)
     where l.org_id = $1 and l.proposal = c.proposal and l.kind = c.kind and l.list = c.list`,
    [org, JSON.stringify(changes)],
  );
}

/** Whether a list holds each of these, in one of these ways. */
export async function holdsAll(
  db: Queryable,
  org: string,
  list: string,
  proposals: readonly string[],
  statuses: readonly ListingStatus[],
): Promise<boolean> {
  const found = await db.query(
    'select from listing where org_id = $1 and list = $2 and proposal = any($3::uuid[]) and status = any($4)',
    [org, list, [...proposals], [...statuses]],
  );
  return found.rows.length === new Set(proposals).size;
}
