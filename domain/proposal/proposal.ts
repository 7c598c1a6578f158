import type { StreamKind } from '../stream.ts';
import { carryFromProposal, carryFromRefusedProposal } from './carry.ts';
import type { ProposalCommand } from './commands.ts';
import { decideProposal, PROPOSAL_REVISION } from './decide.ts';
import type { ProposalEvent } from './events.ts';
import type { ProposalFacts } from './facts.ts';
import { evolveProposal } from './fold.ts';
import { NO_PROPOSAL, type ProposalState } from './state.ts';

export const PROPOSAL: StreamKind<ProposalState, ProposalCommand, ProposalEvent, ProposalFacts> = {
  name: 'proposal',
  revision: PROPOSAL_REVISION,
  initial: NO_PROPOSAL,
  evolve: evolveProposal,
  decide: decideProposal,
  carry: carryFromProposal,
  carryRefusal: carryFromRefusedProposal,
};
