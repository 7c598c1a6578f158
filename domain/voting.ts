import type { CouncilRegulation, Threshold } from './plan/plan.ts';

/** A line's votes. `absentInWriting` are members who were asked in writing and answered. */
export type Tally = {
  members: number;
  for: number;
  against: number;
  blank: number;
  absentInWriting: { for: number; against: number };
  secret: boolean;
};

/** What a result rests on. `undetermined`: no threshold is known, the minutes' own words decide and say so. */
export type Verdict =
  | { result: 'yes' | 'no'; rule: string; base: number; votesFor: number; needed: number }
  | { result: 'undetermined'; missing: string; minutesSay: 'passed' | 'notPassed' };

export function votesCast(tally: Tally): number {
  return tally.for + tally.against + tally.blank + tally.absentInWriting.for + tally.absentInWriting.against;
}

/**
 * More votes than members, more members than the council has, or a negative or fractional count is a slip of the pen and
 * never a result.
 */
export function isPossible(tally: Tally, regulation: Pick<CouncilRegulation, 'members'> | null): boolean {
  const counts = [tally.for, tally.against, tally.blank, tally.absentInWriting.for, tally.absentInWriting.against];
  const whole = counts.every((count) => Number.isSafeInteger(count) && count >= 0);
  const seats = regulation?.members ?? tally.members;
  return whole && tally.members > 0 && tally.members <= seats && votesCast(tally) <= tally.members;
}

/**
 * Judges a line by the council's own regulation, whose number of members is the denominator of `all`: what a minute
 * calls its members may leave out the absent. Compared in integers: 90 % of 11 members are 10 votes, never 9.9.
 * Without a threshold nothing is assumed: the verdict names what is missing and follows the minutes.
 */
export function judge(tally: Tally, regulation: CouncilRegulation | null, minutesSay: 'passed' | 'notPassed'): Verdict {
  const threshold = regulation?.threshold ?? null;
  if (threshold === null) return { result: 'undetermined', missing: 'council.threshold', minutesSay };
  const base = regulation !== null && threshold.base === 'all' ? regulation.members : votesCast(tally);
  const votesFor = tally.for + tally.absentInWriting.for;
  const needed = votesNeeded(threshold, base);
  const result = votesFor >= needed && base > 0 ? 'yes' : 'no';
  return {
    result,
    rule: `${threshold.numerator}/${threshold.denominator} of ${threshold.base}`,
    base,
    votesFor,
    needed,
  };
}

/** The least number of votes that reaches the threshold; `strict` means more than, not at least. */
export function votesNeeded(threshold: Threshold, base: number): number {
  const share = threshold.numerator * base;
  if (threshold.strict) return Math.floor(share / threshold.denominator) + 1;
  return Math.ceil(share / threshold.denominator);
}

export function outcomeOf(verdict: Verdict): 'passed' | 'notPassed' {
  if (verdict.result === 'undetermined') return verdict.minutesSay;
  return verdict.result === 'yes' ? 'passed' : 'notPassed';
}
