import type { LocalDate } from '../../domain/calendar/local-date.ts';
import { dateOf } from '../../domain/calendar/local-date.ts';
import type { PinnedRound } from '../../domain/proposal/round.ts';
import type { Role } from '../../domain/roles.ts';
import { type Ask, person, UNIT, WORDS } from '../builders/office.ts';
import { DAY, round, stage } from '../builders/round.ts';

/**
 * The path that costs are counted on: eleven human decisions on one proposal, the first of them with its start. It is
 * the dearest such path, since every stage and every step of the office has a due date and so a timer, and it ends, so
 * that the closing is counted too.
 */
export function elevenDecisions(now: number): PinnedRound {
  const serviceTime = { days: 20, unit: 'working' } as const;
  return round({
    key: 'bench',
    stages: [
      stage('registration', { dueAt: now + 30 * DAY, serviceTime }),
      stage('checkpoint', { key: 'q1', dueAt: now + 90 * DAY }),
      stage('review', { key: 'half-year', dueAt: now + 180 * DAY }),
      stage('scoring', { dueAt: now + 300 * DAY }),
      stage('nomination', { dueAt: now + 330 * DAY }),
      stage('appraisal', { dueAt: now + 345 * DAY, onMissed: 'escalate', serviceTime }),
      stage('decision', { route: 'here' }),
    ],
  });
}

export const DECISION_COUNT = 11;

/** The commands of one proposal's year, in order; each is taken only when the one before it has been. */
export function decisionsOf(draft: string, now: number, unit = UNIT): Ask[] {
  const today = dateOf(now);
  return decisions(draft, today).map(([by, kind, body], index) => ({
    stream: `proposal/${draft}`,
    kind,
    body,
    by: person(by, by, UNIT_ROLES.includes(by) ? unit : null),
    key: `${draft} ${index}`,
  }));
}

const UNIT_ROLES: readonly Role[] = ['unitClerk', 'unitHead'];

type Body = NonNullable<Ask['body']>;

function decisions(draft: string, today: LocalDate): [Role, string, Body][] {
  const report = [{ key: 'report', hash: 'aa'.repeat(32) }];
  return [
    ['unitClerk', 'Submit', { draft, rowVersion: 1 }],
    ['unitHead', 'Confirm', {}],
    ['standingOffice', 'Accept', {}],
    ['unitClerk', 'HandIn', { stage: 'q1', evidence: report }],
    ['unitClerk', 'HandIn', { stage: 'half-year', evidence: report }],
    ['unitClerk', 'EnterScore', { stage: 'scoring', as: 'self', score: 95, reason: null }],
    ['standingOffice', 'EnterScore', { stage: 'scoring', as: 'verified', score: 93, reason: WORDS }],
    [
      'unitClerk',
      'Nominate',
      { title: 'LDTT', reason: null, draft: null, rowVersion: null, letter: null, unitVote: null },
    ],
    // Each decision so far was one event: the eighth is the nomination, which waits for the head.
    ['unitHead', 'ConfirmAct', { act: 8 }],
    ['standingOffice', 'Receive', { paperOn: today, filesOn: today }],
    ['standingOffice', 'Reject', { rule: 'bench', reason: WORDS }],
  ];
}
