import type { StageKind } from '../../domain/plan/plan.ts';
import type { PinnedRound, PinnedStage } from '../../domain/proposal/round.ts';

/** Noon of 4 January 2021, +07:00: the tests' beginning of time. */
export const START = Date.UTC(2021, 0, 4, 5);
export const DAY = 86_400_000;

/** A stage without dates that takes one piece of evidence; a test names only what it is about. */
export function stage(kind: StageKind, change: Partial<PinnedStage> = {}): PinnedStage {
  return {
    key: kind,
    kind,
    opensAt: null,
    dueAt: null,
    printed: '',
    provisional: false,
    onMissed: 'flag',
    actors: ['unitClerk'],
    evidence: kind === 'checkpoint' || kind === 'review' || kind === 'initiative' ? ['report'] : [],
    per: 'proposal',
    acceptance: 'none',
    serviceTime: null,
    route: 'any',
    noticeDays: null,
    onSilence: 'wait',
    assumed: false,
    ...change,
  };
}

/** The annual round: decided here for `LDTT`, sent up for `BK`. */
export function round(change: Partial<PinnedRound> = {}): PinnedRound {
  return {
    key: 'annual',
    plan: 'test-plan',
    planVersion: 1,
    period: { from: '2021-01-01', to: '2021-12-31' },
    opensAt: null,
    closesAt: null,
    standing: false,
    afterWindow: 'acceptMarkedLate',
    admitsUnregistered: false,
    officeProposes: false,
    titles: [
      { code: 'LDTT', route: 'here', subjects: ['person'] },
      { code: 'TTLDTT', route: 'here', subjects: ['collective'] },
      { code: 'BK', route: 'above', subjects: ['person', 'collective'] },
    ],
    stages: annualStages(),
    rulePack: null,
    ...change,
  };
}

export function annualStages(): PinnedStage[] {
  return [
    stage('registration', { dueAt: START + 30 * DAY }),
    stage('checkpoint', { key: 'q1', dueAt: START + 90 * DAY }),
    stage('scoring', { dueAt: START + 300 * DAY }),
    stage('nomination', { dueAt: START + 330 * DAY }),
    stage('appraisal', { serviceTime: { days: 20, unit: 'working' } }),
    stage('council'),
    stage('decision', { route: 'here' }),
    stage('partyOpinion', { route: 'above' }),
    stage('submission', { route: 'above' }),
  ];
}
