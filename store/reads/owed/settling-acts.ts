import type { ProposalCommandKind } from '../../../domain/proposal/commands.ts';
import { commandsFor } from '../../../domain/proposal/life-table.ts';
import type { TokenlessRole } from './reader.ts';
import type { WaitingCase } from './waiting-cases.ts';

/** What the one for whom a case waits may do so that it goes on; the life table has the last word. */
export function settlingActs(waiting: WaitingCase, role: TokenlessRole): ProposalCommandKind[] {
  const allowed = commandsFor(waiting.state, waiting.stageKind, role);
  return candidates(waiting).filter((command) => allowed.includes(command));
}

function candidates(waiting: WaitingCase): readonly ProposalCommandKind[] {
  switch (waiting.state) {
    case 'awaitingHead':
      return ['Confirm', 'SendBack'];
    case 'sentBack':
      return ['Submit'];
    case 'returned':
      return ['Resubmit'];
    case 'awaitingAcceptance':
      return ['Accept', 'Return', 'Reject'];
    case 'inStage':
      return atStage(waiting);
    case 'handedIn':
      return afterHandIn(waiting);
    case 'nominated':
      return ['Receive', 'Return'];
    case 'inAppraisal':
      return waiting.proposedByReader ? [] : ['Appraise', 'Return', 'Reject'];
    case 'sentUp':
      return ['AnswerFromAbove', 'Acknowledge', 'ReturnFromAbove'];
    case 'returnedFromAbove':
      return ['Supplement'];
    case 'none':
    case 'readyForCouncil':
    case 'onAgenda':
    case 'passed':
    case 'onDecision':
    case 'onSubmission':
    case 'granted':
    case 'conferred':
    case 'rejected':
    case 'lapsed':
    case 'notNominated':
    case 'withdrawn':
    case 'notPassed':
    case 'declined':
    case 'refusedAbove':
    case 'revoked':
      // Lists carry these on, or nothing waits.
      return [];
  }
}

function atStage({ stageKind, asked }: WaitingCase): readonly ProposalCommandKind[] {
  switch (stageKind) {
    case 'checkpoint':
    case 'review':
    case 'initiative':
      return ['HandIn'];
    case 'scoring':
    case 'clusterScoring':
      return ['EnterScore'];
    case 'publicNotice':
      return asked ? ['CloseNotice', 'RecordComment'] : ['Publish'];
    case 'partyOpinion':
    case 'concurrence':
      return asked ? ['RecordOpinion'] : ['RequestOpinion'];
    case 'nomination':
      return ['Nominate', 'NotNominate'];
    case 'registration':
    case 'appraisal':
    case 'council':
    case 'decision':
    case 'submission':
    case 'conferral':
    case null:
      return [];
  }
}

function afterHandIn({ stageKind }: WaitingCase): readonly ProposalCommandKind[] {
  if (stageKind === 'initiative')
    return ['RecogniseInitiative', 'RefuseInitiative', 'BindInitiative', 'ReturnEvidence'];
  if (stageKind === 'scoring' || stageKind === 'clusterScoring') return ['EnterScore'];
  return ['AcceptEvidence', 'ReturnEvidence'];
}
