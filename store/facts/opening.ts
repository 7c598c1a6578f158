import type { Json } from '../../domain/json.ts';
import { canonicalText } from '../../domain/ledger/canonical.ts';
import type { SubjectRef } from '../../domain/proposal/commands.ts';
import type { Dossier } from '../../domain/proposal/events.ts';
import type { OpeningFact } from '../../domain/proposal/facts.ts';
import type { Queryable } from '../database.ts';
import { newSalt, sha256 } from '../hash.ts';
import { roundForOpening } from './round.ts';

export type DraftRow = {
  id: string;
  plan: string;
  round: string;
  unit: string;
  subject: string;
  title: string;
  achievement: string | null;
  content: Json;
  row_version: number;
};

/** What a draft says when it becomes a proposal; its dossier is frozen and its place claimed. */
export async function openingFromDraft(
  db: Queryable,
  org: string,
  draftId: string,
): Promise<{ opening: OpeningFact; rowVersion: number }> {
  const draft = await lockDraft(db, org, draftId);
  const round = await roundForOpening(db, org, draft.plan, draft.round);
  if (round === null) throw new Error(`Round ${draft.round} of ${draft.plan} is not published`);
  const { plan, unit, subject, title, achievement } = draft;
  const place = { plan, round: round.key, subject, title, achievement, proposal: draftId };
  const opening: OpeningFact = {
    round,
    subject: await subjectOf(db, org, subject),
    unit,
    title,
    achievement,
    dossier: await freezeDossier(db, org, draftId, draft.content),
    onePerson: await isOnePerson(db, org, plan, unit),
    claimedBy: await claim(db, org, place),
  };
  return { opening, rowVersion: draft.row_version };
}

export async function lockDraft(db: Queryable, org: string, id: string): Promise<DraftRow> {
  const found = await db.query<DraftRow>(
    'select id, plan, round, unit, subject, title, achievement, content, row_version from draft where org_id = $1 and id = $2 for update',
    [org, id],
  );
  const draft = found.rows[0];
  // The API answers 404 before a command is written, and a draft is never deleted.
  if (draft === undefined) throw new Error(`Draft ${id} is gone`);
  return draft;
}

async function subjectOf(db: Queryable, org: string, id: string): Promise<SubjectRef> {
  const found = await db.query<SubjectRef>('select id, kind, commitment from subject where org_id = $1 and id = $2', [
    org,
    id,
  ]);
  const subject = found.rows[0];
  if (subject === undefined) throw new Error(`Subject ${id} is gone`);
  return subject;
}

/** Freezes the dossier as it stands, under the next version. The salt keeps a short text from being guessed by its hash. */
export async function freezeDossier(db: Queryable, org: string, proposal: string, content: Json): Promise<Dossier> {
  const salt = newSalt();
  const hash = sha256(`${salt}\n${canonicalText(content)}`);
  const frozen = await db.query<{ version: number }>(
    `insert into dossier_version (org_id, proposal, version, hash, content, salt)
     select $1, $2, coalesce(max(version), 0) + 1, $3, $4, $5 from dossier_version where org_id = $1 and proposal = $2 returning version`,
    [org, proposal, hash, JSON.stringify(content), salt],
  );
  return { version: frozen.rows[0]?.version ?? 1, hash };
}

export async function isOnePerson(db: Queryable, org: string, plan: string, unit: string): Promise<boolean> {
  const found = await db.query<{ one: boolean }>(
    `select coalesce((u ->> 'onePerson')::boolean, false) as one
     from year_board y join plan_version v on v.org_id = y.org_id and v.plan = y.plan and v.version = y.plan_version,
          jsonb_array_elements(v.content -> 'units') as u
     where y.org_id = $1 and y.plan = $2 and u ->> 'key' = $3`,
    [org, plan, unit],
  );
  return found.rows[0]?.one ?? false;
}

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

/** The level above takes a copy of the subject with its salt: the same commitment stands in both ledgers. */
export async function copySubject(db: Queryable, from: string, to: string, subject: string): Promise<void> {
  await db.query(
    `insert into subject (org_id, id, kind, unit, name, salt, commitment)
     select $2, id, kind, $1, name, salt, commitment from subject where org_id = $1 and id = $3 on conflict do nothing`,
    [from, to, subject],
  );
}

export async function releaseClaim(db: Queryable, org: string, proposal: string): Promise<void> {
  await db.query('delete from proposal_claim where org_id = $1 and proposal = $2', [org, proposal]);
}
