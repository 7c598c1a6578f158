import type { Dossier, OpeningFacts, ProposalEventBodies } from '../../domain/proposal/events.ts';
import type { LostCommand } from '../../domain/recovery/told-stream.ts';
import { idOf, kindOf, type Recorded, recordedIn } from '../../domain/stream.ts';
import type { Queryable } from '../database.ts';

/** A row of the desk that an event names and that is gone: only the ledger's own part of it could be made again. */
export type LostDesk = {
  org: string;
  stream: string;
  what: 'subject' | 'draft' | 'dossier' | 'plan' | 'text';
  name: string;
};

/** Said in the place of what nobody can know. */
const LOST_NAME = 'Tên đã mất khi khôi phục / name lost in recovery';
const LOST_WORDS = 'Nội dung đã mất khi khôi phục / content lost in recovery';

type Opening = { kind: string; body: OpeningFacts };

const OPENS = ['Submitted', 'Nominating', 'Imported', 'OpenedFromBelow'];

/**
 * A case that comes back must be found, read and mended like any other, and for this its subject and its draft must
 * stand on the desk. What the ledger knows of them is put there; a name, a code and the written words are not invented.
 */
export async function makeDeskFor(db: Queryable, { org, stream, events }: LostCommand): Promise<LostDesk[]> {
  const lost: LostDesk[] = [];
  for (const event of recordedIn<{ kind: string; body: unknown }>(events.map(({ text }) => text))) {
    lost.push(...(await lostTexts(db, org, stream, event)));
    if (event.kind !== 'OpenedFromBelow') lost.push(...(await lostDossier(db, org, stream, event.body)));
    if (kindOf(stream) === 'year') lost.push(...(await lostPlan(db, org, stream, event)));
    // The kinds are named once across all streams, and each of these has the facts of an opening.
    if (OPENS.includes(event.kind)) lost.push(...(await openingDesk(db, org, stream, event as Recorded<Opening>)));
    if (event.kind === 'SubjectAmended')
      lost.push(...(await amendedSubject(db, org, stream, event as Recorded<Amended>)));
  }
  return lost;
}

async function openingDesk(db: Queryable, org: string, stream: string, event: Recorded<Opening>): Promise<LostDesk[]> {
  const { kind, body } = event;
  const lost = (what: LostDesk['what'], name: string): LostDesk => ({ org, stream, what, name });
  const subject = await makeSubject(db, org, body);
  const draft = kind === 'OpenedFromBelow' ? false : await makeDraft(db, org, stream, body, event.envelope.actor);
  return [...(subject ? [lost('subject', body.subject.id)] : []), ...(draft ? [lost('draft', idOf(stream))] : [])];
}

type Amended = { kind: string; body: ProposalEventBodies['SubjectAmended'] };

/** Whom the case names since. The words of a new name may be there still, where the act was written down before the loss. */
async function amendedSubject(
  db: Queryable,
  org: string,
  stream: string,
  { body: { subject }, envelope }: Recorded<Amended>,
): Promise<LostDesk[]> {
  const found = await db.query<{ unit: string }>('select unit from proposal_board where org_id = $1 and id = $2', [
    org,
    idOf(stream),
  ]);
  const unit = found.rows[0]?.unit;
  if (unit === undefined) throw new Error(`${stream} amends its subject before its first event`);
  await db.query(
    `insert into subject (org_id, id, kind, unit, name, salt, commitment)
     select $1, $2, $3, $4, t.value, t.salt, $5 from command c
       join private_text t on t.org_id = c.org_id and t.id::text = c.body -> 'fact' -> 'name' ->> 'text'
     where c.org_id = $1 and c.id = $6 on conflict do nothing`,
    [org, subject.id, subject.kind, unit, subject.commitment, envelope.commandId],
  );
  const lost = await makeSubject(db, org, { subject, unit });
  return lost ? [{ org, stream, what: 'subject', name: subject.id }] : [];
}

/** True where it was gone. Without its salt the name cannot be proved again, and must be asked of the unit. */
async function makeSubject(
  db: Queryable,
  org: string,
  { subject, unit }: Pick<OpeningFacts, 'subject' | 'unit'>,
): Promise<boolean> {
  const made = await db.query(
    `insert into subject (org_id, id, kind, unit, name, salt, commitment) values ($1, $2, $3, $4, $5, '', $6) on conflict do nothing`,
    [org, subject.id, subject.kind, unit, LOST_NAME, subject.commitment],
  );
  return made.rowCount === 1;
}

async function makeDraft(
  db: Queryable,
  org: string,
  stream: string,
  { round, unit, subject, title, achievement }: OpeningFacts,
  by: string,
): Promise<boolean> {
  const id = idOf(stream);
  const made = await db.query(
    `insert into draft (org_id, id, code, plan, round, unit, subject, title, achievement, content, created_by)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, '{}', $10) on conflict do nothing`,
    [org, id, `MẤT-${id}`, round.plan, round.key, unit, subject.id, title, achievement, by],
  );
  return made.rowCount === 1;
}

/** Its number and hash are the ledger's; without them the next dossier of the case would be numbered like this one. */
async function lostDossier(db: Queryable, org: string, stream: string, body: unknown): Promise<LostDesk[]> {
  if (typeof body !== 'object' || body === null || !('dossier' in body)) return [];
  // A member of this name is a frozen dossier in every event that has it.
  const { version, hash } = body.dossier as Dossier;
  const made = await db.query(
    `insert into dossier_version (org_id, proposal, version, hash, content, salt) values ($1, $2, $3, $4, $5, '') on conflict do nothing`,
    [org, idOf(stream), version, hash, JSON.stringify({ lost: LOST_WORDS })],
  );
  return made.rowCount === 1 ? [{ org, stream, what: 'dossier', name: String(version) }] : [];
}

async function lostPlan(
  db: Queryable,
  org: string,
  stream: string,
  { kind, body }: { kind: string; body: unknown },
): Promise<LostDesk[]> {
  if (kind !== 'PlanPublished' && kind !== 'PlanAmended') return [];
  // A plan as published, by the kind of the event.
  const { plan, version, hash } = body as { plan: string; version: number; hash: string };
  const found = await db.query('select from plan_version where org_id = $1 and plan = $2 and version = $3', [
    org,
    plan,
    version,
  ]);
  return found.rows.length > 0
    ? []
    : [{ org, stream, what: 'plan', name: `${plan}@${version}, the text of SHA-256 ${hash}` }];
}

/** Words that the event names by id and commitment and that the desk no longer has. */
async function lostTexts(db: Queryable, org: string, stream: string, event: { body: unknown }): Promise<LostDesk[]> {
  const named = textsNamed(event.body);
  if (named.length === 0) return [];
  const found = await db.query<{ id: string }>(
    'select named.id::text as id from unnest($1::uuid[]) as named(id) where not exists (select from private_text t where t.id = named.id)',
    [named],
  );
  return found.rows.map(({ id }) => ({ org, stream, what: 'text', name: id }));
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** Wherever a private text stands in a body: exactly the members `text` and `commitment`. */
function textsNamed(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return [];
  if ('text' in value && 'commitment' in value && typeof value.text === 'string' && UUID.test(value.text))
    return [value.text];
  return Object.values(value).flatMap(textsNamed);
}
