import { DECISION, type DecisionEvent, type DecisionState } from '../domain/decision/decision.ts';
import { openLife } from './life.ts';
import type { StreamInput } from './messages.ts';

/** A decision: drafted with a frozen list, signed whole or declined, then given the number of the authority's register. */
export async function decisionWorkflow(input: StreamInput): Promise<void> {
  const life = await openLife<DecisionState, DecisionEvent>(input, {
    initial: DECISION.initial,
    evolve: DECISION.evolve,
    due: () => null,
  });
  do {
    await life.until(({ phase }) => phase !== 'drafted');
    await life.until(({ phase }) => phase !== 'signed');
  } while (!(await life.settled()));
}
