import type { OnMissed } from '../plan/plan.ts';

/** The states of the life table. `draft` is a desk row: no stream, no workflow. */
export const PROPOSAL_STATES = [
  'none',
  'importing',
  'awaitingHead',
  'sentBack',
  'awaitingAcceptance',
  'returned',
  'inStage',
  'handedIn',
  'nominated',
  'inAppraisal',
  'readyForCouncil',
  'onAgenda',
  'passed',
  'onDecision',
  'onSubmission',
  'sentUp',
  'returnedFromAbove',
  'granted',
  'conferred',
  'rejected',
  'lapsed',
  'notNominated',
  'withdrawn',
  'notPassed',
  'declined',
  'refusedAbove',
  'revoked',
] as const;

export type ProposalStateName = (typeof PROPOSAL_STATES)[number];

/** After an end only its own counter-acts. */
export const ENDS: readonly ProposalStateName[] = [
  'rejected',
  'lapsed',
  'notNominated',
  'withdrawn',
  'notPassed',
  'declined',
  'refusedAbove',
  'revoked',
];

/** Nothing waits here, but the case stays open to conferral, correction and revocation. */
export const RESTS: readonly ProposalStateName[] = ['granted', 'conferred'];

export function isEnd(state: ProposalStateName): boolean {
  return ENDS.includes(state);
}

export function isOver(state: ProposalStateName): boolean {
  return isEnd(state) || RESTS.includes(state);
}

/** In the hands of the level above, which alone can let it go. */
export function isAbove(state: ProposalStateName): boolean {
  return state === 'sentUp' || state === 'returnedFromAbove';
}

/** Before the tally a unit's head withdraws alone. */
export const BEFORE_TALLY: readonly ProposalStateName[] = [
  'awaitingHead',
  'sentBack',
  'awaitingAcceptance',
  'returned',
  'inStage',
  'handedIn',
  'nominated',
  'inAppraisal',
  'readyForCouncil',
  'onAgenda',
];

/** Everything between the first act and an end or a rest. A case that is being imported has not come to its place yet. */
export const LIVE_STATES: readonly ProposalStateName[] = PROPOSAL_STATES.filter(
  (state) => state !== 'none' && state !== 'importing' && !isOver(state),
);

/**
 * Where a proposal stands and what time will do to it. Decided once, recorded with the event that moved it, and never
 * computed again: a later change of the code cannot move an old case.
 */
export type Position = {
  state: ProposalStateName;
  /** Key of the pinned stage; null before the first and after the last. */
  stage: string | null;
  opensAt: number | null;
  /** Epoch ms; a command received at this very instant is late. Null: never overdue. */
  dueAt: number | null;
  /** The deadline's wording as printed. */
  printed: string | null;
  onMissed: OnMissed | null;
};

export const NOWHERE: Position = {
  state: 'none',
  stage: null,
  opensAt: null,
  dueAt: null,
  printed: null,
  onMissed: null,
};
