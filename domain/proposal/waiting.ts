import type { StageKind } from '../plan/plan.ts';
import type { Role } from '../roles.ts';
import { confirmersOf } from './acts/two-person.ts';
import type { ProposalCommandKind } from './commands.ts';
import { commandsFor } from './life-table.ts';
import { HAND_IN_STAGES } from './position.ts';
import { stageOf } from './round.ts';
import type { ProposalState } from './state.ts';
import { isOver, type ProposalStateName } from './states.ts';

/** For whom a case waits, and the acts that settle it, the usual one first. */
type Waiting = { role: Role | null; acts: readonly ProposalCommandKind[] };

const NOBODY: Waiting = { role: null, acts: [] };
const waiting = (role: Role, ...acts: readonly ProposalCommandKind[]): Waiting => ({ role, acts });

/** A list carries these on: an agenda, a decision or a submission. */
const byList = (role: Role): Waiting => waiting(role);

const IN_STATE: Readonly<Record<Exclude<ProposalStateName, 'inStage' | 'handedIn'>, Waiting>> = {
  none: NOBODY,
  importing: waiting('standingOffice', 'ConfirmAct', 'DeclineAct'),
  awaitingHead: waiting('unitHead', 'Confirm', 'SendBack'),
  sentBack: waiting('unitClerk', 'Submit'),
  awaitingAcceptance: waiting('standingOffice', 'Accept', 'Return', 'Reject'),
  returned: waiting('unitClerk', 'Resubmit'),
  nominated: waiting('standingOffice', 'Receive', 'Return'),
  inAppraisal: waiting('standingOffice', 'Appraise', 'Return', 'Reject'),
  readyForCouncil: byList('councilSecretary'),
  onAgenda: byList('councilSecretary'),
  passed: byList('standingOffice'),
  onDecision: byList('authorityHead'),
  onSubmission: byList('authorityHead'),
  sentUp: waiting('parentOffice', 'AnswerFromAbove', 'Acknowledge', 'ReturnFromAbove'),
  returnedFromAbove: waiting('standingOffice', 'Supplement'),
  granted: NOBODY,
  conferred: NOBODY,
  rejected: NOBODY,
  lapsed: NOBODY,
  notNominated: NOBODY,
  withdrawn: NOBODY,
  notPassed: NOBODY,
  declined: NOBODY,
  refusedAbove: NOBODY,
  revoked: waiting('standingOffice', 'RecordRecovery'),
};

const ASKING: Waiting = waiting('standingOffice', 'RequestOpinion');
const ASKED: Waiting = waiting('standingOffice', 'RecordOpinion');

/** Nothing brings it nearer to a decision until the office releases it (row 21). */
const HELD: Waiting = waiting('standingOffice', 'Release');

const AT_STAGE: Readonly<Record<StageKind, Waiting>> = {
  checkpoint: waiting('unitClerk', 'HandIn'),
  review: waiting('unitClerk', 'HandIn'),
  initiative: waiting('unitClerk', 'HandIn'),
  scoring: waiting('unitClerk', 'EnterScore'),
  clusterScoring: waiting('unitClerk', 'EnterScore'),
  nomination: waiting('unitClerk', 'Nominate', 'NotNominate'),
  publicNotice: waiting('standingOffice', 'Publish'),
  partyOpinion: ASKING,
  concurrence: ASKING,
  // A case that comes to these is in a state of their own.
  registration: NOBODY,
  appraisal: NOBODY,
  council: NOBODY,
  decision: NOBODY,
  submission: NOBODY,
  conferral: NOBODY,
};

/** The same once the notice was published, or the opinion asked for. */
const AT_STAGE_ASKED: Readonly<Partial<Record<StageKind, Waiting>>> = {
  publicNotice: waiting('standingOffice', 'CloseNotice', 'RecordComment'),
  partyOpinion: ASKED,
  concurrence: ASKED,
};

const INITIATIVE = ['RecogniseInitiative', 'RefuseInitiative', 'BindInitiative', 'ReturnEvidence'] as const;

const HANDED_IN: Readonly<Partial<Record<StageKind, Waiting>>> = {
  checkpoint: waiting('standingOffice', 'AcceptEvidence', 'ReturnEvidence'),
  review: waiting('standingOffice', 'AcceptEvidence', 'ReturnEvidence'),
  scoring: waiting('standingOffice', 'EnterScore'),
  clusterScoring: waiting('clusterHead', 'EnterScore'),
  initiative: waiting('initiativeCouncil', ...INITIATIVE),
};

/** What of a case tells what it waits for. */
type Place = { state: ProposalStateName; stageKind: StageKind | null; asked: boolean; heldSince?: number | null };

function waitingAt({ state, stageKind: kind, asked, heldSince = null }: Place): Waiting {
  if (heldSince !== null && !isOver(state)) return HELD;
  if (state !== 'inStage' && state !== 'handedIn') return IN_STATE[state];
  if (kind === null) return NOBODY;
  if (state === 'handedIn') return HANDED_IN[kind] ?? NOBODY;
  return (asked ? AT_STAGE_ASKED[kind] : undefined) ?? AT_STAGE[kind];
}

/** For whom a case waits; null at a rest, before it begins, and at an end, unless something has to be recovered. */
export function waitsFor(state: ProposalState): Role | null {
  const { pendingAct, opened, position, stages, held } = state;
  if (pendingAct !== null) return confirmersOf(state, pendingAct.act)[0] ?? null;
  if (position.state === 'revoked' && !isToRecover(state)) return null;
  const stageKind = opened === null ? null : (stageOf(opened.round, position.stage)?.kind ?? null);
  const { role } = waitingAt({ state: position.state, stageKind, asked: false, heldSince: held?.since ?? null });
  // What its council has recognised waits for the office, which binds it.
  const recognised = stages[position.stage ?? '']?.recognised ?? false;
  return role === 'initiativeCouncil' && recognised ? 'standingOffice' : role;
}

function isToRecover({ recovery }: ProposalState): boolean {
  return recovery.some(({ recoveredOn }) => recoveredOn === null);
}

/** What this role may do so that a case which waits goes on; the life table has the last word. */
export function settlingActs(place: Place, role: Role): ProposalCommandKind[] {
  const allowed = commandsFor(place.state, place.stageKind, role);
  return waitingAt(place).acts.filter((act) => allowed.includes(act));
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
