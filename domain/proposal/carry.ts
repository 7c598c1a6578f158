import type { ListingChange } from '../listing.ts';
import type { Carried, Recorded } from '../stream.ts';
import { idOf, streamName } from '../stream.ts';
import type { ProposalEvent } from './events.ts';
import type { ProposalState } from './state.ts';

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
    case 'Rejected':
    case 'NotNominated':
    case 'Withdrawn':
    case 'AwardDeclined':
    case 'SubmissionDeclined':
    case 'RefusedAbove':
      return [
        { ...to, kind: 'AnswerFromAbove', body: { outcome: 'refused', reason: event.body.reason, reported: false } },
      ];
    case 'ResultRecorded':
      return event.body.to.state === 'notPassed'
        ? [{ ...to, kind: 'AnswerFromAbove', body: { outcome: 'refused', reason: null, reported: false } }]
        : [];
    default:
      // Every other event of the upper case is its own business: the lower level sees the stage above, never the votes.
      return [];
  }
}

function toReceipt(state: ProposalState, event: Recorded<ProposalEvent>): Carried[] {
  if (state.above === null) return [];
  const to = { org: state.above.org, stream: streamName('receipt', state.above.receipt) };
  const proposal = idOf(event.envelope.stream);
  if (event.kind === 'Supplemented') return [{ ...to, kind: 'SupplementReceived', body: { proposal } }];
  if (event.kind === 'ActProposed' && event.body.act.kind === 'Withdraw') {
    return [{ ...to, kind: 'AskWithdrawal', body: { proposal, act: event.envelope.seq } }];
  }
  return [];
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
