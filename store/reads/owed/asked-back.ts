import type { StageKind } from '../../../domain/plan/plan.ts';
import type { ProposalCommandKind } from '../../../domain/proposal/commands.ts';
import { commandsFor } from '../../../domain/proposal/life-table.ts';
import type { ProposalStateName } from '../../../domain/proposal/states.ts';
import type { TokenlessRole } from './reader.ts';

const ANSWERS: Partial<Record<ProposalCommandKind, TokenlessRole>> = {
  GrantWithdrawal: 'standingOffice',
  DeclineWithdrawal: 'standingOffice',
  Withdraw: 'authorityHead',
};

/**
 * What this role may say where the level below asks for its case back: the office answers, or its authority asks in turn
 * where the case has gone further up. Nobody asks further while an act is pending.
 */
export function answersToBelow(
  state: ProposalStateName,
  stageKind: StageKind | null,
  role: TokenlessRole,
  isPending: boolean,
): ProposalCommandKind[] {
  const commands = commandsFor(state, stageKind, role).filter((each) => ANSWERS[each] === role);
  return isPending && commands.includes('Withdraw') ? [] : commands;
}

/** Those who answer at all. */
export const ANSWERING: readonly TokenlessRole[] = ['standingOffice', 'authorityHead'];
