import type { ProposalEvent } from '../../domain/proposal/events.ts';
import { missedDueBy } from '../../domain/proposal/missed-due.ts';
import { stageOf } from '../../domain/proposal/round.ts';
import type { ProposalState } from '../../domain/proposal/state.ts';
import { isEnd, isOver } from '../../domain/proposal/states.ts';
import { stillOwed, waitsFor } from '../../domain/proposal/waiting.ts';
import { idOf } from '../../domain/stream.ts';
import type { CommandRow } from '../commands/command-row.ts';
import type { Queryable } from '../database.ts';
import { statement } from '../statement.ts';
import type { Change, CommandChanges, TableRows } from '../step/stream-step.ts';

const COLUMNS = [
  'org_id',
  'id',
  'seq',
  'plan',
  'plan_version',
  'round',
  'unit',
  'subject',
  'subject_kind',
  'title',
  'route',
  'state',
  'stage',
  'stage_kind',
  'stage_per',
  'assumed',
  'opens_at',
  'due_at',
  'missed_due_at',
  'printed',
  'on_missed',
  'waits_for',
  'still_owed',
  'still_owed_due',
  'pending_act',
  'pending_kind',
  'withdrawal_asked',
  'since',
  'material_seq',
  'marks',
  'missed',
  'nominated',
  'appraised_by',
  'proposers',
  'lower_org',
  'award',
  'held_since',
  'holds',
] as const;

type Row = Record<(typeof COLUMNS)[number], unknown>;

/** What the state alone does not tell is kept, unless this step says otherwise. */
const TOLD_BY_EVENTS = ['since', 'missed_due_at'];

const UPSERT =
  statement(`insert into proposal_board (${COLUMNS.join(', ')}) values (${COLUMNS.map((_, index) => `$${index + 1}`).join(', ')})
  on conflict (org_id, id) do update set ${COLUMNS.slice(2)
    .map((column) => `${column} = ${newValue(column)}`)
    .join(', ')}
  where proposal_board.seq < excluded.seq`);

function newValue(column: string): string {
  const flag = TOLD_BY_EVENTS.indexOf(column);
  if (flag === -1) return `excluded.${column}`;
  return `case when $${COLUMNS.length + 1 + flag} then excluded.${column} else proposal_board.${column} end`;
}

/** The proposal's row after these events. `since` is when it came to where it stands. */
export async function showProposal(
  db: Queryable,
  command: CommandRow,
  changes: readonly Change<ProposalState, ProposalEvent>[],
): Promise<void> {
  const last = changes.at(-1);
  if (last === undefined) return;
  const missed = changes.map(({ before, event }) => missedDueBy(before, event)).findLast((due) => due !== undefined);
  const told = { since: command.at, missedDueAt: missed ?? null };
  const row = rowOf(command.org, idOf(command.stream), last.after, told);
  await db.query(UPSERT([...COLUMNS.map((column) => row[column]), changes.some(hasMoved), missed !== undefined]));
}

/** The same row from the whole stream. */
export function proposalRows(
  { org, stream }: { org: string; stream: string },
  commands: readonly CommandChanges<ProposalState, ProposalEvent>[],
): TableRows {
  const last = commands.at(-1)?.at(-1);
  const moved = commands.findLast((changes) => changes.some(hasMoved));
  if (last === undefined || moved === undefined) return { table: 'proposal_board', rows: [] };
  const missed = commands.flat().map(({ before, event }) => missedDueBy(before, event));
  const told = {
    since: moved[0].event.envelope.at,
    missedDueAt: missed.findLast((due) => due !== undefined) ?? null,
  };
  const row = rowOf(org, idOf(stream), last.after, told);
  return { table: 'proposal_board', rows: [{ ...row, award: last.after.award }] };
}

function hasMoved({ before, after }: Change<ProposalState, ProposalEvent>): boolean {
  return before.position.state !== after.position.state || before.position.stage !== after.position.stage;
}

type ToldByEvents = { since: number; missedDueAt: number | null };

export function rowOf(org: string, id: string, state: ProposalState, { since, missedDueAt }: ToldByEvents): Row {
  const { opened, position } = state;
  // A hold outlasts an end, and is shown again with whatever brings the case back.
  const held = isEnd(position.state) ? null : state.held;
  if (opened === null) throw new Error(`Proposal ${id} has no first event`);
  const stage = stageOf(opened.round, position.stage);
  const owed = stillOwed(state);
  return {
    org_id: org,
    id,
    seq: state.seq,
    plan: opened.round.plan,
    plan_version: opened.round.planVersion,
    round: opened.round.key,
    unit: opened.unit,
    subject: opened.subject.id,
    subject_kind: opened.subject.kind,
    title: opened.title,
    route: opened.route,
    state: position.state,
    stage: position.stage,
    stage_kind: stage?.kind ?? null,
    stage_per: stage?.per ?? null,
    assumed: stage?.assumed ?? false,
    opens_at: position.opensAt,
    due_at: position.dueAt,
    missed_due_at: missedDueAt,
    printed: position.printed,
    on_missed: position.onMissed,
    waits_for: waitsFor(state),
    still_owed: owed,
    still_owed_due: Object.fromEntries(owed.map((key) => [key, stageOf(opened.round, key)?.dueAt ?? null])),
    pending_act: state.pendingAct?.seq ?? null,
    pending_kind: state.pendingAct?.act.kind ?? null,
    withdrawal_asked: isOver(position.state) ? null : (state.withdrawalAsked?.act ?? null),
    since,
    material_seq: state.materialSeq,
    marks: state.marks,
    missed: state.deadlinesMissed,
    nominated: state.nominated,
    appraised_by: state.appraisedBy,
    proposers: state.proposers,
    lower_org: opened.lower?.org ?? null,
    award: state.award === null ? null : JSON.stringify(state.award),
    held_since: held?.since ?? null,
    holds: held?.holds.map(({ seq }) => seq) ?? [],
  };
}
