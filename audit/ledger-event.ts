import type { YearEvent } from '../domain/award-year/year.ts';
import type { DecisionEvent } from '../domain/decision/decision.ts';
import type { Envelope } from '../domain/ledger/envelope.ts';
import type { OfficeEvent } from '../domain/office/office.ts';
import type { ProposalEvent } from '../domain/proposal/events.ts';
import type { ReceiptEvent } from '../domain/receipt/receipt.ts';
import type { SessionEvent } from '../domain/session/session.ts';
import type { Recorded } from '../domain/stream.ts';
import type { SubmissionEvent } from '../domain/submission/submission.ts';
import type { UnitRoundEvent } from '../domain/unit-round/unit-round.ts';
import type { Finding, Reason, Trouble, Undetermined, Unsettled } from './trouble.ts';

/** Any event of the ledger; kinds are named once across all streams. */
export type LedgerEvent = Recorded<
  | ProposalEvent
  | SessionEvent
  | DecisionEvent
  | SubmissionEvent
  | ReceiptEvent
  | UnitRoundEvent
  | YearEvent
  | OfficeEvent
>;

/**
 * An envelope as an event of some stream. Bodies are not checked member by member here: the chain says that the writer
 * wrote them, deciding again says that they are what the rules give, and what breaks a reader is told as `cannotFold`.
 */
export function eventOf<E = LedgerEvent>(envelope: Envelope): Recorded<E> {
  return { kind: envelope.kind, body: envelope.body, envelope } as unknown as Recorded<E>;
}

/** A trouble at an event. */
export function troubleAt({ org, stream, seq }: Pick<Envelope, 'org' | 'stream' | 'seq'>, reason: Reason): Trouble {
  return { org, stream, seq, reason, line: null };
}

/** What the record leaves open at an event. */
export function undeterminedAt(
  { org, stream, seq }: Pick<Envelope, 'org' | 'stream' | 'seq'>,
  reason: Unsettled,
): Undetermined {
  return { org, stream, seq, reason, line: null };
}

/**
 * What several streams must say alike. Fed with every event in any order of streams; asked once at the end. `recovered`:
 * whether a recovery brought the event back; null where no commands are shown, which alone say so.
 */
export type Agreement = { take(event: LedgerEvent, recovered: boolean | null): void; close(): readonly Finding[] };
