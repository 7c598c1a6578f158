import { YEAR } from '../domain/award-year/year.ts';
import { DECISION } from '../domain/decision/decision.ts';
import type { Envelope } from '../domain/ledger/envelope.ts';
import { OFFICE } from '../domain/office/office.ts';
import { PROPOSAL } from '../domain/proposal/proposal.ts';
import { RECEIPT } from '../domain/receipt/receipt.ts';
import { SESSION } from '../domain/session/session.ts';
import { type Carried, kindOf, type Received, type StreamKind } from '../domain/stream.ts';
import { SUBMISSION } from '../domain/submission/submission.ts';
import { UNIT_ROUND } from '../domain/unit-round/unit-round.ts';
import { canonicalForm } from './canonical.ts';
import type { ExportedCommand } from './exported.ts';
import { eventOf } from './ledger-event.ts';
import {
  type Legal,
  legalInDecision,
  legalInOffice,
  legalInProposal,
  legalInReceipt,
  legalInSession,
  legalInSubmission,
  legalInUnitRound,
  legalInYear,
} from './legal.ts';
import type { Reason } from './trouble.ts';

/** What the events of one command did, and whether the rules agree. */
export type Replayed = {
  reasons: { seq: number; reason: Reason }[];
  carried: { event: Envelope; carried: Carried }[];
  /** False where the command is not at hand, or was decided by another revision of the rules. */
  redecided: boolean;
};

/** One stream, folded command by command. Throws where an event is not what the rules can read. */
export type StreamFold = { apply(events: readonly Envelope[], command: ExportedCommand | null): Replayed };

export function openFold(stream: string): StreamFold {
  switch (kindOf(stream)) {
    case 'proposal':
      return foldOf(PROPOSAL, legalInProposal);
    case 'session':
      return foldOf(SESSION, legalInSession);
    case 'decision':
      return foldOf(DECISION, legalInDecision);
    case 'submission':
      return foldOf(SUBMISSION, legalInSubmission);
    case 'receipt':
      return foldOf(RECEIPT, legalInReceipt);
    case 'unitRound':
      return foldOf(UNIT_ROUND, legalInUnitRound);
    case 'office':
      return foldOf(OFFICE, legalInOffice);
    case 'year':
      return foldOf(YEAR, legalInYear);
  }
}

function foldOf<S, C extends { kind: string }, E extends { kind: string }, F>(
  kind: StreamKind<S, C, E, F>,
  legal: Legal<S, E>,
): StreamFold {
  let state = kind.initial;
  return {
    apply(events, command) {
      const before = state;
      const replayed: Replayed = { reasons: [], carried: [], redecided: false };
      for (const envelope of events) {
        const event = eventOf<E>(envelope);
        const after = kind.evolve(state, event);
        if (!legal(state, after, event)) replayed.reasons.push({ seq: envelope.seq, reason: 'illegalForState' });
        replayed.carried.push(...kind.carry(after, event).map((carried) => ({ event: envelope, carried })));
        state = after;
      }
      return command === null ? replayed : decideAgain(kind, before, command, events, replayed);
    },
  };
}

/** By the revision that decided: an older one needs the release that held it, and is counted, not judged. */
function decideAgain<S, C extends { kind: string }, E extends { kind: string }, F>(
  kind: StreamKind<S, C, E, F>,
  before: S,
  command: ExportedCommand,
  events: readonly Envelope[],
  replayed: Replayed,
): Replayed {
  const first = events[0];
  if (first === undefined || events.some(({ revision }) => revision !== kind.revision)) return replayed;
  // What the step gave to the same function: its shape was checked at the edge then, and a misfit decides otherwise now.
  const decision = kind.decide(before, receivedOf(command) as unknown as Received<C>, first.facts as F);
  const same =
    decision.ok && formOf(decision.events) === canonicalForm(events.map(({ kind: of, body }) => ({ kind: of, body })));
  const reasons = same
    ? replayed.reasons
    : [...replayed.reasons, { seq: first.seq, reason: 'decidedOtherwise' as const }];
  return { ...replayed, reasons, redecided: true };
}

function receivedOf({ id, kind, body, by, receivedAt, at, basis, cause }: ExportedCommand) {
  return { id, kind, body, by, receivedAt, at, basis, cause };
}

/** Members that are undefined do not exist in the ledger. */
function formOf(events: readonly unknown[]): string | null {
  const plain: unknown = JSON.parse(JSON.stringify(events));
  return canonicalForm(plain);
}
