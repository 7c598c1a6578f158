import type { DecisionEvent } from '../decision/decision.ts';
import type { ProposalEvent } from '../proposal/events.ts';
import type { ProposalStateName } from '../proposal/states.ts';
import type { Recorded } from '../stream.ts';

/** What those whom a case concerns are told of its outcome. */
export type Outcome =
  | 'granted'
  | 'numberCorrected'
  | 'corrected'
  | 'revoked'
  | 'rejected'
  | 'notPassed'
  | 'passedAfterAll'
  | 'declined'
  | 'refusedAbove'
  | 'withdrawn'
  | 'lapsed'
  | 'livesAgain';

/** `office`: it was not the standing office's own act, so that the office is told beside the unit. */
export type Notice = { outcome: Outcome; office: boolean };

/** Of whose cases somebody is told: by what they are when the mail is sent, whatever they were when it was begun. */
export function hearingOf({ role, unit }: { role: string; unit: string | null }): {
  all: boolean;
  unit: string | null;
} {
  if (role === 'standingOffice') return { all: true, unit: null };
  // A cluster's head names a cluster, and no unit.
  return { all: false, unit: role === 'unitClerk' || role === 'unitHead' ? unit : null };
}

export type ToldEvent = Recorded<ProposalEvent | DecisionEvent>;

/**
 * Null: nobody is told. A decision holds its lines from the signature on, so it tells once for all of them under which
 * number they stand, and its cases do not tell it again. The result of a session, or a paper that is not signed, does not
 * reach every line: one may be held, withdrawn or elsewhere by then. So each case says itself that it failed or was declined.
 */
export function noticeOf(event: ToldEvent): Notice | null {
  switch (event.kind) {
    case 'DecisionNumbered':
      return { outcome: 'granted', office: false };
    case 'NumberCorrected':
      return { outcome: 'numberCorrected', office: false };
    default:
      return noticeOfCase(event);
  }
}

/** Ends of which a mail may have gone out. */
const TOLD_ENDS: readonly ProposalStateName[] = ['rejected', 'lapsed', 'notPassed', 'declined', 'refusedAbove'];

/** By where the event found its case: only of an end that was told need anybody hear that it is undone. */
export function isTold(before: ProposalStateName, event: ToldEvent): boolean {
  const notice = noticeOf(event);
  return notice !== null && (notice.outcome !== 'livesAgain' || TOLD_ENDS.includes(before));
}

/** Who knows of it without a mail; but whoever hands in does not know that it takes a lapse back. */
export function knownTo({ kind, envelope: { org, actor, actorOrg } }: ToldEvent): string | null {
  return actorOrg === org && kind !== 'MissedDeadlineTakenBack' ? actor : null;
}

function noticeOfCase(event: ToldEvent): Notice | null {
  switch (event.kind) {
    case 'AwardGranted':
      return event.body.decision === null ? { outcome: 'granted', office: true } : null;
    case 'PaperNumberCorrected':
      return event.body.list === null ? { outcome: 'numberCorrected', office: true } : null;
    case 'AwardCorrected':
      return { outcome: 'corrected', office: true };
    case 'AwardRevoked':
      return { outcome: 'revoked', office: true };
    case 'Rejected':
      return { outcome: 'rejected', office: false };
    case 'ResultRecorded':
      // Whoever passed goes on, and is told when it comes to an end.
      return event.body.to.state === 'notPassed' ? { outcome: 'notPassed', office: false } : null;
    case 'ResultCorrected': {
      const { turned, to } = event.body;
      return turned ? { outcome: to.state === 'notPassed' ? 'notPassed' : 'passedAfterAll', office: true } : null;
    }
    case 'AwardDeclined':
    case 'SubmissionDeclined':
      return { outcome: 'declined', office: true };
    case 'RefusedAbove':
      return { outcome: 'refusedAbove', office: true };
    case 'Withdrawn':
      // Of an import that the second person declined the unit has never heard.
      return event.envelope.index > 0 ? null : { outcome: 'withdrawn', office: true };
    case 'DeadlineMissed':
      return event.body.to.state === 'lapsed' ? { outcome: 'lapsed', office: true } : null;
    case 'Reinstated':
      return { outcome: 'livesAgain', office: false };
    case 'MissedDeadlineTakenBack':
    case 'Redecided':
    case 'ReopenedFromAbove':
      return { outcome: 'livesAgain', office: true };
    default:
      // Everything else is a step on the way, which the board shows and the digests ask for.
      return null;
  }
}
