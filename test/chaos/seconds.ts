import type { PublishedPlan } from '../../domain/award-year/year.ts';
import type { PinnedRound } from '../../domain/proposal/round.ts';
import { sha256 } from '../../store/hash.ts';
import { round, stage } from '../builders/round.ts';

export const PLAN = 'test-plan';
export const SECOND = 1_000;
const EVERY = 12 * SECOND;
/** By so much the hurried round is over before the run begins. */
export const HURRIED_BEFORE = 5 * SECOND;

/** When everything is due: `late` is how far an amendment has moved what lies ahead of `from`. */
export type Seconds = { begin: number; waves: number; late: number; from: number };

/** As many rounds as the run will have, one opened every few seconds, each with its stages seconds apart. */
export function wavesFor(minutes: number): number {
  return Math.ceil((minutes * 60 * SECOND) / EVERY);
}

export function waveAt(now: number, { begin, waves }: Seconds): string {
  const number = Math.floor((now - begin) / EVERY);
  return waveKey(Math.min(waves - 1, Math.max(0, number)));
}

const waveKey = (number: number) => `wave-${String(number + 1).padStart(3, '0')}`;

/** The rounds of the plan in one version: those in which cases stand from the beginning, and the waves. */
export function roundsOf(seconds: Seconds, version: number): PinnedRound[] {
  const waves = Array.from({ length: seconds.waves }, (_, number) => wave(seconds, number));
  return [...standing(seconds), ...waves].map((each) => ({ ...each, planVersion: version }));
}

function standing({ begin }: Seconds): PinnedRound[] {
  const after = [stage('nomination'), stage('appraisal'), stage('council')];
  const ends = [stage('decision', { route: 'here' }), stage('submission', { route: 'above' })];
  const first = (checkpoint: object) => [stage('registration'), stage('checkpoint', { key: 'q1', ...checkpoint })];
  const half = stage('review', { key: 'half', acceptance: 'office' });
  return [
    round({ stages: [...first({}), ...after, ...ends] }),
    // Over before the run begins, so that cases have lapsed by then.
    round({
      key: 'hurried',
      stages: [...first({ dueAt: begin - HURRIED_BEFORE, onMissed: 'lapse' }), ...after, ...ends],
    }),
    round({ key: 'reviewed', stages: [stage('registration'), half, ...after, ...ends] }),
  ];
}

function wave(seconds: Seconds, number: number): PinnedRound {
  const due = (after: number) => moved(seconds, seconds.begin + number * EVERY + after * SECOND);
  return round({
    key: waveKey(number),
    stages: [
      stage('registration', { dueAt: due(10) }),
      stage('checkpoint', { key: 'q1', dueAt: due(16), onMissed: 'lapse' }),
      stage('review', { key: 'half', dueAt: due(22), acceptance: 'office' }),
      stage('scoring', { dueAt: due(30) }),
      stage('nomination', { dueAt: due(38) }),
      stage('appraisal', { serviceTime: { days: 20, unit: 'working' } }),
      stage('council'),
      stage('partyOpinion', { dueAt: due(50), onSilence: 'goOn' }),
      stage('decision', { route: 'here' }),
      stage('submission', { route: 'above' }),
    ],
  });
}

function moved({ late, from }: Seconds, instant: number): number {
  return instant > from ? instant + late : instant;
}

export function publishedOf({ begin, waves }: Seconds, version: number): PublishedPlan {
  const ends = Array.from({ length: waves }, (_, number) => begin + (number + 1) * EVERY);
  const milestones = ends.map((at, index) => ({ kind: 'quarterEnds' as const, key: `q${index + 1}`, at }));
  return { plan: PLAN, version, year: 2021, hash: sha256(`${PLAN} ${version}`), demo: false, duties: [], milestones };
}
