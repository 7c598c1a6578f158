import { DIGEST_SUBJECT } from '../../activities/digest-text.ts';
import { dateOf, quarterOf } from '../../domain/calendar/local-date.ts';
import type { Database } from '../../store/database.ts';
import type { CaughtMail } from '../stack/mail-catcher.ts';
import type { YearPlayed } from './year.ts';

/** The board as it stood at an instant. */
export type Snapshot = { at: number; states: { org: string; state: string; count: number }[]; overdue: number };

export async function snapshot(database: Database, at: number): Promise<Snapshot> {
  const states = await database.query<{ org: string; state: string; count: number }>(
    'select org_id as org, state, count(*)::int as count from proposal_board group by org_id, state order by org_id, state',
  );
  const overdue = await database.query<{ count: number }>(
    'select count(*)::int as count from proposal_board where coalesce(due_at, missed_due_at) <= $1 and waits_for is not null and held_since is null',
    [at],
  );
  return { at, states: states.rows, overdue: overdue.rows[0]?.count ?? 0 };
}

/** Of the boards of all days, in their order: the last of each quarter, the unfinished one at the end too. */
export function lastOfEachQuarter(boards: readonly Snapshot[]): Snapshot[] {
  return boards.filter(({ at }, index) => {
    const next = boards[index + 1];
    return next === undefined || quarterOf(dateOf(next.at)) !== quarterOf(dateOf(at));
  });
}

export type Figures = {
  proposals: number;
  events: number;
  commands: number;
  refusals: number;
  missedStages: number;
  missedDuties: number;
  late: number;
  decisions: number;
  decisionLines: number;
  submissions: number;
  submissionLines: number;
  grantedAbove: number;
  open: number;
  /** Mails that told an outcome. */
  notices: number;
  /** The remaining rows of the life, by what was recorded of each. */
  rare: Readonly<Record<string, number>>;
};

/** By the events that say that it was done. */
const RARE: Readonly<Record<string, readonly string[]>> = {
  holds: ['Held'],
  releases: ['Released'],
  rehomings: ['Rehomed'],
  extensions: ['DeadlineExtended'],
  'corrected entries': ['ScoreCorrected', 'ResultCorrected', 'NumberCorrected'],
  'reopened stages': ['StageReopened'],
  imports: ['ImportConfirmed'],
  're-decisions': ['Redecided'],
  conferrals: ['ConferralRecorded'],
  'corrected awards': ['AwardCorrected'],
  'revoked awards': ['AwardRevoked'],
  'things recovered': ['RecoveryRecorded'],
};

export async function figures(database: Database): Promise<Figures> {
  const found = await database.query<Figures>(
    `select (select count(*)::int from proposal_board) as proposals, (select count(*)::int from event) as events,
       (select count(*)::int from command) as commands, (select count(*)::int from command where outcome ->> 'ok' = 'false') as refusals,
       (select count(*)::int from event where kind = 'DeadlineMissed') as "missedStages", (select count(*)::int from duty_board where missed) as "missedDuties",
       (select count(*)::int from proposal_board where 'late' = any(marks)) as late,
       (select count(*)::int from list_board where kind = 'decision' and phase = 'numbered') as decisions,
       (select coalesce(sum(jsonb_array_length(state -> 'lines')), 0)::int from list_board where kind = 'decision' and phase = 'numbered') as "decisionLines",
       (select count(*)::int from list_board where kind = 'submission' and phase = 'sent') as submissions,
       (select coalesce(sum(jsonb_array_length(state -> 'lines')), 0)::int from list_board where kind = 'submission' and phase = 'sent') as "submissionLines",
       (select count(*)::int from proposal_board where state = 'granted' and route = 'above' and lower_org is null) as "grantedAbove",
       (select count(*)::int from delivery where kind = 'notice' and status = 'sent') as notices,
       (select coalesce(jsonb_object_agg(r.name, (select count(*) from event e where e.kind = any(r.kinds))), '{}') from jsonb_to_recordset($1) as r(name text, kinds text[])) as rare,
       (select count(*)::int from proposal_board where waits_for is not null) as open`,
    [JSON.stringify(Object.entries(RARE).map(([name, kinds]) => ({ name, kinds })))],
  );
  const row = found.rows[0];
  if (row === undefined) throw new Error('A count returns a row');
  return row;
}

/** What reminds, and not what tells an outcome. */
export function digestsAmong(mails: readonly CaughtMail[]): CaughtMail[] {
  return mails.filter(({ subject }) => subject.startsWith(DIGEST_SUBJECT));
}

/** Digests per person: most and median, of those who got any. */
export function remindersOf(mails: readonly CaughtMail[]): {
  people: number;
  digests: number;
  most: number;
  median: number;
} {
  const counts = [
    ...Map.groupBy(
      mails.flatMap(({ to }) => to),
      (address) => address,
    ).values(),
  ]
    .map((all) => all.length)
    .sort((a, b) => a - b);
  const median = counts[Math.floor((counts.length - 1) / 2)] ?? 0;
  return { people: counts.length, digests: mails.length, most: counts.at(-1) ?? 0, median };
}

export function reportText(
  played: YearPlayed,
  snapshots: readonly Snapshot[],
  found: Figures,
  mails: readonly CaughtMail[],
): string {
  const reminders = remindersOf(mails);
  return [
    '',
    'The board at the end of each quarter, and of the rehearsal:',
    ...snapshots.map(
      (each) => `  ${dateOf(each.at)}  ${statesText(each)}${each.overdue > 0 ? `; overdue ${each.overdue}` : ''}`,
    ),
    '',
    `Proposals           ${found.proposals} (${found.open} still wait for somebody on ${dateOf(played.until)})`,
    `Reminders           ${reminders.digests} digests to ${reminders.people} people; most ${reminders.most}, median ${reminders.median}`,
    `Notices             ${found.notices} mails told an outcome`,
    `Missed deadlines    ${found.missedStages} of stages, ${found.missedDuties} of the plan's tasks; ${found.late} proposals marked late`,
    `Decisions           ${found.decisions} signed and numbered, ${found.decisionLines} lines`,
    `Submissions         ${found.submissions} sent up, ${found.submissionLines} lines; ${found.grantedAbove} came back granted`,
    `Seldom              ${Object.keys(RARE)
      .map((name) => `${name} ${found.rare[name] ?? 0}`)
      .join(', ')}`,
    `Acts of people      ${played.acts}; refused ${played.refused.length}`,
    `Ledger              ${found.events} events, ${found.commands} commands, ${found.refusals} refused`,
    '',
  ].join('\n');
}

/** What a rehearsal ends with: one broken promise is a failure, whatever else went well. */
export function verdictOn(broken: readonly string[]): { text: string; exitCode: 0 | 1 } {
  return broken.length === 0
    ? { text: 'The ledger verifies and all invariants hold.\n', exitCode: 0 }
    : { text: `Broken:\n${broken.map((each) => `  ${each}\n`).join('')}`, exitCode: 1 };
}

function statesText({ states }: Snapshot): string {
  const byOrg = Map.groupBy(states, ({ org }) => org);
  return [...byOrg]
    .map(([org, all]) => `${org}: ${all.map(({ state, count }) => `${state} ${count}`).join(', ')}`)
    .join(' | ');
}
