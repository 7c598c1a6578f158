import type { StreamRef } from '../ledger/envelope.ts';
import type { ClusterOfUnit } from '../office/clusters.ts';
import type { SubjectRef } from './commands.ts';
import type { Dossier } from './events.ts';
import type { PinnedRound } from './round.ts';

/** What a draft of the desk says when it becomes a proposal. */
export type OpeningFact = {
  round: PinnedRound;
  subject: SubjectRef;
  unit: string;
  title: string;
  achievement: string | null;
  dossier: Dossier;
  onePerson: boolean;
  /** The office wrote the draft, in a round in which it proposes by itself. */
  begunByOffice: boolean;
  /** Stream of the proposal that already holds this subject and title in this round. */
  claimedBy: string | null;
};

/** A due date counted from receipt; null where no service time is known. */
export type ServiceDue = { dueAt: number; provisional: boolean } | null;

/** When a release lets the dates run again: the end of a clock that had stopped, and what a date that passed becomes. */
export type AfterHold = { resumed: ServiceDue; grace: NonNullable<ServiceDue> };

/** The row that ties a proposal to a list: only one list may hold it, and a signed one never lets go. */
export type ListingFact = 'free' | 'listed' | 'signed' | 'void';

/** Where the award's own decision is registered, and the paper that bears the counter-decision's number there already. */
export type CounterFact = {
  authority: string;
  register: string;
  takenBy: string | null;
  /** Papers that bore it before and were corrected, each at an event at which it no longer did. */
  leftBy?: readonly StreamRef[];
};

/**
 * What a decision reads beside its stream, loaded in the same transaction and recorded with the events.
 * Only what the command needs is loaded; the rest is absent.
 */
export type ProposalFacts = {
  /** Null: the plan in force has no such round, though it had one when the command was written down. */
  opening?: OpeningFact | null;
  /** Of the draft, as it is frozen: an edit after the clerk pressed Submit must not slip in unseen. */
  rowVersion?: number;
  dossier?: Dossier;
  serviceDue?: ServiceDue;
  listing?: ListingFact;
  afterHold?: AfterHold;
  /** AmendSubject: the row of the desk that the case is to name, and the stream that holds it for this title, or null. */
  amended?: { subject: SubjectRef; claimedBy: string | null };
  /** Nominate under another title: stream of the proposal that already holds the subject for it, or null. */
  claimedBy?: string | null;
  round?: PinnedRound;
  /** Withdraw: the session whose confirmed tally of this case is on its way to it, or null. */
  tallyStandsIn?: string | null;
  /** Rehome: whether the plan in force has the new unit, and whether it is one person. */
  home?: { known: boolean; onePerson: boolean };
  /** An act of a cluster's head: the cluster of the case's unit on the day of the receipt. */
  cluster?: ClusterOfUnit;
  /** Correct and Revoke, of an award that was decided here. */
  counter?: CounterFact;
};
