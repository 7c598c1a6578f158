import type { Decision } from '../refusal.ts';
import type { Received } from '../stream.ts';
import type { CommandOf, ProposalCommandKind } from './commands.ts';
import type { ProposalEvent } from './events.ts';
import type { ProposalFacts } from './facts.ts';
import type { ProposalState } from './state.ts';

/** One act of the life table: what it does once the table has let it through. */
export type Act<K extends ProposalCommandKind> = (
  state: ProposalState,
  command: Received<CommandOf<K>>,
  facts: ProposalFacts,
) => Decision<ProposalEvent>;

/** A fact that the step always loads for this command; its absence is a defect, not an answer. */
export function needed<T>(fact: T | undefined, name: string): T {
  if (fact === undefined) throw new Error(`The step did not load the fact ${name}`);
  return fact;
}
