import type { Role } from '../roles.ts';
import { confirmersOf } from './acts/two-person.ts';
import { HAND_IN_STAGES } from './position.ts';
import { stageOf } from './round.ts';
import { type ProposalState, stageRecord } from './state.ts';

/** For whom a case waits; null at an end, at a rest, and before it begins. */
export function waitsFor(state: ProposalState): Role | null {
  if (state.pendingAct !== null) return confirmersOf(state, state.pendingAct.act)[0] ?? null;
  switch (state.position.state) {
    case 'awaitingHead':
      return 'unitHead';
    case 'sentBack':
    case 'returned':
      return 'unitClerk';
    case 'awaitingAcceptance':
    case 'nominated':
    case 'inAppraisal':
    case 'passed':
    case 'returnedFromAbove':
      return 'standingOffice';
    case 'inStage':
      return atStage(state);
    case 'handedIn':
      return afterHandIn(state);
    case 'readyForCouncil':
    case 'onAgenda':
      return 'councilSecretary';
    case 'onDecision':
    case 'onSubmission':
      return 'authorityHead';
    case 'sentUp':
      return 'parentOffice';
    case 'none':
    case 'granted':
    case 'conferred':
    case 'rejected':
    case 'lapsed':
    case 'notNominated':
    case 'withdrawn':
    case 'notPassed':
    case 'declined':
    case 'refusedAbove':
    case 'revoked':
      return null;
  }
}

function stageKindHere(state: ProposalState) {
  return state.opened === null ? null : (stageOf(state.opened.round, state.position.stage)?.kind ?? null);
}

function atStage(state: ProposalState): Role {
  const kind = stageKindHere(state);
  return kind === 'publicNotice' || kind === 'partyOpinion' || kind === 'concurrence' ? 'standingOffice' : 'unitClerk';
}

function afterHandIn(state: ProposalState): Role {
  const kind = stageKindHere(state);
  if (kind === 'clusterScoring') return 'clusterHead';
  const recognised = stageRecord(state, state.position.stage ?? '').recognised;
  return kind === 'initiative' && !recognised ? 'initiativeCouncil' : 'standingOffice';
}

/** Stages that were missed and never made good: still owed, though the case has gone on. */
export function stillOwed(state: ProposalState): string[] {
  return Object.entries(state.stages)
    .filter(([key, record]) => record.missed && record.handedInAt === null && isHandIn(state, key))
    .map(([key]) => key);
}

/** A notice, an opinion or a nomination that was done after its day is done: only what is handed in stays owed. */
function isHandIn({ opened }: ProposalState, key: string): boolean {
  const kind = opened === null ? null : (stageOf(opened.round, key)?.kind ?? null);
  return kind !== null && HAND_IN_STAGES.includes(kind);
}
