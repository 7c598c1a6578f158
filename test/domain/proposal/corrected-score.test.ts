import { expect, test } from 'vitest';
import { waitsFor } from '../../../domain/proposal/waiting.ts';
import { actor, type Case, caseIn, type How, short, WORDS } from '../../builders/case.ts';

const self = (score: number, stage = 'scoring') => ({ stage, as: 'self' as const, score, reason: WORDS });
const verified = (score: number, stage = 'scoring') => ({ stage, as: 'verified' as const, score, reason: WORDS });
const corrects = (one: Case, how: How<'CorrectEntry'>) => short(one.asks('CorrectEntry', how));
const scoresOf = ({ state }: Case, stage = 'scoring') => {
  const { selfScore, verifiedScore } = state.stages[stage] ?? {};
  return { selfScore, verifiedScore };
};

test('a unit’s own score is corrected at once until somebody has verified it, and the case stays where it is', () => {
  const one = caseIn('handedIn/scoring').does('CorrectEntry', { body: self(8_500) });
  expect(one.events.at(-1)).toMatchObject({
    kind: 'ScoreCorrected',
    body: { stage: 'scoring', was: 9_000, score: 8_500 },
  });
  expect([one.place, scoresOf(one)]).toEqual(['handedIn', { selfScore: 8_500, verifiedScore: null }]);
});

test('after that the office that verified it confirms the correction, and its own score stands', () => {
  const one = caseIn('inAppraisal').does('CorrectEntry', { body: self(8_500) });
  expect([one.events.at(-1)?.kind, waitsFor(one.state)]).toEqual(['ActProposed', 'standingOffice']);
  expect(scoresOf(one).selfScore).toBe(9_000);
  expect(short(one.asks('ConfirmAct', { by: 'unitHead' }))).toBe('WRONG_ROLE');
  expect(short(one.asks('ConfirmAct', { by: 'clusterHead' }))).toBe('WRONG_ROLE');
  one.does('ConfirmAct', { by: 'standingOffice' });
  expect(one.events.at(-1)).toMatchObject({ kind: 'ScoreCorrected', body: { as: 'self', was: 9_000, score: 8_500 } });
  expect([one.place, scoresOf(one)]).toEqual(['inAppraisal', { selfScore: 8_500, verifiedScore: 9_000 }]);
  expect(one.state.pendingAct).toBeNull();
});

test('in a cluster its head confirms it', () => {
  const one = caseIn('nominated').does('CorrectEntry', { body: self(8_500, 'clusterScoring') });
  expect(waitsFor(one.state)).toBe('clusterHead');
  expect(short(one.asks('ConfirmAct', { by: 'standingOffice' }))).toBe('WRONG_ROLE');
  expect(short(one.asks('ConfirmAct', { by: 'clusterHead' }))).toEqual(['ScoreCorrected']);
  expect(short(one.asks('DeclineAct', { by: 'clusterHead' }))).toEqual(['ActDeclined']);
});

test('a verified score is corrected by whoever verifies at that stage, and by nobody else', () => {
  const one = caseIn('nominated');
  expect(corrects(one, { by: 'standingOffice', body: verified(8_000) })).toEqual(['ScoreCorrected']);
  expect(corrects(one, { by: 'clusterHead', body: verified(8_000, 'clusterScoring') })).toEqual(['ScoreCorrected']);
  expect(corrects(one, { by: 'standingOffice', body: verified(8_000, 'clusterScoring') })).toBe('WRONG_ROLE');
  expect(corrects(one, { by: 'clusterHead', body: verified(8_000) })).toBe('WRONG_ROLE');
  expect(corrects(one, { by: 'unitClerk', body: verified(8_000) })).toBe('WRONG_ROLE');
  expect(corrects(one, { by: 'standingOffice', body: self(8_000) })).toBe('WRONG_ROLE');
  expect(corrects(one, { by: actor('unitClerk', { unit: 'ward-2' }), body: self(8_000) })).toBe('NOT_YOUR_UNIT');
});

test('nothing is corrected that was not entered, or that says the same', () => {
  expect(corrects(caseIn('inStage/scoring'), { body: self(8_000) })).toBe('NOTHING_TO_CORRECT');
  expect(corrects(caseIn('handedIn/scoring'), { by: 'standingOffice', body: verified(8_000) })).toBe(
    'NOTHING_TO_CORRECT',
  );
  expect(corrects(caseIn('handedIn/scoring'), { body: self(9_000) })).toBe('NOTHING_TO_CORRECT');
  expect(corrects(caseIn('handedIn/scoring'), { body: self(8_000, 'checkpoint') })).toBe('NOTHING_TO_CORRECT');
  expect(corrects(caseIn('handedIn/scoring'), { body: self(8_000, 'nowhere') })).toBe('NOTHING_TO_CORRECT');
});

test('what was corrected is corrected again, and a decision on the older figure looks again', () => {
  const one = caseIn('handedIn/scoring').does('CorrectEntry', { body: self(8_500) });
  const seen = one.state.seq - 1;
  expect(corrects(one, { body: self(9_000) })).toEqual(['ScoreCorrected']);
  expect(short(one.asks('EnterScore', { by: 'standingOffice', basis: seen }))).toBe('STALE');
  // The difference is that to the corrected figure.
  expect(short(one.asks('EnterScore', { by: 'standingOffice', body: { score: 8_500 } }))).toEqual([
    'ScoreEntered → inStage',
  ]);
});

test('a held case takes the correction, since it brings nothing nearer to a decision', () => {
  const one = caseIn('handedIn/scoring').does('Hold');
  expect(corrects(one, { body: self(8_500) })).toEqual(['ScoreCorrected']);
});

test('a correction that waits falls when the case moves', () => {
  const one = caseIn('inAppraisal').does('CorrectEntry', { body: self(8_500) });
  one.does('Appraise', { by: actor('standingOffice', { id: 'appraiser' }) });
  expect(one.state.pendingAct).toBeNull();
});
