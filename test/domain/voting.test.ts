import { expect, test } from 'vitest';
import type { CouncilRegulation, Threshold } from '../../domain/plan/plan.ts';
import { isPossible, judge, outcomeOf, type Tally, votesCast, votesNeeded } from '../../domain/voting.ts';

const AT_LEAST_90: Threshold = { numerator: 90, denominator: 100, base: 'all', strict: false };
const TWO_THIRDS: Threshold = { numerator: 2, denominator: 3, base: 'all', strict: false };
const MAJORITY: Threshold = { numerator: 1, denominator: 2, base: 'all', strict: true };

function tally(change: Partial<Tally> = {}): Tally {
  return {
    members: 11,
    for: 0,
    against: 0,
    blank: 0,
    absentInWriting: { for: 0, against: 0 },
    secret: true,
    ...change,
  };
}

function regulation(threshold: Threshold | null, members = 11): CouncilRegulation {
  return { members, threshold, source: { kind: 'seed', place: 'Quy chế' } };
}

test('90 % of 9, 10 and 11 members are 9, 9 and 10 votes', () => {
  expect([9, 10, 11].map((members) => votesNeeded(AT_LEAST_90, members))).toEqual([9, 9, 10]);
});

test('two thirds of 9, 10, 11 and 12 are 6, 7, 8 and 8 votes; a strict majority is one more than half', () => {
  expect([9, 10, 11, 12].map((base) => votesNeeded(TWO_THIRDS, base))).toEqual([6, 7, 8, 8]);
  expect([9, 10, 11, 12].map((base) => votesNeeded(MAJORITY, base))).toEqual([5, 6, 6, 7]);
});

/** The share of votes as a fraction, compared with the threshold as a fraction, in whole numbers without end. */
function reaches(votes: number, base: number, { numerator, denominator, strict }: Threshold): boolean {
  const [have, asked] = [BigInt(votes) * BigInt(denominator), BigInt(numerator) * BigInt(base)];
  return strict ? have > asked : have >= asked;
}

test('for every small council and every simple fraction, the votes needed are the least that reach it', () => {
  const wrong: string[] = [];
  for (let denominator = 1; denominator <= 12; denominator += 1) {
    for (let numerator = 1; numerator <= denominator; numerator += 1) {
      for (const strict of [false, true]) {
        const threshold: Threshold = { numerator, denominator, base: 'all', strict };
        for (let base = 1; base <= 40; base += 1) {
          let least = 0;
          while (!reaches(least, base, threshold)) least += 1;
          const needed = votesNeeded(threshold, base);
          if (needed !== least) wrong.push(`${strict ? '>' : '≥'} ${numerator}/${denominator} of ${base}: ${needed}`);
        }
      }
    }
  }
  expect(wrong).toEqual([]);
});

test('every percentage of every small council is compared in whole numbers', () => {
  const wrong: string[] = [];
  for (let percent = 1; percent <= 100; percent += 1) {
    const threshold: Threshold = { numerator: percent, denominator: 100, base: 'all', strict: false };
    for (let members = 1; members <= 50; members += 1) {
      for (let votes = 0; votes <= members; votes += 1) {
        const verdict = judge(
          tally({ members, for: votes, against: members - votes }),
          regulation(threshold, members),
          'passed',
        );
        if ((verdict.result === 'yes') !== reaches(votes, members, threshold))
          wrong.push(`${votes}/${members} of ${percent} %`);
      }
    }
  }
  expect(wrong).toEqual([]);
});

test('both sides of the edge: 9 of 11 do not reach 90 %, 10 do', () => {
  const verdict = (votes: number) =>
    judge(tally({ for: votes, against: 11 - votes }), regulation(AT_LEAST_90), 'passed');
  expect(verdict(9)).toEqual({ result: 'no', rule: '90/100 of all', base: 11, votesFor: 9, needed: 10 });
  expect(verdict(10)).toEqual({ result: 'yes', rule: '90/100 of all', base: 11, votesFor: 10, needed: 10 });
});

test('members who were absent and answered in writing count, for and against', () => {
  const written = tally({ for: 8, against: 1, absentInWriting: { for: 2, against: 0 } });
  expect(votesCast(written)).toBe(11);
  expect(judge(written, regulation(AT_LEAST_90), 'notPassed')).toMatchObject({ result: 'yes', votesFor: 10 });
});

test('of all is of the members that the regulation names, whoever the minutes count', () => {
  const attended = tally({ members: 8, for: 8 });
  expect(judge(attended, regulation(AT_LEAST_90), 'passed')).toEqual({
    result: 'no',
    rule: '90/100 of all',
    base: 11,
    votesFor: 8,
    needed: 10,
  });
});

test('of those present is of the votes cast, blank ones among them', () => {
  const present: Threshold = { ...TWO_THIRDS, base: 'present' };
  const verdict = (votes: Partial<Tally>) => judge(tally(votes), regulation(present), 'passed');
  expect(verdict({ for: 6, blank: 3 })).toEqual({
    result: 'yes',
    rule: '2/3 of present',
    base: 9,
    votesFor: 6,
    needed: 6,
  });
  expect(verdict({ for: 5, blank: 3 })).toMatchObject({ result: 'no', base: 8, needed: 6 });
  expect(verdict({})).toMatchObject({ result: 'no', base: 0 });
});

test('without a known threshold nothing is assumed: the verdict names what is missing and follows the minutes', () => {
  for (const known of [null, regulation(null)]) {
    for (const minutesSay of ['passed', 'notPassed'] as const) {
      const verdict = judge(tally({ for: 11 }), known, minutesSay);
      expect(verdict).toEqual({ result: 'undetermined', missing: 'council.threshold', minutesSay });
      expect(outcomeOf(verdict)).toBe(minutesSay);
    }
  }
});

test('a known threshold overrules the minutes', () => {
  expect(outcomeOf(judge(tally({ for: 9, against: 2 }), regulation(AT_LEAST_90), 'passed'))).toBe('notPassed');
  expect(outcomeOf(judge(tally({ for: 11 }), regulation(AT_LEAST_90), 'notPassed'))).toBe('passed');
});

test('more votes than members, none of them members, or half a vote, is no tally', () => {
  expect(isPossible(tally({ for: 11 }), null)).toBe(true);
  expect(isPossible(tally({ for: 10, against: 1, blank: 1 }), null)).toBe(false);
  expect(isPossible(tally({ for: 11, absentInWriting: { for: 1, against: 0 } }), null)).toBe(false);
  expect(isPossible(tally({ members: 0 }), null)).toBe(false);
  expect(isPossible(tally({ for: -1 }), null)).toBe(false);
  expect(isPossible(tally({ for: 1.5 }), null)).toBe(false);
  expect(isPossible(tally(), null)).toBe(true);
});

test('a minute that counts more members than the council has is a slip of the pen', () => {
  expect(isPossible(tally({ members: 11, for: 11 }), regulation(AT_LEAST_90))).toBe(true);
  expect(isPossible(tally({ members: 12, for: 11 }), regulation(AT_LEAST_90))).toBe(false);
  expect(isPossible(tally({ members: 9, for: 9 }), regulation(AT_LEAST_90))).toBe(true);
});
