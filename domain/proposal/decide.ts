import { type Decision, refuse } from '../refusal.ts';
import type { Received } from '../stream.ts';
import type { Act } from './act.ts';
import * as above from './acts/above.ts';
import * as amendedSubject from './acts/amended-subject.ts';
import * as appraisal from './acts/appraisal.ts';
import * as below from './acts/below.ts';
import * as conferral from './acts/conferral.ts';
import * as correctedEntry from './acts/corrected-entry.ts';
import * as correctedNumber from './acts/corrected-number.ts';
import * as correctedResult from './acts/corrected-result.ts';
import * as counterDecision from './acts/counter-decision.ts';
import * as deadlines from './acts/deadlines.ts';
import * as evidence from './acts/evidence.ts';
import * as extension from './acts/extension.ts';
import * as hold from './acts/hold.ts';
import * as importing from './acts/importing.ts';
import * as lists from './acts/lists.ts';
import * as nomination from './acts/nomination.ts';
import * as opinions from './acts/opinions.ts';
import * as registration from './acts/registration.ts';
import * as rehoming from './acts/rehoming.ts';
import * as secondLook from './acts/second-look.ts';
import * as twoPerson from './acts/two-person.ts';
import type { ProposalCommand, ProposalCommandKind } from './commands.ts';
import type { ProposalEvent } from './events.ts';
import type { ProposalFacts } from './facts.ts';
import { refuseHeld } from './held.ts';
import { findRow } from './life-table.ts';
import { stageOf } from './round.ts';
import type { ProposalState } from './state.ts';

type Acts = { [K in ProposalCommandKind]: Act<K> };

const ACTS: Acts = {
  Submit: registration.submit,
  Confirm: registration.confirm,
  SendBack: registration.sendBack,
  Accept: registration.acceptRegistration,
  Return: registration.returnForSupplement,
  Reject: registration.reject,
  Resubmit: registration.resubmit,
  Nominate: nomination.nominate,
  NotNominate: nomination.notNominate,
  HandIn: evidence.handIn,
  AcceptEvidence: evidence.acceptEvidence,
  ReturnEvidence: evidence.returnEvidence,
  RecogniseInitiative: evidence.recogniseInitiative,
  RefuseInitiative: evidence.refuseInitiative,
  BindInitiative: evidence.bindInitiative,
  EnterScore: evidence.enterScore,
  LiftBlock: evidence.liftBlock,
  Reinstate: twoPerson.reinstate,
  Receive: appraisal.receive,
  Appraise: appraisal.appraise,
  PutOnAgenda: lists.putOnAgenda,
  RecordResult: lists.recordResult,
  CorrectResult: correctedResult.correctResult,
  Defer: lists.defer,
  Publish: opinions.publish,
  RecordComment: opinions.recordComment,
  CloseNotice: opinions.closeNotice,
  RequestOpinion: opinions.requestOpinion,
  RecordOpinion: opinions.recordOpinion,
  ListOnDecision: lists.listOnDecision,
  StrikeFromDecision: lists.strikeFromDecision,
  GrantAward: lists.grantAward,
  CorrectNumber: correctedNumber.correctNumber,
  CorrectReportedNumber: correctedNumber.correctReportedNumber,
  DeclineAward: lists.declineAward,
  ListOnSubmission: lists.listOnSubmission,
  StrikeFromSubmission: lists.strikeFromSubmission,
  DeclineSubmission: lists.declineSubmission,
  SendUp: lists.sendUp,
  Acknowledge: above.acknowledge,
  ReturnFromAbove: above.returnFromAbove,
  AnswerFromAbove: above.answerFromAbove,
  ReopenFromAbove: above.reopenFromAbove,
  Supplement: above.supplement,
  AcknowledgeSupplement: above.acknowledgeSupplement,
  SupplementFromBelow: below.supplementFromBelow,
  AskWithdrawalFromBelow: below.askWithdrawalFromBelow,
  GrantWithdrawal: below.grantWithdrawal,
  DeclineWithdrawal: below.declineWithdrawal,
  Withdraw: twoPerson.withdraw,
  ConfirmAct: twoPerson.confirmAct,
  DeclineAct: twoPerson.declineAct,
  OpenFromBelow: below.openFromBelow,
  DeadlinePassed: deadlines.deadlinePassed,
  Recalendar: deadlines.recalendar,
  CorrectEntry: correctedEntry.correctEntry,
  Reopen: secondLook.reopen,
  Import: importing.importCase,
  Rehome: rehoming.rehome,
  Redecide: secondLook.redecide,
  Extend: extension.extend,
  RecordConferral: conferral.recordConferral,
  Correct: counterDecision.correct,
  Revoke: counterDecision.revoke,
  RecordRecovery: counterDecision.recordRecovery,
  AmendSubject: amendedSubject.amendSubject,
  Hold: hold.hold,
  Release: hold.release,
};

/**
 * Changes when the same state, command and facts may give other events than before.
 * 2: what is received has come, and a return that is recorded is due on a day that is ahead.
 * 3: what wakes a case brings the calendar in force; a wish stands through an end above; nobody begins a case by a draft
 *    that they did not see; a case from below is no unit's; what is recorded has happened.
 * 4: a number that is corrected gets no day behind what came of its award.
 */
export const PROPOSAL_REVISION = 4;

export function decideProposal(
  state: ProposalState,
  command: Received<ProposalCommand>,
  facts: ProposalFacts,
): Decision<ProposalEvent> {
  return (
    refuseByTable(state, command) ??
    refuseOtherUnit(state, command) ??
    refuseOtherCluster(state, command, facts) ??
    refuseHeld(state, command) ??
    refuseStale(state, command) ??
    refuseEditedDraft(command, facts) ??
    perform(state, command, facts)
  );
}

function perform(
  state: ProposalState,
  command: Received<ProposalCommand>,
  facts: ProposalFacts,
): Decision<ProposalEvent> {
  // The key and the command's kind are the same value, which the compiler cannot follow through the union.
  const act = ACTS[command.kind] as Act<ProposalCommandKind>;
  return act(state, command, facts);
}

function refuseByTable(state: ProposalState, command: Received<ProposalCommand>): Decision<never> | null {
  const at = state.opened === null ? null : (stageOf(state.opened.round, state.position.stage)?.kind ?? null);
  const found = findRow(command.kind, state.position.state, at, command.by.role);
  const place = { command: command.kind, state: state.position.state, stage: state.position.stage };
  if ('refused' in found) return refuse(found.refused, 'life of a proposal', { ...place, allowed: found.allowed });
  return null;
}

/** A clerk or head speaks for one unit only; and no unit of this level for a case of the level below, whatever its key. */
function refuseOtherUnit(state: ProposalState, command: Received<ProposalCommand>): Decision<never> | null {
  const ofUnit = command.by.role === 'unitClerk' || command.by.role === 'unitHead';
  if (!ofUnit || state.opened === null) return null;
  if (state.opened.origin !== 'below' && state.opened.unit === command.by.unit) return null;
  return refuse('NOT_YOUR_UNIT', 'a unit acts for its own proposals', { unit: state.opened.unit });
}

/** By the constitution in force; where none concerns the unit, the plan says whom a head of a cluster sees at all. */
function refuseOtherCluster(
  { opened }: ProposalState,
  { by }: Received<ProposalCommand>,
  { cluster, opening }: ProposalFacts,
): Decision<never> | null {
  if (by.role !== 'clusterHead' || cluster === undefined || cluster.constitution === null) return null;
  if (cluster.cluster === by.unit) return null;
  return refuse('NOT_YOUR_UNIT', 'a head of a cluster acts for the units that are in it', {
    unit: opened?.unit ?? opening?.unit ?? null,
    cluster: cluster.cluster,
    constitution: cluster.constitution,
  });
}

const FREEZING: readonly ProposalCommandKind[] = ['Submit', 'Resubmit', 'Nominate', 'Import'];

/** What is frozen is what the person saw when they sent it. */
function refuseEditedDraft(command: Received<ProposalCommand>, { rowVersion }: ProposalFacts): Decision<never> | null {
  if (!FREEZING.includes(command.kind) || !('rowVersion' in command.body)) return null;
  if (rowVersion === undefined || rowVersion === command.body.rowVersion) return null;
  return refuse('STALE', 'draft', { seen: command.body.rowVersion, changedAt: rowVersion });
}

/** Whoever decided on an older screen must look again. */
function refuseStale(state: ProposalState, command: Received<ProposalCommand>): Decision<never> | null {
  if (command.basis === null || command.basis.seq >= state.materialSeq) return null;
  return refuse('STALE', 'basis', { seen: command.basis.seq, changedAt: state.materialSeq });
}
