import { YEAR_TABLE, type YearEvent, type YearState } from '../domain/award-year/year.ts';
import { DECISION_TABLE, type DecisionEvent, type DecisionState } from '../domain/decision/decision.ts';
import { OFFICE_TABLE, type OfficeEvent, type OfficeState } from '../domain/office/office.ts';
import type { ProposalCommandKind } from '../domain/proposal/commands.ts';
import type { ProposalEvent, ProposalEventKind } from '../domain/proposal/events.ts';
import { LIFE_TABLE } from '../domain/proposal/life-table.ts';
import { stageOf } from '../domain/proposal/round.ts';
import type { ProposalState } from '../domain/proposal/state.ts';
import type { Position } from '../domain/proposal/states.ts';
import { RECEIPT_TABLE, type ReceiptEvent, type ReceiptState } from '../domain/receipt/receipt.ts';
import { SESSION_TABLE, type SessionEvent, type SessionState } from '../domain/session/session.ts';
import type { Recorded } from '../domain/stream.ts';
import { SUBMISSION_TABLE, type SubmissionEvent, type SubmissionState } from '../domain/submission/submission.ts';
import { UNIT_ROUND_TABLE, type UnitRoundEvent, type UnitRoundState } from '../domain/unit-round/unit-round.ts';

/**
 * Whether the tables let this role do this here. It asks the tables, not the acts: it holds for every revision of the
 * rules, and needs no command.
 */
export type Legal<S, E> = (before: S, after: S, event: Recorded<E>) => boolean;

/** The commands that may record an event. */
const PROPOSAL_EVENT_OF: Readonly<Record<ProposalEventKind, readonly ProposalCommandKind[]>> = {
  Submitted: ['Submit'],
  SubmittedAgain: ['Submit'],
  Nominating: ['Nominate'],
  OpenedFromBelow: ['OpenFromBelow'],
  Imported: ['Import'],
  ImportConfirmed: ['ConfirmAct'],
  SupplementAcknowledged: ['AcknowledgeSupplement'],
  SupplementedFromBelow: ['SupplementFromBelow'],
  WithdrawalAskedFromBelow: ['AskWithdrawalFromBelow'],
  WithdrawalDeclined: ['DeclineWithdrawal'],
  Confirmed: ['Confirm'],
  SentBack: ['SendBack'],
  Accepted: ['Accept'],
  Returned: ['Return'],
  Resubmitted: ['Resubmit'],
  Rejected: ['Reject'],
  EvidenceHandedIn: ['HandIn'],
  EvidenceAccepted: ['AcceptEvidence'],
  EvidenceReturned: ['ReturnEvidence'],
  InitiativeRecognised: ['RecogniseInitiative'],
  InitiativeRefused: ['RefuseInitiative'],
  InitiativeBound: ['BindInitiative'],
  ScoreEntered: ['EnterScore'],
  ScoreCorrected: ['CorrectEntry', 'ConfirmAct'],
  DeadlineMissed: ['DeadlinePassed'],
  MissedDeadlineTakenBack: [
    'HandIn',
    'Submit',
    'Resubmit',
    'SupplementFromBelow',
    'Nominate',
    'NotNominate',
    'EnterScore',
    'ConfirmAct',
  ],
  BlockLifted: ['LiftBlock'],
  ActProposed: ['Nominate', 'NotNominate', 'Reinstate', 'CorrectEntry', 'Reopen', 'Withdraw'],
  ActDeclined: ['DeclineAct'],
  Nominated: ['Nominate', 'ConfirmAct'],
  NotNominated: ['NotNominate', 'ConfirmAct'],
  Received: ['Receive'],
  Appraised: ['Appraise'],
  PlacedOnAgenda: ['PutOnAgenda'],
  ResultRecorded: ['RecordResult'],
  ResultCorrected: ['CorrectResult'],
  Deferred: ['Defer', 'RecordResult'],
  NoticePublished: ['Publish'],
  CommentRecorded: ['RecordComment'],
  NoticeClosed: ['CloseNotice'],
  OpinionRequested: ['RequestOpinion'],
  OpinionRecorded: ['RecordOpinion'],
  ListedOnDecision: ['ListOnDecision'],
  StruckFromDecision: ['StrikeFromDecision'],
  AwardGranted: ['GrantAward', 'AnswerFromAbove'],
  PaperNumberCorrected: ['CorrectNumber', 'CorrectReportedNumber'],
  AwardDeclined: ['DeclineAward'],
  ListedOnSubmission: ['ListOnSubmission'],
  StruckFromSubmission: ['StrikeFromSubmission'],
  SubmissionDeclined: ['DeclineSubmission'],
  SentUp: ['SendUp'],
  AcknowledgedAbove: ['Acknowledge'],
  ReturnedFromAbove: ['ReturnFromAbove'],
  Supplemented: ['Supplement'],
  RefusedAbove: ['AnswerFromAbove'],
  ReopenedFromAbove: ['ReopenFromAbove'],
  // Of an import that the second person declines nothing is left.
  Withdrawn: ['Withdraw', 'ConfirmAct', 'DeclineAct', 'GrantWithdrawal'],
  Reinstated: ['ConfirmAct'],
  StageReopened: ['ConfirmAct'],
  ComplaintDismissed: ['Redecide'],
  Redecided: ['Redecide'],
  DeadlineExtended: ['Extend'],
  ConferralRecorded: ['RecordConferral'],
  Rehomed: ['Rehome'],
  AwardCorrected: ['Correct'],
  AwardRevoked: ['Revoke'],
  RecoveryRecorded: ['RecordRecovery'],
  SubjectAmended: ['AmendSubject'],
  Held: ['Hold'],
  Released: ['Release'],
  Recalendared: ['Recalendar'],
};

/** These change dates or what is known, and never the place. */
const STAYING: readonly ProposalEventKind[] = [
  'Recalendared',
  'DeadlineExtended',
  'Held',
  'Released',
  'AcknowledgedAbove',
  'NoticePublished',
  'OpinionRequested',
  'AwardCorrected',
  'RecoveryRecorded',
];

/** The table's rows name every place that a case may come to; some events take it there from one place only. */
function leadsThere(kind: ProposalEventKind, before: Position, after: Position): boolean {
  const stays = before.state === after.state && before.stage === after.stage;
  if (STAYING.includes(kind)) return stays;
  // A missed date takes a case on from a stage, or ends it; elsewhere it is only told.
  return kind !== 'DeadlineMissed' || stays || after.state === 'lapsed' || before.state === 'inStage';
}

/** A row of the life of a proposal leads from here, by this role, to where the event says. */
export const legalInProposal: Legal<ProposalState, ProposalEvent> = (before, after, { kind, envelope }) => {
  const here = before.opened === null ? null : stageOf(before.opened.round, before.position.stage);
  if (!leadsThere(kind, before.position, after.position)) return false;
  // What wakes a case brings the calendar in force with it, whoever woke it.
  if (kind === 'Recalendared' && envelope.index > 0) return true;
  return LIFE_TABLE.some(
    (row) =>
      PROPOSAL_EVENT_OF[kind].includes(row.command) &&
      row.from.includes(before.position.state) &&
      (row.at === null || (here !== null && row.at.includes(here.kind))) &&
      row.who.includes(envelope.role) &&
      row.to.includes(after.position.state),
  );
};

const SESSION_EVENT_OF = {
  SessionCalled: 'CallSession',
  SessionMoved: 'MoveSession',
  DayCorrectionEntered: 'CorrectDay',
  DayCorrected: 'ConfirmCorrection',
  ResultEntered: 'EnterResult',
  ResultConfirmed: 'ConfirmResult',
  ResultDeclined: 'DeclineResult',
  CorrectionEntered: 'CorrectResult',
  CorrectionConfirmed: 'ConfirmCorrection',
  CorrectionDeclined: 'DeclineCorrection',
  CorrectionPutBack: 'PutCorrectionBack',
} as const satisfies Record<SessionEvent['kind'], keyof typeof SESSION_TABLE>;

export const legalInSession: Legal<SessionState, SessionEvent> = (before, _after, event) =>
  phaseAllows(SESSION_TABLE[SESSION_EVENT_OF[event.kind]], before.phase, event);

const DECISION_EVENT_OF = {
  DecisionDrafted: 'DraftDecision',
  LineStruck: 'StrikeLine',
  DecisionSigned: 'SignDecision',
  DecisionDeclined: 'DeclineDecision',
  DecisionNumbered: 'NumberDecision',
  NumberCorrected: 'CorrectNumber',
} as const satisfies Record<DecisionEvent['kind'], keyof typeof DECISION_TABLE>;

export const legalInDecision: Legal<DecisionState, DecisionEvent> = (before, _after, event) =>
  phaseAllows(DECISION_TABLE[DECISION_EVENT_OF[event.kind]], before.phase, event);

const SUBMISSION_EVENT_OF = {
  SubmissionDrafted: 'DraftSubmission',
  SubmissionLineStruck: 'StrikeSubmissionLine',
  SubmissionSent: 'SignAndSend',
  SubmissionNotSigned: 'DeclineSubmissionLetter',
  LetterNumberCorrected: 'CorrectLetterNumber',
} as const satisfies Record<SubmissionEvent['kind'], keyof typeof SUBMISSION_TABLE>;

export const legalInSubmission: Legal<SubmissionState, SubmissionEvent> = (before, _after, event) =>
  phaseAllows(SUBMISSION_TABLE[SUBMISSION_EVENT_OF[event.kind]], before.phase, event);

const RECEIPT_EVENT_OF = {
  SubmissionReceived: 'ReceiveSubmission',
  ReceivedLetterCorrected: 'CorrectReceivedLetter',
  ReceiptAcknowledged: 'AcknowledgeReceipt',
  LinesTaken: 'TakeLines',
  LinesReturned: 'ReturnLines',
  LineRefused: 'RefuseLine',
  LineRedecided: 'RedecideLine',
  LineComplaintDismissed: 'RedecideLine',
  SupplementTaken: 'SupplementReceived',
  WithdrawalAsked: 'AskWithdrawal',
  WithdrawalGranted: 'GrantWithdrawal',
  WithdrawalDeclined: 'DeclineWithdrawal',
  LinePutBack: 'PutLineBack',
} as const satisfies Record<ReceiptEvent['kind'], keyof typeof RECEIPT_TABLE>;

export const legalInReceipt: Legal<ReceiptState, ReceiptEvent> = (before, _after, event) =>
  phaseAllows(RECEIPT_TABLE[RECEIPT_EVENT_OF[event.kind]], before.phase, event);

const UNIT_ROUND_EVENT_OF = {
  UnitHandedIn: ['HandInForUnit'],
  TargetsProposed: ['RegisterTargets'],
  TargetsDeclined: ['DeclineTargets'],
  // A unit of one person registers at once.
  TargetsRegistered: ['ConfirmTargets', 'RegisterTargets'],
  ListProposed: ['ProposeList'],
  // A unit of one person proposes and confirms at once.
  UnitNominated: ['ConfirmList', 'ProposeList'],
  ListDeclined: ['DeclineList'],
} as const satisfies Record<UnitRoundEvent['kind'], readonly (keyof typeof UNIT_ROUND_TABLE)[]>;

/** What a unit of one person proposes and confirms in one act, by the act that only proposes for every other unit. */
const AT_ONCE: Partial<Record<UnitRoundEvent['kind'], keyof typeof UNIT_ROUND_TABLE>> = {
  UnitNominated: 'ProposeList',
  TargetsRegistered: 'RegisterTargets',
};

export const legalInUnitRound: Legal<UnitRoundState, UnitRoundEvent> = (before, _after, event) => {
  const pending = before.pending === null ? 'no' : 'yes';
  return UNIT_ROUND_EVENT_OF[event.kind].some((command) => {
    const row = UNIT_ROUND_TABLE[command];
    const inTurn =
      AT_ONCE[event.kind] === command ? event.envelope.index > 0 : row.pending === 'either' || row.pending === pending;
    return inTurn && row.who.some((role) => role === event.envelope.role);
  });
};

const OFFICE_EVENT_OF = {
  DeputyNamed: 'NameDeputy',
  DeputyRevoked: 'RevokeDeputy',
  CouncilConstituted: 'ConstituteCouncil',
  ClusterConstituted: 'ConstituteCluster',
} as const satisfies Record<OfficeEvent['kind'], keyof typeof OFFICE_TABLE>;

export const legalInOffice: Legal<OfficeState, OfficeEvent> = (_before, _after, event) =>
  OFFICE_TABLE[OFFICE_EVENT_OF[event.kind]].who.some((role) => role === event.envelope.role);

const YEAR_EVENT_OF = {
  PlanPublished: ['PublishPlan'],
  PlanAmended: ['AmendPlan'],
  TaskDone: ['MarkTaskDone'],
  TaskConfirmed: ['ConfirmTask'],
  TaskReturned: ['ReturnTask'],
  TaskDated: ['DateTask'],
  TaskFilled: ['FillTasks'],
  // A date from above may be over when it comes.
  MilestonesReached: ['MilestonePassed', 'FillTasks'],
} as const satisfies Record<YearEvent['kind'], readonly (keyof typeof YEAR_TABLE)[]>;

export const legalInYear: Legal<YearState, YearEvent> = (before, _after, event) =>
  YEAR_EVENT_OF[event.kind].some((command) => {
    const row = YEAR_TABLE[command];
    return row.published === (before.published !== null) && row.who.some((role) => role === event.envelope.role);
  });

function phaseAllows(
  row: { from: readonly string[]; who: readonly string[] },
  phase: string,
  { envelope }: Recorded<unknown>,
): boolean {
  return row.from.includes(phase) && row.who.includes(envelope.role);
}
