import { expect, test } from 'vitest';
import { atTime, dateOf, type LocalDate, startOfDay } from '../../domain/calendar/local-date.ts';
import {
  type Figures,
  lastOfEachQuarter,
  remindersOf,
  reportText,
  type Snapshot,
  verdictOn,
} from '../../infra/rehearsal/report.ts';
import type { CaughtMail } from '../../infra/stack/mail-catcher.ts';

/** As many mails to each as said; of a mail the report reads only whom it went to. */
function mailsTo(counts: Record<string, number>): CaughtMail[] {
  const addresses = Object.entries(counts).flatMap(([to, count]) => Array.from({ length: count }, () => to));
  return addresses.map((to) => ({ to: [to] }) as unknown as CaughtMail);
}

const board = (on: LocalDate, state: string, overdue: number): Snapshot => ({
  at: atTime(on, '07:30'),
  states: [
    { org: 'office', state, count: 4 },
    { org: 'office', state: 'granted', count: 2 },
    { org: 'upper-office', state: 'inAppraisal', count: 1 },
  ],
  overdue,
});

const found: Figures = {
  proposals: 31,
  events: 32,
  commands: 33,
  refusals: 34,
  missedStages: 35,
  missedDuties: 36,
  late: 37,
  decisions: 38,
  decisionLines: 39,
  submissions: 40,
  submissionLines: 41,
  grantedAbove: 42,
  open: 43,
  notices: 45,
  rare: { holds: 1, imports: 2 },
};

const played = { acts: 44, refused: [], until: startOfDay('2022-03-05') };

test('the report tells the board per quarter, reminders, missed deadlines, decisions, submissions and the ledger', () => {
  const snapshots = [board('2021-03-31', 'inStage', 3), board('2021-06-30', 'nominated', 0)];
  expect(
    reportText(played, snapshots, found, mailsTo({ a: 5, b: 1, c: 2 }))
      .trim()
      .split('\n'),
  ).toEqual([
    'The board at the end of each quarter, and of the rehearsal:',
    '  2021-03-31  office: inStage 4, granted 2 | upper-office: inAppraisal 1; overdue 3',
    '  2021-06-30  office: nominated 4, granted 2 | upper-office: inAppraisal 1',
    '',
    'Proposals           31 (43 still wait for somebody on 2022-03-05)',
    'Reminders           8 digests to 3 people; most 5, median 2',
    'Notices             45 mails told an outcome',
    "Missed deadlines    35 of stages, 36 of the plan's tasks; 37 proposals marked late",
    'Decisions           38 signed and numbered, 39 lines',
    'Submissions         40 sent up, 41 lines; 42 came back granted',
    'Seldom              holds 1, releases 0, rehomings 0, extensions 0, corrected entries 0, reopened stages 0, imports 2, re-decisions 0, conferrals 0, corrected awards 0, revoked awards 0, things recovered 0',
    'Acts of people      44; refused 0',
    'Ledger              32 events, 33 commands, 34 refused',
  ]);
});

test('a quarter is told by the last board seen in it, before anything of the next; the end by the last of all', () => {
  const days: LocalDate[] = [
    '2021-01-11',
    '2021-03-30',
    '2021-03-31',
    '2021-04-01',
    '2021-12-31',
    '2022-01-04',
    '2022-03-01',
  ];
  const told = lastOfEachQuarter(days.map((day) => board(day, 'inStage', 0))).map(({ at }) => dateOf(at));
  expect(told).toEqual(['2021-03-31', '2021-04-01', '2021-12-31', '2022-03-01']);
  expect(lastOfEachQuarter([])).toEqual([]);
});

test('most and median are of the people who got any, and an even number of them takes the lower middle', () => {
  expect(remindersOf(mailsTo({ a: 9, b: 1, c: 3, d: 4 }))).toEqual({ people: 4, digests: 17, most: 9, median: 3 });
  expect(remindersOf([])).toEqual({ people: 0, digests: 0, most: 0, median: 0 });
});

test('a rehearsal ends with 0 only when no promise is broken, and names those that are', () => {
  expect(verdictOn([])).toEqual({ text: 'The ledger verifies and all invariants hold.\n', exitCode: 0 });
  expect(verdictOn(['every command is settled: x'])).toEqual({
    text: 'Broken:\n  every command is settled: x\n',
    exitCode: 1,
  });
});
