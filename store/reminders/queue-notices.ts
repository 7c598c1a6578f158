import type { ProposalEvent } from '../../domain/proposal/events.ts';
import type { ProposalState } from '../../domain/proposal/state.ts';
import { isTold, knownTo, noticeOf, type ToldEvent } from '../../domain/reminders/notice.ts';
import { idOf } from '../../domain/stream.ts';
import type { Queryable } from '../database.ts';
import { derivedId } from '../hash.ts';
import { enqueue } from '../step/outbox.ts';
import type { Change } from '../step/stream-step.ts';
import { NO_ADDRESS } from './deliveries.ts';

/** What has just happened, and the cases that it is about. */
export type Happened = { event: ToldEvent; proposals: readonly string[] };

/** Tells those whom it concerns, by the transaction that records it. */
export async function queueNotices(db: Queryable, happened: readonly Happened[]): Promise<void> {
  for (const each of happened) await queueNotice(db, each, 'gathered');
}

/**
 * The same of what comes back after a loss. Its mail may have gone, and then goes again under the same id: a mail server
 * that knows it throws it away. So each tells what it told then and nothing more.
 */
export async function queueNoticesAgain(db: Queryable, happened: readonly Happened[]): Promise<void> {
  for (const each of happened) await queueNotice(db, each, 'alone');
}

export function ofCase({ before, event }: Change<ProposalState, ProposalEvent>): Happened {
  return { event, proposals: isTold(before.position.state, event) ? [idOf(event.envelope.stream)] : [] };
}

type Mailed = 'gathered' | 'alone';

async function queueNotice(db: Queryable, { event, proposals }: Happened, mailed: Mailed): Promise<void> {
  const notice = noticeOf(event);
  if (notice === null || proposals.length === 0) return;
  const { org, stream, seq, at } = event.envelope;
  const people = await whomItConcerns(db, event, proposals, notice.office);
  if (people.length === 0) return;
  const gathering = mailed === 'gathered' ? await gatheringMails(db, org, people) : new Map<string, string>();
  const fresh = people
    .filter((person) => !gathering.has(person))
    .map((person) => ({ person, id: derivedId('notice', org, person, stream, String(seq)) }));
  await beginMails(db, { org, about: `${stream}@${seq}`, at, closed: mailed === 'alone' }, fresh);
  const mailOf = new Map([...gathering, ...fresh.map(({ person, id }) => [person, id] as const)]);
  await db.query(
    `insert into notice (org_id, stream, seq, person, delivery)
     select $1, $2, $3, n.person, n.delivery from jsonb_to_recordset($4) as n(person text, delivery uuid) on conflict do nothing`,
    [org, stream, seq, JSON.stringify([...mailOf].map(([person, delivery]) => ({ person, delivery })))],
  );
}

/**
 * The clerks and heads of the units that proposed, and the office: but not whoever knows. A case from below has no unit
 * here. Locked, so that of two cases that end at one moment the second finds the mail that the first has begun.
 */
async function whomItConcerns(
  db: Queryable,
  event: ToldEvent,
  proposals: readonly string[],
  office: boolean,
): Promise<string[]> {
  const { org } = event.envelope;
  const found = await db.query<{ id: string }>(
    `select id from person where org_id = $1 and id is distinct from $2 and (($4 and role = 'standingOffice') or
       (role in ('unitClerk', 'unitHead') and unit in (select unit from proposal_board where org_id = $1 and id = any($3::uuid[]) and lower_org is null)))
     order by id for no key update`,
    [org, knownTo(event), [...proposals], office],
  );
  return found.rows.map(({ id }) => id);
}

/** Mails that nobody has begun to send take more in; their rows are locked, so that none is closed meanwhile. */
async function gatheringMails(db: Queryable, org: string, people: readonly string[]): Promise<Map<string, string>> {
  const found = await db.query<{ id: string; person: string }>(
    `select id, person from delivery where org_id = $1 and person = any($2) and kind = 'notice' and not closed and status = 'waiting' order by person, id for update`,
    [org, [...people]],
  );
  return new Map(found.rows.map(({ id, person }) => [person, id]));
}

type Begun = { org: string; about: string; at: number; closed: boolean };

async function beginMails(
  db: Queryable,
  { org, about, at, closed }: Begun,
  mails: readonly { person: string; id: string }[],
): Promise<void> {
  if (mails.length === 0) return;
  await db.query(
    `insert into delivery (org_id, id, person, kind, subject_key, as_of, closed)
     select $1, d.id, d.person, 'notice', $2, $3, $4 from jsonb_to_recordset($5) as d(id uuid, person text) on conflict do nothing`,
    [org, about, at, closed, JSON.stringify(mails)],
  );
  await enqueue(
    db,
    'mail',
    mails.map(({ id }) => ({ org, delivery: id })),
  );
}

/** What a person without an address could not be told is told now. A digest of a past morning is not: the next one asks for it. */
export async function sendUnaddressed(db: Queryable, org: string, person: string): Promise<void> {
  const found = await db.query<{ id: string }>(
    `update delivery set status = 'waiting' where org_id = $1 and person = $2 and kind = 'notice' and status = 'failed' and last_error = $3
     returning id`,
    [org, person, NO_ADDRESS],
  );
  await enqueue(
    db,
    'mail',
    found.rows.map(({ id }) => ({ org, delivery: id })),
  );
}
