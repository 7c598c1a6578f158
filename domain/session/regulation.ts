import type { Sitting } from '../office/councils.ts';
import type { CouncilRegulation } from '../plan/plan.ts';

/** The regulation in force under one plan, and the lines of the agenda that are judged by it. */
export type RegulationFact = {
  plan: string;
  planVersion: number;
  /** Null where no document is known. */
  regulation: CouncilRegulation | null;
  proposals: readonly string[];
};

/** What lines are judged by; `sitting`: the constitution in force on the day of the session, null where none is on record. */
export type JudgingFacts = { regulations?: readonly RegulationFact[]; sitting?: Sitting | null };

/** A regulation of the plan, in a council of as many as the constitution in force has. */
export function judgesOf({
  regulations = [],
  sitting = null,
}: JudgingFacts): (proposal: string) => CouncilRegulation | null {
  const regulationFor = regulationsOf(regulations);
  return (proposal) => {
    const regulation = regulationFor(proposal);
    return regulation === null || sitting === null ? regulation : { ...regulation, members: sitting.seats };
  };
}

/** A constitution says how many there are also where no regulation is known. */
export function seatsFor(
  { sitting = null }: JudgingFacts,
  regulation: CouncilRegulation | null,
): { members: number } | null {
  return sitting === null ? regulation : { members: sitting.seats };
}

/** By proposal; null where no document is known. */
function regulationsOf(facts: readonly RegulationFact[]): (proposal: string) => CouncilRegulation | null {
  const judges = new Map(
    facts.flatMap(({ proposals, regulation }) => proposals.map((proposal) => [proposal, regulation] as const)),
  );
  return (proposal) => judges.get(proposal) ?? null;
}
