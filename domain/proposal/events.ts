import type { LocalDate } from '../calendar/local-date.ts';
import type { OnMissed } from '../plan/plan.ts';
import type { EvidenceItem, Paper, PrivateText, ReturnItem } from '../text.ts';
import type { Tally, Verdict } from '../voting.ts';
import type {
  Conferral,
  CorrectedNumber,
  CorrectedResult,
  InitiativeScope,
  LowerCase,
  ProposalCommand,
  ScoreCorrection,
  SubjectRef,
  UpperCase,
} from './commands.ts';
import type { PinnedRound, Route } from './round.ts';
import type { Position } from './states.ts';

export type Dossier = { version: number; hash: string };

/** Why an event is marked for the auditor's list. */
export type Mark =
  | 'late'
  | 'one person'
  | 'unregistered'
  | 'no council'
  | 'threshold undetermined'
  | 'reported'
  | 'imported'
  | 'acting for';

/** Every event that moves the case carries where to; the fold copies it and never computes. */
type Moves = { to: Position };

export type OpeningFacts = {
  round: PinnedRound;
  subject: SubjectRef;
  unit: string;
  title: string;
  route: Route;
  achievement: string | null;
  dossier: Dossier;
  /** One person is the unit's clerk and head: the second pair of eyes is the office. */
  onePerson: boolean;
  marks: readonly Mark[];
};

/** Dates that passed while the case was held: of these stages, and the round's own end. They are now this one. */
export type ReleasedDates = { stages: readonly string[]; closes: boolean; dueAt: number; provisional: boolean };

export type ProposalEventBodies = {
  Submitted: OpeningFacts & Moves;
  SubmittedAgain: { dossier: Dossier; marks: readonly Mark[] } & Moves;
  Nominating: OpeningFacts & { letter: Paper | null; unitVote: Tally | null } & Moves;
  OpenedFromBelow: OpeningFacts & { lower: LowerCase } & Moves;
  /** What an office did on paper before it began here; its place is reached when a second person confirms it. */
  Imported: OpeningFacts & { act: Extract<TwoPersonAct, { kind: 'Import' }> } & Moves;
  /** Whether it was nominated, and voted upon, on paper. */
  ImportConfirmed: { nominated: boolean; tallied: boolean } & Moves;
  Confirmed: { marks: readonly Mark[] } & Moves;
  SentBack: { reason: PrivateText } & Moves;
  Accepted: Moves;
  Returned: { items: readonly ReturnItem[]; step: Position } & Moves;
  Resubmitted: { dossier: Dossier } & Moves;
  Rejected: { rule: string; reason: PrivateText } & Moves;
  EvidenceHandedIn: { stage: string; evidence: readonly EvidenceItem[]; marks: readonly Mark[] } & Moves;
  EvidenceAccepted: { stage: string } & Moves;
  EvidenceReturned: { stage: string; items: readonly ReturnItem[] } & Moves;
  InitiativeRecognised: { stage: string; scope: InitiativeScope; number: string; on: LocalDate };
  InitiativeRefused: { stage: string; reason: PrivateText } & Moves;
  InitiativeBound: { stage: string } & Moves;
  ScoreEntered: {
    stage: string;
    as: 'self' | 'verified';
    score: number;
    reason: PrivateText | null;
    marks: readonly Mark[];
  } & Moves;
  ScoreCorrected: ScoreCorrection & { was: number };
  DeadlineMissed: { stage: string | null; dueAt: number; consequence: OnMissed } & Moves;
  MissedDeadlineTakenBack: { stage: string } & Moves;
  BlockLifted: { stage: string; reason: PrivateText } & Moves;
  ActProposed: { act: TwoPersonAct };
  ActDeclined: { act: number; reason: PrivateText };
  Nominated: {
    title: string;
    route: Route;
    reason: PrivateText | null;
    letter: Paper | null;
    unitVote: Tally | null;
    marks: readonly Mark[];
  } & Moves;
  NotNominated: { reason: PrivateText; marks: readonly Mark[] } & Moves;
  Received: { paperOn: LocalDate; filesOn: LocalDate; receivedForAppraisalOn: LocalDate } & Moves;
  Appraised: { finding: 'for' | 'against'; grounds: PrivateText; rule: string | null; marks: readonly Mark[] } & Moves;
  PlacedOnAgenda: { session: string; line: number } & Moves;
  ResultRecorded: { session: string; tally: Tally; verdict: Verdict; marks: readonly Mark[] } & Moves;
  /** `turned`: what had passed has not, or the other way round. */
  ResultCorrected: Omit<CorrectedResult, 'outcome'> & { turned: boolean; marks: readonly Mark[] } & Moves;
  /** `hold`: the council voted, and this hold kept the result from the case; absent where the council deferred it. */
  Deferred: { session: string; reason: PrivateText; hold?: number } & Moves;
  NoticePublished: { stage: string; from: LocalDate; until: LocalDate } & Moves;
  CommentRecorded: { stage: string; comment: PrivateText };
  NoticeClosed: { stage: string; report: PrivateText } & Moves;
  OpinionRequested: { stage: string; body: string } & Moves;
  OpinionRecorded: { stage: string; opinion: 'agrees' | 'differs' | 'silent'; document: Paper | null } & Moves;
  ListedOnDecision: { decision: string; line: number } & Moves;
  StruckFromDecision: { decision: string; reason: PrivateText } & Moves;
  AwardGranted: {
    decision: string | null;
    number: string;
    on: LocalDate;
    authority: string | null;
    marks: readonly Mark[];
  } & Moves;
  /** `marks`: absent where another stream says so. */
  PaperNumberCorrected: CorrectedNumber & { marks?: readonly Mark[] };
  AwardDeclined: { decision: string; reason: PrivateText } & Moves;
  ListedOnSubmission: { submission: string; line: number } & Moves;
  StruckFromSubmission: { submission: string; reason: PrivateText } & Moves;
  SubmissionDeclined: { submission: string; reason: PrivateText } & Moves;
  SentUp: { submission: string; letter: Paper; copyHash: string; above: UpperCase | null } & Moves;
  AcknowledgedAbove: { on: LocalDate; marks: readonly Mark[] } & Moves;
  ReturnedFromAbove: { items: readonly ReturnItem[]; marks: readonly Mark[] } & Moves;
  Supplemented: { evidence: readonly EvidenceItem[] } & Moves;
  SupplementAcknowledged: Moves;
  SupplementedFromBelow: { evidence: readonly EvidenceItem[] } & Moves;
  ReopenedFromAbove: Moves;
  WithdrawalAskedFromBelow: { act: number; reason: PrivateText };
  WithdrawalDeclined: { act: number; reason: PrivateText };
  RefusedAbove: { reason: PrivateText | null; marks: readonly Mark[] } & Moves;
  Withdrawn: { reason: PrivateText; marks: readonly Mark[] } & Moves;
  Reinstated: { reason: PrivateText } & Moves;
  /** `back`: where the case comes back to when the stage is over a second time. */
  StageReopened: { stage: string; reason: PrivateText; back: Position } & Moves;
  ComplaintDismissed: { complaint: Paper; grounds: PrivateText };
  Redecided: { complaint: Paper; grounds: PrivateText; stage: string } & Moves;
  DeadlineExtended: { stage: string; dueAt: number; reason: PrivateText; document: Paper | null } & Moves;
  ConferralRecorded: Conferral & Moves;
  Rehomed: { from: string; unit: string; onePerson: boolean; document: Paper; marks: readonly Mark[]; to?: Position };
  AwardCorrected: CounterPaper & { corrected: PrivateText } & Moves;
  AwardRevoked: CounterPaper & { recover: readonly Recoverable[] } & Moves;
  /** `item` counts from 1 in what the revocation says is to be recovered. */
  RecoveryRecorded: { item: number; on: LocalDate } & Moves;
  /** `same`: whom the case proposes has not changed, only what is known of them. */
  SubjectAmended: { subject: SubjectRef; same: boolean; document: Paper };
  Held: { ground: PrivateText; document: Paper };
  Released: { hold: number; conclusion: PrivateText; dates: ReleasedDates | null } & Moves;
  Recalendared: Pick<PinnedRound, 'planVersion' | 'stages' | 'closesAt' | 'afterHold'> & Moves;
};

/**
 * A counter-decision as it stands in its register. `decision` is the award's own and null for one from above, whose
 * register is not ours.
 */
export type CounterPaper = {
  number: string;
  on: LocalDate;
  decision: string | null;
  authority: string | null;
  register: string | null;
  reason: PrivateText;
  marks: readonly Mark[];
};

/** What was handed out and has to come back. */
export type Recoverable = { kind: 'item'; name: PrivateText } | { kind: 'cash'; amount: number };

export type ProposalEventKind = keyof ProposalEventBodies;

export type ProposalEvent = { [K in ProposalEventKind]: { kind: K; body: ProposalEventBodies[K] } }[ProposalEventKind];

export type EventOf<K extends ProposalEventKind> = Extract<ProposalEvent, { kind: K }>;

/** Acts that another person must confirm; they change no state until then, and fall when the state moves. */
export type TwoPersonAct = Extract<
  ProposalCommand,
  { kind: 'Nominate' | 'NotNominate' | 'Reinstate' | 'CorrectEntry' | 'Reopen' | 'Withdraw' | 'Import' }
>;

/** An event by its kind, with the body of that kind. */
export function happened<K extends ProposalEventKind>(kind: K, body: ProposalEventBodies[K]): EventOf<K> {
  // A generic key into a mapped union cannot be proved by the compiler; the two parameters have just tied them.
  return { kind, body } as EventOf<K>;
}
