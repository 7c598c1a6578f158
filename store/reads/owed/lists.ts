import { startOfDay } from '../../../domain/calendar/local-date.ts';
import { isAskedHere, type ReceiptState } from '../../../domain/receipt/receipt.ts';
import type { SessionState } from '../../../domain/session/session.ts';
import { idOf } from '../../../domain/stream.ts';
import type { UnitRoundState } from '../../../domain/unit-round/unit-round.ts';
import type { Queryable } from '../../database.ts';
import { statement } from '../../statement.ts';
import { LIST_STEPS } from './list-steps.ts';
import { type CaseRef, type OwedItem, owed } from './owed-item.ts';
import type { Reader } from './reader.ts';

type OpenList = {
  stream: string;
  kind: NonNullable<OwedItem['list']>['kind'];
  phase: string;
  state: unknown;
  /** Lines that have not taken note of the list yet, and lines that have left it or are held: a held one blocks a signature. */
  claimed: string[];
  left: string[];
};

const OPEN_LISTS = statement(`select b.stream, b.kind, b.phase, b.state,
    coalesce((select array_agg(l.proposal) from listing l where l.org_id = b.org_id and l.list = b.stream and l.status = 'claimed'), '{}') as claimed,
    coalesce((select array_agg(l.proposal) from listing l join proposal_board p on p.org_id = l.org_id and p.id = l.proposal
      where l.org_id = b.org_id and l.list = b.stream
        and ((l.status = 'void' and b.phase <> 'correcting') or (p.held_since is not null and b.kind || '/' || b.phase in ('decision/drafted', 'submission/drafted')))), '{}') as left
  from list_board b where b.org_id = $1 and b.kind || '/' || b.phase = any($2) order by b.since, b.stream`);

/** Lists that wait for the reader, each with its lines. */
export async function owedLists(db: Queryable, reader: Reader, asOf: number): Promise<OwedItem[]> {
  const mine = Object.keys(LIST_STEPS).filter((step) => LIST_STEPS[step]?.role === reader.role);
  if (mine.length === 0) return [];
  const found = await db.query<OpenList>(OPEN_LISTS([reader.sight.org, mine]));
  // A list whose lines are still on their way to it is nobody's turn yet.
  const ready = found.rows.filter(
    (list) => list.claimed.length === 0 && hasBeenHeld(list, asOf) && isMine(list, reader),
  );
  const cases = await caseRefs(db, reader.sight.org, ready.flatMap(linesOf));
  return ready.flatMap((list) => [...itemOf(list, reader, cases, asOf), ...withdrawals(list, reader, asOf)]);
}

const PROPOSED = statement(
  `select stream from list_board where org_id = $1 and kind = 'unitRound' and phase = 'listProposed'`,
);

/** Units' parts in rounds whose list waits for the head. */
export async function proposedLists(db: Queryable, org: string): Promise<Set<string>> {
  const found = await db.query<{ stream: string }>(PROPOSED([org]));
  return new Set(found.rows.map(({ stream }) => stream));
}

/** The result of a session is owed from its day on. */
function hasBeenHeld(list: OpenList, asOf: number): boolean {
  if (list.kind !== 'session' || list.phase !== 'called') return true;
  const { heldOn } = sessionOf(list);
  return heldOn === null || startOfDay(heldOn) <= asOf;
}

function isMine(list: OpenList, reader: Reader): boolean {
  if (list.kind === 'unitRound') return unitRoundOf(list).unit === reader.unit && waitingIn(list)?.by !== reader.id;
  const { entered, correction } = sessionOf(list);
  if (list.phase === 'correcting') return correction?.by !== reader.id;
  return list.phase !== 'entered' || entered?.by !== reader.id;
}

// The board holds the fold of each kind of stream as the step wrote it.
const sessionOf = ({ state }: OpenList) => state as SessionState;
const unitRoundOf = ({ state }: OpenList) => state as UnitRoundState;
/** What waits for the unit's head: its list, or its targets. */
function waitingIn(list: OpenList): { seq: number; by: string } | null {
  const { pending, targetsPending } = unitRoundOf(list);
  return pending ?? targetsPending;
}

const receiptOf = ({ state }: OpenList) => state as ReceiptState;
const linedOf = ({ state }: OpenList) => state as { lines: readonly { proposal: string }[] };

function linesOf(list: OpenList): string[] {
  if (list.kind === 'receipt') {
    const { lines, status } = receiptOf(list);
    return lines.filter(({ proposal }) => status[proposal] === 'open').map(({ proposal }) => proposal);
  }
  if (list.kind === 'unitRound') {
    const pending = unitRoundOf(list).pending?.list;
    return [...(pending?.lines ?? []), ...(pending?.left ?? [])].map(({ proposal }) => proposal);
  }
  const { correction } = sessionOf(list);
  if (list.phase === 'correcting' && correction && 'line' in correction) return [correction.line.proposal];
  return linedOf(list).lines.map(({ proposal }) => proposal);
}

function itemOf(list: OpenList, reader: Reader, cases: ReadonlyMap<string, CaseRef>, asOf: number): OwedItem[] {
  const step = LIST_STEPS[`${list.kind}/${list.phase}`];
  const lines = linesOf(list);
  if (step === undefined || (list.kind === 'receipt' && lines.length === 0)) return [];
  const { stream, kind, phase } = list;
  // The lines of a receipt are the lower level's cases, which the board here does not have.
  const proposals = kind === 'receipt' ? copiedLines(list, lines) : lines.flatMap((id) => cases.get(id) ?? []);
  const { plan, round } = kind === 'unitRound' ? placeIn(unitRoundOf(list)) : placeOf(proposals);
  const unit = kind === 'unitRound' ? reader.unit : null;
  const about = {
    plan,
    round,
    unit,
    act: actOf(list),
    pendingKind: pendingIn(list),
    list: { kind, phase, stream },
    proposals,
    blocked: list.left,
  };
  const commands = list.left.length === 0 ? step.commands : step.commands.toReversed();
  return [owed({ kind: 'list', ref: idOf(stream), role: reader.role, commands, ...about }, asOf)];
}

/** Of a list whose cases are all of one round. */
function placeOf(cases: readonly CaseRef[]): { plan: string | null; round: string | null } {
  const [first] = cases;
  const same = first !== undefined && cases.every(({ plan, round }) => plan === first.plan && round === first.round);
  return same && first.plan !== null ? { plan: first.plan, round: first.round } : { plan: null, round: null };
}

function placeIn({ round: place }: UnitRoundState): { plan: string | null; round: string | null } {
  const [plan = null, round = null] = place?.split('/') ?? [];
  return { plan, round };
}

function copiedLines(list: OpenList, open: readonly string[]): CaseRef[] {
  const { lines, from } = receiptOf(list);
  return lines
    .filter(({ proposal }) => open.includes(proposal))
    .map(({ proposal, title, round }) => ({
      id: proposal,
      code: null,
      name: '',
      plan: null,
      round,
      unit: from,
      title,
      state: 'open',
      seq: 0,
    }));
}

/** What of a session that was closed waits for the chair. */
function pendingIn(list: OpenList): string | null {
  if (list.kind !== 'session' || list.phase !== 'correcting') return null;
  const { correction } = sessionOf(list);
  return correction && 'heldOn' in correction ? 'CorrectDay' : 'CorrectResult';
}

function actOf(list: OpenList): number | null {
  if (list.kind === 'unitRound') return waitingIn(list)?.seq ?? null;
  if (list.kind !== 'session') return null;
  const { entered, correction } = sessionOf(list);
  return (list.phase === 'correcting' ? correction : entered)?.seq ?? null;
}

/** Withdrawals that the level below asks for. */
function withdrawals(list: OpenList, reader: Reader, asOf: number): OwedItem[] {
  if (list.kind !== 'receipt') return [];
  const receipt = receiptOf(list);
  const { stream, kind, phase } = list;
  return Object.entries(receipt.asked)
    .filter(([proposal]) => isAskedHere(receipt, proposal))
    .map(([proposal, { act }]) => {
      const commands = ['GrantWithdrawal', 'DeclineWithdrawal'];
      const about = {
        act,
        pendingKind: 'Withdraw',
        list: { kind, phase, stream },
        proposals: copiedLines(list, [proposal]),
      };
      return owed({ kind: 'pendingAct', ref: idOf(stream), role: reader.role, commands, ...about }, asOf);
    });
}

async function caseRefs(db: Queryable, org: string, ids: readonly string[]): Promise<Map<string, CaseRef>> {
  if (ids.length === 0) return new Map();
  const found = await db.query<CaseRef>(
    `select p.id, d.code, s.name, p.plan, p.round, p.unit, p.title, p.state, p.seq from proposal_board p join subject s on s.org_id = p.org_id and s.id = p.subject
       left join draft d on d.org_id = p.org_id and d.id = p.id where p.org_id = $1 and p.id = any($2::uuid[])`,
    [org, [...ids]],
  );
  return new Map(found.rows.map((each) => [each.id, each]));
}
