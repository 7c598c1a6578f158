import type { Role } from '../roles.ts';
import type { StageKind } from './plan.ts';

/** What each kind of stage allows, in the letters of the life table. */
export type StageRule = {
  /** Where in a pipeline the kind may stand: a stage never comes after one of a later phase. */
  readonly phase: Phase;
  readonly mayAct: readonly Role[];
  /** Without these the stage could never be passed. */
  readonly mustAct: readonly Role[];
  /** A second one in the same pipeline would be another act of the same case, which the life table does not know. */
  readonly once: boolean;
};

export const PHASES = ['registration', 'year', 'nomination', 'examination', 'outcome', 'conferral'] as const;
export type Phase = (typeof PHASES)[number];

/** Phases in which a unit's own people act: whoever sends up from below stands no year here. */
const PHASES_OF_UNITS: readonly Phase[] = ['registration', 'year', 'nomination'];

const UNIT: readonly Role[] = ['unitClerk', 'unitHead'];
const OFFICE: readonly Role[] = ['standingOffice'];

export const STAGE_RULES: Readonly<Record<StageKind, StageRule>> = {
  registration: { phase: 'registration', mayAct: UNIT, mustAct: UNIT, once: true },
  checkpoint: { phase: 'year', mayAct: [...UNIT, 'clusterHead', ...OFFICE], mustAct: [], once: false },
  review: { phase: 'year', mayAct: [...UNIT, 'clusterHead', ...OFFICE], mustAct: [], once: false },
  scoring: { phase: 'year', mayAct: [...UNIT, ...OFFICE], mustAct: [], once: false },
  initiative: {
    phase: 'year',
    mayAct: [...UNIT, 'initiativeCouncil', ...OFFICE],
    mustAct: ['initiativeCouncil'],
    once: true,
  },
  clusterScoring: { phase: 'year', mayAct: [...UNIT, 'clusterHead'], mustAct: ['clusterHead'], once: true },
  nomination: { phase: 'nomination', mayAct: [...UNIT, 'clusterHead', ...OFFICE], mustAct: [], once: true },
  publicNotice: { phase: 'examination', mayAct: OFFICE, mustAct: OFFICE, once: true },
  appraisal: { phase: 'examination', mayAct: OFFICE, mustAct: OFFICE, once: true },
  council: {
    phase: 'examination',
    mayAct: ['councilSecretary', 'councilChair'],
    mustAct: ['councilSecretary', 'councilChair'],
    once: true,
  },
  partyOpinion: { phase: 'examination', mayAct: OFFICE, mustAct: OFFICE, once: true },
  concurrence: { phase: 'examination', mayAct: OFFICE, mustAct: OFFICE, once: true },
  decision: { phase: 'outcome', mayAct: [...OFFICE, 'authorityHead'], mustAct: ['authorityHead'], once: true },
  submission: {
    phase: 'outcome',
    mayAct: [...OFFICE, 'authorityHead', 'parentOffice'],
    mustAct: ['authorityHead'],
    once: true,
  },
  conferral: { phase: 'conferral', mayAct: OFFICE, mustAct: OFFICE, once: true },
};

export const STAGE_KINDS: readonly StageKind[] = [
  'registration',
  'checkpoint',
  'review',
  'scoring',
  'initiative',
  'clusterScoring',
  'nomination',
  'publicNotice',
  'appraisal',
  'council',
  'partyOpinion',
  'concurrence',
  'decision',
  'submission',
  'conferral',
];

export function isOfUnits(kind: StageKind): boolean {
  return PHASES_OF_UNITS.includes(STAGE_RULES[kind].phase);
}
