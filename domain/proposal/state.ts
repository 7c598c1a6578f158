import type { LocalDate } from '../calendar/local-date.ts';
import type { Paper, PrivateText } from '../text.ts';
import type { Conferral, LowerCase, SubjectRef, UpperCase } from './commands.ts';
import type { Mark, OpeningFacts, Recoverable, TwoPersonAct } from './events.ts';
import type { PinnedRound } from './round.ts';
import { NOWHERE, type Position } from './states.ts';

/** A list that holds the case: an agenda, a decision or a submission. */
export type Listing = { kind: 'session' | 'decision' | 'submission'; id: string; line: number };

/** What a stage has seen. */
export type StageRecord = {
  handedInAt: number | null;
  late: boolean;
  accepted: boolean;
  missed: boolean;
  selfScore: number | null;
  verifiedScore: number | null;
  recognised: boolean;
  noticeUntil: LocalDate | null;
  opinionRequested: boolean;
  opinion: 'agrees' | 'differs' | 'silent' | null;
};

export const UNTOUCHED: StageRecord = {
  handedInAt: null,
  late: false,
  accepted: false,
  missed: false,
  selfScore: null,
  verifiedScore: null,
  recognised: false,
  noticeUntil: null,
  opinionRequested: false,
  opinion: null,
};

/** Why a case is held, and by which paper; known by the event that began it, which was received at `since`. */
export type Hold = { seq: number; since: number; ground: PrivateText; document: Paper };

/** `since`: the receipt of the first of the holds, which overlap without a break. */
export type Held = { since: number; holds: readonly Hold[] };

export type Reopening = { stage: string; back: Position };

export type GivenDate = { dueAt: number; provisional: boolean };

export type Origin = 'registration' | 'nomination' | 'below' | 'import';

/** The opening facts, folded; present from the first event on. */
export type Opened = Omit<OpeningFacts, 'marks'> & { origin: Origin; lower: LowerCase | null };

export type ProposalState = {
  seq: number;
  position: Position;
  /** The event that set the deadline in force; a timer of an older one does nothing. */
  dueSetBy: number;
  /** When that event's command was received. */
  dueSetAt: number;
  opened: Opened | null;
  stages: Readonly<Record<string, StageRecord>>;
  /** Last event that a reader's decision depends on. */
  materialSeq: number;
  /** The latest receipt so far: an act that was received earlier and surfaces later finds the case at this instant. */
  lastReceivedAt: number;
  /** `by` is known in `org` only: another organisation may have a person of that name. */
  pendingAct: { seq: number; act: TwoPersonAct; by: string; org: string; role: string } | null;
  /** Where a return left the case, to come back to the exact step; kept through a lapse and its reinstatement. */
  leftStep: Position | null;
  /** Where a lapse, a unit's own no or a refusal above left the case: what undoes the end brings it back there. */
  endedFrom: Position | null;
  submittedBy: string | null;
  confirmedBy: string | null;
  /** Everyone who submitted, nominated or confirmed it, at any time: none of them may appraise it. */
  proposers: readonly string[];
  appraisedBy: string | null;
  nominated: boolean;
  tallied: boolean;
  /** The session whose tally of this case stands; null before one, or where the papers of an import hold it. */
  votedIn: string | null;
  listing: Listing | null;
  above: UpperCase | null;
  /** The level below asks for its case back by this act of its own; not yet answered. */
  withdrawalAsked: { act: number; reason: PrivateText } | null;
  /** The latest such act that was declined: asked again on its way, it is not asked anew. */
  wishDeclined: number;
  /** Everything that the auditor's list shows of this case. */
  marks: readonly Mark[];
  deadlinesMissed: number;
  award: { decision: string | null; number: string; on: LocalDate; authority: string | null } | null;
  conferral: Conferral | null;
  revokedOn: LocalDate | null;
  /** What a revocation asks back, in the order in which it names it. */
  recovery: readonly (Recoverable & { recoveredOn: LocalDate | null })[];
  /** Stages that were over and are open again, one within the other, and where the case comes back to after each. */
  reopened: readonly Reopening[];
  /** Deadlines that were given to this case alone, by stage. */
  extended: Readonly<Record<string, GivenDate>>;
  /** The round's end, where it was moved for this case alone. */
  closesGiven: number | null;
  /** Every hold that has not ended, and since when the case has been held without a break; it outlasts an end. */
  held: Held | null;
  /** Holds that have ended: what was received meanwhile and surfaces later finds the case held. */
  heldBefore: readonly (Hold & { until: number })[];
};

export const NO_PROPOSAL: ProposalState = {
  seq: 0,
  position: NOWHERE,
  dueSetBy: 0,
  dueSetAt: 0,
  opened: null,
  stages: {},
  materialSeq: 0,
  lastReceivedAt: 0,
  pendingAct: null,
  leftStep: null,
  endedFrom: null,
  submittedBy: null,
  confirmedBy: null,
  proposers: [],
  appraisedBy: null,
  nominated: false,
  tallied: false,
  votedIn: null,
  listing: null,
  above: null,
  withdrawalAsked: null,
  wishDeclined: 0,
  marks: [],
  deadlinesMissed: 0,
  award: null,
  conferral: null,
  revokedOn: null,
  recovery: [],
  reopened: [],
  extended: {},
  closesGiven: null,
  held: null,
  heldBefore: [],
};

export function stageRecord(state: ProposalState, stage: string): StageRecord {
  return state.stages[stage] ?? UNTOUCHED;
}

/** The opening facts of a case that has begun; before its first event there is nothing to decide. */
export function openedOf(state: ProposalState): { opened: Opened; subject: SubjectRef; round: PinnedRound } {
  if (state.opened === null) throw new Error('The proposal has no first event');
  return { opened: state.opened, subject: state.opened.subject, round: state.opened.round };
}
