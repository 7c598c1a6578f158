import type { StageKind } from '../../../domain/plan/plan.ts';
import type { TwoPersonAct } from '../../../domain/proposal/events.ts';
import { LIVE_STATES, type ProposalStateName } from '../../../domain/proposal/states.ts';
import type { Queryable } from '../../database.ts';
import { statementOf } from '../../statement.ts';
import { inSight, type Parameters, parameters } from '../sight.ts';
import type { Reader } from './reader.ts';

export type WaitingCase = {
  id: string;
  seq: number;
  code: string | null;
  name: string;
  unit: string;
  plan: string;
  planVersion: number;
  round: string;
  title: string;
  state: ProposalStateName;
  stage: string | null;
  stageKind: StageKind | null;
  opensAt: number | null;
  /** The date in force, or the one that was missed. */
  dueAt: number | null;
  /** The consequence was drawn where it stands. */
  missed: boolean;
  printed: string | null;
  waitsFor: string | null;
  stillOwed: string[];
  /** The case's own date for each of them; null where it has none. */
  stillOwedDue: Readonly<Record<string, number | null>>;
  pendingAct: number | null;
  pendingKind: TwoPersonAct['kind'] | null;
  pendingBy: string | null;
  /** The act below by which its authority asks for the case back. */
  withdrawalAsked: number | null;
  /** A list of the kind that comes next holds it already. */
  listed: boolean;
  /** The office holds it (row 21): nothing is chased, and the office releases it. */
  heldSince: number | null;
  /** The notice was published, or the opinion asked for. */
  asked: boolean;
  /** It went to a level above that does not run the product: its answers come on paper, to the office here. */
  onPaper: boolean;
  /** The reader proposed or confirmed it, and so may not appraise it (row 12). */
  proposedByReader: boolean;
};

const ON_PAPER = `p.state in ('sentUp', 'returnedFromAbove') and exists (
  select from listing l join list_board b on b.org_id = l.org_id and b.stream = l.list
  where l.org_id = p.org_id and l.proposal = p.id and l.kind = 'submission' and jsonb_typeof(b.state -> 'above') = 'null')`;

/** A complaint that is upheld, or a stage that is opened again, begins it anew. */
const ASKED_ANEW = `exists (
  select from event anew where anew.org_id = e.org_id and anew.stream = e.stream and anew.seq > e.seq
    and (anew.kind = 'Redecided' or (anew.kind = 'StageReopened' and anew.text::jsonb -> 'body' ->> 'stage' = p.stage)))`;

const COLUMNS = `p.id, p.seq, d.code, s.name, p.unit, p.plan, p.plan_version as "planVersion", p.round, p.title, p.state, p.stage, p.stage_kind as "stageKind",
  p.opens_at as "opensAt", coalesce(p.due_at, p.missed_due_at) as "dueAt", p.missed_due_at is not null and p.held_since is null as missed, p.printed, p.waits_for as "waitsFor", p.still_owed as "stillOwed", p.still_owed_due as "stillOwedDue", p.pending_act as "pendingAct",
  p.pending_kind as "pendingKind", p.withdrawal_asked as "withdrawalAsked",
  (select e.text::jsonb ->> 'actor' from event e where e.org_id = p.org_id and e.stream = 'proposal/' || p.id and e.seq = p.pending_act) as "pendingBy",
  exists (select from listing l where l.org_id = p.org_id and l.proposal = p.id and l.status <> 'void'
    and l.kind = case when p.state = 'readyForCouncil' then 'session' else p.stage_kind end) as listed,
  p.held_since as "heldSince",
  case when p.state = 'inStage' and p.stage_kind in ('publicNotice', 'partyOpinion', 'concurrence') then exists (
    select from event e where e.org_id = p.org_id and e.stream = 'proposal/' || p.id and e.kind in ('NoticePublished', 'OpinionRequested')
      and e.text::jsonb -> 'body' ->> 'stage' = p.stage and not ${ASKED_ANEW}) else false end as asked,
  (${ON_PAPER}) as "onPaper"`;

/** A case with a command on its way is not owed: whoever acted has done their part. */
const NOTHING_ON_ITS_WAY = `not exists (select from command c where c.org_id = p.org_id and c.stream = 'proposal/' || p.id and c.settled_at is null)`;

/** The cases that may wait for this reader; what exactly they wait for is told by the acts that settle them. */
export async function waitingCases(db: Queryable, { id, role, sight }: Reader, asOf: number): Promise<WaitingCase[]> {
  const given = parameters(sight.org);
  const open = `(p.held_since is not null or p.opens_at is null or p.opens_at <= ${given.add(asOf)}::bigint)`;
  const waits = [
    'p.pending_act is not null',
    'p.withdrawal_asked is not null',
    `(p.waits_for = ${given.add(role)} and ${open})`,
    ...alsoWaits(role, given),
  ];
  const read = statementOf(
    `select ${COLUMNS}, ${given.add(id)} = any(p.proposers) as "proposedByReader" from proposal_board p join subject s on s.org_id = p.org_id and s.id = p.subject
       left join draft d on d.org_id = p.org_id and d.id = p.id
     where p.org_id = $1 and ${inSight(sight, 'p', given)} and ${NOTHING_ON_ITS_WAY}
       and (${waits.join(' or ')})
     order by p.plan, p.round, d.code, p.id`,
  );
  const found = await db.query<WaitingCase>(read(given.values));
  return found.rows;
}

/** Each role asks only for what may wait for it: a plan that serves all roles would look at every case of the office. */
function alsoWaits(role: string, given: Parameters): string[] {
  if (role === 'unitClerk')
    return [`(p.still_owed <> '{}' and p.held_since is null and p.state = any(${given.add(LIVE_STATES)}))`];
  return role === 'standingOffice' ? [`(p.state = 'sentUp' and p.held_since is null and ${ON_PAPER})`] : [];
}

/** The next instant at which something opens for this reader, or at which a running notice may be closed. */
export async function nextOpening(db: Queryable, { role, sight }: Reader, asOf: number): Promise<number | null> {
  const given = parameters(sight.org, role, asOf);
  const read = statementOf(
    `select min(at) as next from (
       select p.opens_at as at from proposal_board p where p.org_id = $1 and p.waits_for = $2 and p.held_since is null and ${inSight(sight, 'p', given)}
       union all
       select p.due_at from proposal_board p where p.org_id = $1 and p.waits_for = $2 and p.held_since is null and p.state = 'inStage' and p.stage_kind = 'publicNotice'
     ) as ahead where at > $3`,
  );
  const found = await db.query<{ next: number | null }>(read(given.values));
  return found.rows[0]?.next ?? null;
}
