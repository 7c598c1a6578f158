import { dateOf } from '../calendar/local-date.ts';
import type { ListingChange } from '../listing.ts';
import type { Refusal } from '../refusal.ts';
import type { Carried, Received, Recorded } from '../stream.ts';
import { idOf, streamName } from '../stream.ts';
import type { PrivateText } from '../text.ts';
import type { ProposalCommand } from './commands.ts';
import type { EventOf, ProposalEvent } from './events.ts';
import type { ProposalState } from './state.ts';

/** From this revision on the case below hears of each supplement, and a level above that took its end back is asked again. */
const TELLS_AGAIN = 3;

/** What a proposal tells other streams: the lower case that it answers, and the receipt above that holds it. */
export function carryFromProposal(state: ProposalState, event: Recorded<ProposalEvent>): readonly Carried[] {
  return [...toLowerCase(state, event), ...toReceipt(state, event)];
}

function toLowerCase(state: ProposalState, event: Recorded<ProposalEvent>): Carried[] {
  const lower = state.opened?.lower ?? null;
  if (lower === null) return [];
  const to = { org: lower.org, stream: streamName('proposal', lower.proposal) };
  switch (event.kind) {
    case 'AwardGranted': {
      const { number, on } = event.body;
      return [
        {
          ...to,
          kind: 'AnswerFromAbove',
          body: {
            outcome: 'granted',
            number,
            on,
            authority: event.body.authority ?? event.envelope.org,
            reported: false,
          },
        },
      ];
    }
    case 'AwardCorrected':
    case 'AwardRevoked':
      return [{ ...to, ...counterOf(event.body) }];
    case 'Returned': {
      const { items, to: returned } = event.body;
      const dueOn = returned.dueAt === null ? null : dateOf(returned.dueAt - 1);
      return [{ ...to, kind: 'ReturnFromAbove', body: { items, dueOn, reported: false } }];
    }
    case 'WithdrawalDeclined':
      return [{ ...to, kind: 'DeclineAct', body: event.body }];
    case 'Withdrawn':
      return [state.withdrawalAsked === null ? refused(to, event.body.reason) : granted(to, state.withdrawalAsked)];
    case 'DeadlineMissed':
      return event.body.to.state === 'lapsed' ? [refused(to, null)] : [];
    case 'PaperNumberCorrected':
      return event.body.list?.startsWith('submission/') ? [] : [{ ...to, ...numberAbove(event.body) }];
    case 'ResultCorrected': {
      const { turned, to: now } = event.body;
      const answer = now.state === 'notPassed' ? refused(to, null) : reopened(to);
      return turned ? [answer] : [];
    }
    case 'MissedDeadlineTakenBack':
    case 'ReopenedFromAbove':
    case 'Redecided':
      // Taken back by what this level below has sent already, or by a level further up.
      return [reopened(to)];
    case 'SupplementedFromBelow':
      return event.envelope.revision < TELLS_AGAIN ? [] : [{ ...to, kind: 'AcknowledgeSupplement', body: {} }];
    case 'Reinstated':
      return [{ ...to, kind: 'ReopenFromAbove', body: { returned: event.body.to.state === 'returned' } }];
    case 'Rejected':
    case 'NotNominated':
    case 'AwardDeclined':
    case 'SubmissionDeclined':
    case 'RefusedAbove':
      return [refused(to, event.body.reason)];
    case 'ResultRecorded':
      return event.body.to.state === 'notPassed' ? [refused(to, null)] : [];
    default:
      // Every other event of the upper case is its own business: the lower level sees the stage above, never the votes.
      return [];
  }
}

/** The level above undoes what it granted: the case below is undone by the same paper. */
function counterOf({ number, on, reason, ...body }: EventOf<'AwardCorrected' | 'AwardRevoked'>['body']) {
  const paper = { number, on, reason, reported: false };
  return 'corrected' in body
    ? { kind: 'Correct', body: { ...paper, corrected: body.corrected } }
    : { kind: 'Revoke', body: paper };
}

type Below = Pick<Carried, 'org' | 'stream'>;

/** How the number came to be mended here is nothing to the case below: for it this level speaks. */
function numberAbove({ was, number, on, reason }: EventOf<'PaperNumberCorrected'>['body']) {
  return { kind: 'CorrectNumber', body: { list: null, was, number, on, reason } };
}

function reopened(to: Below): Carried {
  return { ...to, kind: 'ReopenFromAbove', body: { returned: false } };
}

function refused(to: Below, reason: PrivateText | null): Carried {
  return { ...to, kind: 'AnswerFromAbove', body: { outcome: 'refused', reason, reported: false } };
}

/** The case below is withdrawn by its own act, which is confirmed from here. */
function granted(to: Below, { act }: { act: number }): Carried {
  return { ...to, kind: 'ConfirmAct', body: { act } };
}

function toReceipt(state: ProposalState, event: Recorded<ProposalEvent>): Carried[] {
  if (state.above === null) return [];
  const to = { org: state.above.org, stream: streamName('receipt', state.above.receipt) };
  const proposal = idOf(event.envelope.stream);
  if (event.kind === 'Supplemented') {
    return [{ ...to, kind: 'SupplementReceived', body: { proposal, evidence: event.body.evidence } }];
  }
  // A level above that took its end back has forgotten what it was asked meanwhile.
  const asksAgain = event.kind === 'ReopenedFromAbove' && event.envelope.revision >= TELLS_AGAIN;
  const asks = event.kind === 'ActProposed' || asksAgain;
  if (!asks || state.pendingAct?.act.kind !== 'Withdraw') return [];
  const { seq: act, act: wish } = state.pendingAct;
  return [{ ...to, kind: 'AskWithdrawal', body: { proposal, act, reason: wish.body.reason } }];
}

/**
 * A line of a submission that cannot become a case is open again in its receipt, and a correction that a case no longer
 * takes is put back in its session; each with the reason.
 */
export function carryFromRefusedProposal(
  org: string,
  { kind, body, cause }: Received<ProposalCommand>,
  { code, rule }: Refusal,
): readonly Carried[] {
  if (cause === null) return [];
  if (kind === 'CorrectResult')
    return [
      { org, stream: cause.stream, kind: 'PutCorrectionBack', body: { correction: body.correction, code, rule } },
    ];
  if (kind !== 'OpenFromBelow') return [];
  return [{ org, stream: cause.stream, kind: 'PutLineBack', body: { proposal: body.lower.proposal, code, rule } }];
}

/** A case that takes note of a list, or moves away from it, says so in the row that ties the two. */
export function listingsOfProposal(before: ProposalState, event: Recorded<ProposalEvent>): readonly ListingChange[] {
  const proposal = idOf(event.envelope.stream);
  switch (event.kind) {
    case 'PlacedOnAgenda':
      return [{ proposal, kind: 'session', list: event.body.session, status: 'listed' }];
    case 'ListedOnDecision':
      return [{ proposal, kind: 'decision', list: event.body.decision, status: 'listed' }];
    case 'ListedOnSubmission':
      return [{ proposal, kind: 'submission', list: event.body.submission, status: 'listed' }];
    case 'ResultRecorded':
    case 'Deferred':
      return [{ proposal, kind: 'session', list: event.body.session, status: 'void' }];
    case 'Redecided':
      // A letter that was sent keeps its lines.
      return before.listing === null || before.position.state === 'refusedAbove'
        ? []
        : [{ proposal, kind: before.listing.kind, list: before.listing.id, status: 'void' }];
    case 'Withdrawn':
      // A letter that was sent keeps its lines: a withdrawal above does not unsend it.
      return before.listing === null ||
        before.position.state === 'sentUp' ||
        before.position.state === 'returnedFromAbove'
        ? []
        : [{ proposal, kind: before.listing.kind, list: before.listing.id, status: 'void' }];
    default:
      // Lines struck by the list itself were voided by the list, in its own transaction.
      return [];
  }
}

/** A list's claim on a case that no longer takes note of it is void: the list's people strike the line, or go on. */
export function listingsOfRefusedProposal(proposal: string, command: ProposalCommand): readonly ListingChange[] {
  switch (command.kind) {
    case 'PutOnAgenda':
      return [{ proposal, kind: 'session', list: command.body.session, status: 'void' }];
    case 'ListOnDecision':
      return [{ proposal, kind: 'decision', list: command.body.decision, status: 'void' }];
    case 'ListOnSubmission':
      return [{ proposal, kind: 'submission', list: command.body.submission, status: 'void' }];
    default:
      // No other act comes from a list that waits for the case.
      return [];
  }
}
