import type { CouncilRegulation } from '../plan/plan.ts';

/** The regulation in force under one plan, and the lines of the agenda that are judged by it. */
export type RegulationFact = {
  plan: string;
  planVersion: number;
  /** Null where no document is known. */
  regulation: CouncilRegulation | null;
  proposals: readonly string[];
};

/** By proposal; null where no document is known. */
export function regulationsOf(facts: readonly RegulationFact[]): (proposal: string) => CouncilRegulation | null {
  const judges = new Map(
    facts.flatMap(({ proposals, regulation }) => proposals.map((proposal) => [proposal, regulation] as const)),
  );
  return (proposal) => judges.get(proposal) ?? null;
}
