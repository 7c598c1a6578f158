import type { Queryable } from '../database.ts';

export type Claim = {
  plan: string;
  round: string;
  subject: string;
  title: string;
  achievement: string | null;
  proposal: string;
};

/** Null when the place is ours; else the stream that already holds it. The key decides, so two at once cannot both win. */
export async function claim(db: Queryable, org: string, place: Claim): Promise<string | null> {
  const taken = await db.query(
    `insert into proposal_claim (org_id, plan, round, subject, title, achievement, proposal) values ($1, $2, $3, $4, $5, $6, $7)
     on conflict do nothing returning proposal`,
    [...keyOf(org, place), place.proposal],
  );
  return taken.rows.length > 0 ? null : claimHolder(db, org, place);
}

/** Who holds this place, without taking it: a nomination that its head has not confirmed holds nothing yet. */
export async function claimHolder(db: Queryable, org: string, { proposal, ...place }: Claim): Promise<string | null> {
  const holder = await db.query<{ proposal: string }>(
    'select proposal from proposal_claim where org_id = $1 and plan = $2 and round = $3 and subject = $4 and title = $5 and achievement = $6',
    keyOf(org, place),
  );
  const held = holder.rows[0]?.proposal ?? null;
  return held === null || held === proposal ? null : `proposal/${held}`;
}

/**
 * A case whose subject bears another name than before holds a place by each: another title is asked for by all of them,
 * one after another in one order for everybody. Null when none is somebody else's; `ask` takes them, or only looks.
 */
export async function byEachName(db: Queryable, org: string, place: Claim, ask: typeof claim): Promise<string | null> {
  const held = await db.query<{ subject: string }>(
    'select subject::text from proposal_claim where org_id = $1 and proposal = $2',
    [org, place.proposal],
  );
  const names = new Set([place.subject, ...held.rows.map(({ subject }) => subject)]);
  let other: string | null = null;
  for (const subject of [...names].sort()) other ??= await ask(db, org, { ...place, subject });
  return other;
}

function keyOf(org: string, { plan, round, subject, title, achievement }: Omit<Claim, 'proposal'>): string[] {
  return [org, plan, round, subject, title, achievement ?? ''];
}

/** A case nominated under another title leaves the place of the first one to others. */
export async function leaveTitle(db: Queryable, org: string, proposal: string, title: string): Promise<void> {
  await db.query('delete from proposal_claim where org_id = $1 and proposal = $2 and title = $3', [
    org,
    proposal,
    title,
  ]);
}

/** A case that turned out to be about somebody else leaves the place of the first one to others. */
export async function leaveSubject(db: Queryable, org: string, proposal: string, subject: string): Promise<void> {
  await db.query('delete from proposal_claim where org_id = $1 and proposal = $2 and subject <> $3', [
    org,
    proposal,
    subject,
  ]);
}

export async function releaseClaim(db: Queryable, org: string, proposal: string): Promise<void> {
  await db.query('delete from proposal_claim where org_id = $1 and proposal = $2', [org, proposal]);
}
