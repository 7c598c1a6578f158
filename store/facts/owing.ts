import { refuseNominationWindow } from '../../domain/proposal/acts/nomination.ts';
import type { ProposalEvent } from '../../domain/proposal/events.ts';
import { PROPOSAL } from '../../domain/proposal/proposal.ts';
import { recordedIn, streamName } from '../../domain/stream.ts';
import type { Queryable } from '../database.ts';
import { readStream } from '../ledger/read-stream.ts';

/** A unit's proposals that owe a stage: those that stand in it, and those that missed it. In the order of their codes. */
export async function owingProposals(
  db: Queryable,
  org: string,
  of: { plan: string; round: string; unit: string; stage: string },
): Promise<string[]> {
  const found = await db.query<{ id: string }>(
    `select p.id from proposal_board p left join draft d on d.org_id = p.org_id and d.id = p.id
     where p.org_id = $1 and p.plan = $2 and p.round = $3 and p.unit = $4
       and ((p.state = 'inStage' and p.stage = $5) or $5 = any(p.still_owed))
     order by d.code, p.id`,
    [org, of.plan, of.round, of.unit, of.stage],
  );
  return found.rows.map(({ id }) => id);
}

/** Those of them that may still be nominated at this instant, each by the date that its own stream gives it. */
export async function stillNominable(
  db: Queryable,
  org: string,
  proposals: readonly string[],
  receivedAt: number,
): Promise<string[]> {
  const open: string[] = [];
  for (const proposal of proposals) {
    const stored = await readStream(db, org, streamName('proposal', proposal), 0);
    const events = recordedIn<ProposalEvent>(stored.map(({ text }) => text));
    const state = events.reduce(PROPOSAL.evolve, PROPOSAL.initial);
    if (refuseNominationWindow(state, receivedAt) === null) open.push(proposal);
  }
  return open;
}
