import type { Term } from '../plan/plan.ts';
import { type Decision, refuse } from '../refusal.ts';
import type { Received } from '../stream.ts';
import type { ProposalCommand, ProposalCommandKind } from './commands.ts';
import { timerOf } from './position.ts';
import { stageOf } from './round.ts';
import type { Held, ProposalState } from './state.ts';

/**
 * Row 21: what may be done with a case that is held. `refused`: it brings the case nearer to a decision, or is one.
 * `taken`: a unit hands in, somebody takes a step back or says what has happened elsewhere, or the case leaves for good by
 * its own people's wish. What a signed list or the level above has decided is taken too: it is done, and is only told here.
 */
export type WhileHeld = 'taken' | 'refused' | 'verifiedRefused' | 'deferred';

export const WHILE_HELD: Readonly<Record<ProposalCommandKind, WhileHeld>> = {
  Submit: 'taken',
  Confirm: 'taken',
  SendBack: 'taken',
  Accept: 'refused',
  Return: 'taken',
  Reject: 'refused',
  Resubmit: 'taken',
  Nominate: 'taken',
  NotNominate: 'taken',
  HandIn: 'taken',
  AcceptEvidence: 'refused',
  ReturnEvidence: 'taken',
  RecogniseInitiative: 'refused',
  RefuseInitiative: 'refused',
  BindInitiative: 'refused',
  // The unit hands its own score in; whoever verifies it takes the case on.
  EnterScore: 'verifiedRefused',
  LiftBlock: 'refused',
  Reinstate: 'taken',
  Receive: 'refused',
  Appraise: 'refused',
  PutOnAgenda: 'refused',
  RecordResult: 'deferred',
  CorrectResult: 'taken',
  Defer: 'taken',
  Publish: 'refused',
  RecordComment: 'taken',
  CloseNotice: 'refused',
  RequestOpinion: 'refused',
  RecordOpinion: 'refused',
  ListOnDecision: 'refused',
  StrikeFromDecision: 'taken',
  GrantAward: 'taken',
  CorrectNumber: 'taken',
  CorrectReportedNumber: 'taken',
  DeclineAward: 'taken',
  ListOnSubmission: 'refused',
  StrikeFromSubmission: 'taken',
  DeclineSubmission: 'taken',
  SendUp: 'taken',
  Acknowledge: 'taken',
  ReturnFromAbove: 'taken',
  AnswerFromAbove: 'taken',
  ReopenFromAbove: 'taken',
  Supplement: 'refused',
  AcknowledgeSupplement: 'taken',
  SupplementFromBelow: 'taken',
  Withdraw: 'taken',
  AskWithdrawalFromBelow: 'taken',
  GrantWithdrawal: 'taken',
  DeclineWithdrawal: 'taken',
  // What is confirmed is a unit's nomination, a step back or a withdrawal: each is taken by itself, too.
  ConfirmAct: 'taken',
  DeclineAct: 'taken',
  OpenFromBelow: 'taken',
  DeadlinePassed: 'refused',
  Recalendar: 'taken',
  Hold: 'taken',
  Release: 'taken',
  RecordConferral: 'refused',
  RecordRecovery: 'taken',
  Correct: 'taken',
  Revoke: 'taken',
  Rehome: 'taken',
  AmendSubject: 'taken',
  Extend: 'taken',
  CorrectEntry: 'taken',
  Reopen: 'taken',
  Import: 'taken',
  Redecide: 'taken',
};

/** Row 21: what a fixed date becomes that passed while the case was held, where the plan does not say otherwise. */
export const AFTER_HOLD: Term = { days: 5, unit: 'working' };

/**
 * Held when this was received: what came before the hold, and is only carried later, was not stopped by it; what came
 * during one was, though it has ended by now.
 */
export function heldAt({ held, heldBefore }: ProposalState, receivedAt: number): Held | null {
  if (held !== null && held.since <= receivedAt) return held;
  const holds = heldBefore.filter(({ since, until }) => since <= receivedAt && receivedAt < until);
  return holds.length === 0 ? null : { since: Math.min(...holds.map(({ since }) => since)), holds };
}

export function refuseHeld(state: ProposalState, command: Received<ProposalCommand>): Decision<never> | null {
  const held = heldAt(state, command.receivedAt);
  const [first] = held?.holds ?? [];
  if (held === null || first === undefined || !isRefused(command)) return null;
  const { seq: hold, ground, document } = first;
  return refuse('HELD', 'row 21: nothing brings a held case nearer to a decision', {
    command: command.kind,
    hold,
    ground,
    document,
    since: held.since,
    holds: held.holds.map(({ seq }) => seq),
  });
}

function isRefused(command: ProposalCommand): boolean {
  const rule = WHILE_HELD[command.kind];
  return rule === 'verifiedRefused'
    ? command.kind === 'EnterScore' && command.body.as === 'verified'
    : rule === 'refused';
}

/** What a screen offers for a case: of a held one what is taken, and its release; of any other no release. */
export function offered(commands: readonly ProposalCommandKind[], isHeld: boolean): ProposalCommandKind[] {
  return commands.filter((command) => (isHeld ? WHILE_HELD[command] !== 'refused' : command !== 'Release'));
}

/** The instant by which lateness is judged: no date passes while a case is held. */
export function lateBy({ held }: ProposalState, receivedAt: number): number {
  return held === null ? receivedAt : Math.min(receivedAt, held.since);
}

/** The instant at which the case's own timer must act: none while it is held, and again after its release. */
export function timerOfCase(state: ProposalState): number | null {
  return state.held === null ? timerOf(state.position) : null;
}

export function afterHoldOf({ opened }: ProposalState): Term {
  return opened?.round.afterHold ?? AFTER_HOLD;
}

/** A service time that runs, with the instant at which it stood still; null where the date is a fixed one, or none. */
export type StoppedClock = { dueAt: number; unit: Term['unit']; stoppedAt: number };

export function stoppedClock(state: ProposalState): StoppedClock | null {
  const { held, position, opened, extended, dueSetAt } = state;
  const stage = opened === null ? null : stageOf(opened.round, position.stage);
  const served = position.state === 'awaitingAcceptance' || position.state === 'inAppraisal';
  if (held === null || stage === null || stage.serviceTime === null || !served || position.dueAt === null) return null;
  // The day of an extension was given by a person, and no clock counts up to it.
  if (extended[stage.key]?.dueAt === position.dueAt) return null;
  // What was mended meanwhile came with a full dossier: its clock begins when the case is released.
  const stoppedAt = Math.max(held.since, dueSetAt);
  return stoppedAt < position.dueAt ? { dueAt: position.dueAt, unit: stage.serviceTime.unit, stoppedAt } : null;
}
