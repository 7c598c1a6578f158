import type { LocalDate } from '../calendar/local-date.ts';
import type { SubjectKind } from '../plan/plan.ts';
import type { EvidenceItem, Paper, PrivateText, ReturnItem } from '../text.ts';
import type { Tally, Verdict } from '../voting.ts';

type Empty = Record<string, never>;

export type SubjectRef = { id: string; kind: SubjectKind; commitment: string };

/** The lower level's case that a proposal of the level above answers. */
export type LowerCase = { org: string; proposal: string; submission: string; copyHash: string };

/** The streams of the level above that answer this case, where that level runs the product. */
export type UpperCase = { org: string; receipt: string; upper: string };

/** Bodies of the commands of a proposal, by kind. Ids, hashes and codes; no personal data. */
export type ProposalCommandBodies = {
  Submit: { draft: string; rowVersion: number };
  Confirm: Empty;
  SendBack: { reason: PrivateText };
  Accept: Empty;
  Return: { items: readonly ReturnItem[]; dueOn: LocalDate };
  Reject: { rule: string; reason: PrivateText };
  Resubmit: { rowVersion: number };
  Nominate: NominateBody;
  NotNominate: { reason: PrivateText };
  HandIn: { stage: string; evidence: readonly EvidenceItem[] };
  AcceptEvidence: { stage: string };
  ReturnEvidence: { stage: string; items: readonly ReturnItem[] };
  RecogniseInitiative: { stage: string; scope: InitiativeScope; number: string; on: LocalDate };
  RefuseInitiative: { stage: string; reason: PrivateText };
  BindInitiative: { stage: string };
  EnterScore: { stage: string; as: 'self' | 'verified'; score: number; reason: PrivateText | null };
  LiftBlock: { stage: string; reason: PrivateText };
  Reinstate: { reason: PrivateText };
  Receive: { paperOn: LocalDate; filesOn: LocalDate };
  Appraise: { finding: 'for' | 'against'; grounds: PrivateText; rule: string | null };
  PutOnAgenda: { session: string; line: number };
  RecordResult: { session: string; outcome: 'passed' | 'notPassed'; tally: Tally; verdict: Verdict };
  CorrectResult: CorrectedResult;
  Defer: { session: string; reason: PrivateText };
  Publish: { stage: string; from: LocalDate; to: LocalDate };
  RecordComment: { stage: string; comment: PrivateText };
  CloseNotice: { stage: string; report: PrivateText };
  RequestOpinion: { stage: string; body: string; dueOn: LocalDate | null };
  RecordOpinion: { stage: string; opinion: 'agrees' | 'differs' | 'silent'; document: Paper | null };
  ListOnDecision: { decision: string; line: number };
  StrikeFromDecision: { decision: string; reason: PrivateText };
  GrantAward: { decision: string; number: string; on: LocalDate };
  CorrectNumber: CorrectedNumber;
  CorrectReportedNumber: { number: string; on: LocalDate; reason: PrivateText };
  DeclineAward: { decision: string; reason: PrivateText };
  ListOnSubmission: { submission: string; line: number };
  StrikeFromSubmission: { submission: string; reason: PrivateText };
  DeclineSubmission: { submission: string; reason: PrivateText };
  SendUp: { submission: string; letter: Paper; copyHash: string; above: UpperCase | null };
  Acknowledge: { on: LocalDate; reported: boolean };
  ReturnFromAbove: { items: readonly ReturnItem[]; dueOn: LocalDate | null; reported: boolean };
  AnswerFromAbove: AnswerFromAboveBody;
  /** The level above has taken its end back: the case lives again there, `returned` where it waits for a supplement. */
  ReopenFromAbove: { returned: boolean };
  Supplement: { evidence: readonly EvidenceItem[] };
  AcknowledgeSupplement: Empty;
  SupplementFromBelow: { evidence: readonly EvidenceItem[] };
  Withdraw: { reason: PrivateText };
  AskWithdrawalFromBelow: { act: number; reason: PrivateText };
  GrantWithdrawal: Empty;
  DeclineWithdrawal: { reason: PrivateText };
  ConfirmAct: { act: number };
  DeclineAct: { act: number; reason: PrivateText };
  OpenFromBelow: { lower: LowerCase; plan: string; round: string; title: string; subject: SubjectRef; dossier: string };
  DeadlinePassed: { dueAt: number; setBy: number };
  Recalendar: { planVersion: number };
  Hold: { ground: PrivateText; document: Paper };
  /** `hold`: seq of the event that began it. */
  Release: { hold: number; conclusion: PrivateText };
  RecordConferral: Conferral;
  Correct: CounterDecision & { corrected: PrivateText };
  Revoke: CounterDecision;
  RecordRecovery: { item: number; on: LocalDate };
  Rehome: { unit: string; document: Paper };
  AmendSubject: { fact: SubjectFact; document: Paper };
  Extend: Extension;
  CorrectEntry: ScoreCorrection;
  Reopen: { stage: string; reason: PrivateText };
  Import: { draft: string; rowVersion: number; stage: string; references: readonly Paper[] };
  /** `stage`: where the case goes on; null where the decision stands. */
  Redecide: { complaint: Paper; grounds: PrivateText; stage: string | null };
};

/** The paper that undoes an award or mends its wording: of the authority's own register, or as the level above wrote it. */
export type CounterDecision = { number: string; on: LocalDate; reason: PrivateText; reported: boolean };

/** The same subject under another name or of another kind; or another one that the unit has, proposed by mistake as this. */
export type SubjectFact = { kind: SubjectKind; name: PrivateText } | { subject: string };

/** What a session says of a line that was entered wrongly; `correction` is the seq of its event there. */
export type CorrectedResult = {
  session: string;
  correction: number;
  outcome: 'passed' | 'notPassed';
  tally: Tally;
  verdict: Verdict;
  reason: PrivateText;
};

/** `list`: the decision or the submission whose paper bore it; null where the level above says so of its own. */
export type CorrectedNumber = {
  list: string | null;
  was: { number: string; on: LocalDate };
  number: string;
  on: LocalDate;
  reason: PrivateText;
};

/** A score that was typed wrongly, as it should have been. */
export type ScoreCorrection = { stage: string; as: 'self' | 'verified'; score: number; reason: PrivateText };

/** Of one deadline of one case, with the paper by which it was granted, if there is one. */
export type Extension = { stage: string; dueOn: LocalDate; reason: PrivateText; document: Paper | null };

/** What was handed out, when and where; money as it was typed, in whole đồng. */
export type Conferral = { on: LocalDate; place: PrivateText; items: readonly PrivateText[]; cash: number | null };

export type NominateBody = {
  title: string;
  reason: PrivateText | null;
  /** Set where the round has no registration: the draft that becomes the proposal. */
  draft: string | null;
  /** Of that draft, as the person saw it. */
  rowVersion: number | null;
  letter: Paper | null;
  unitVote: Tally | null;
};

export type AnswerFromAboveBody =
  | { outcome: 'granted'; number: string; on: LocalDate; authority: string; reported: boolean }
  | { outcome: 'refused'; reason: PrivateText | null; reported: boolean };

/** How far an initiative's effect was recognised to reach, narrow to wide. */
export type InitiativeScope = 'unit' | 'district' | 'province' | 'nation';

export type ProposalCommandKind = keyof ProposalCommandBodies;

export type ProposalCommand = {
  [K in ProposalCommandKind]: { kind: K; body: ProposalCommandBodies[K] };
}[ProposalCommandKind];

export type CommandOf<K extends ProposalCommandKind> = Extract<ProposalCommand, { kind: K }>;
