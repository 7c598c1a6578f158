import { expect, test } from 'vitest';
import { carryFromProposal, carryFromRefusedProposal } from '../../../domain/proposal/carry.ts';
import type { Verdict } from '../../../domain/voting.ts';
import { Case, caseIn, fullRound, type How, LOWER, short, TALLY, WORDS } from '../../builders/case.ts';

const NO: Verdict = { result: 'no', rule: '2/3 of all', base: 11, votesFor: 7, needed: 8 };
const fails = { outcome: 'notPassed' as const, tally: { ...TALLY, for: 7, against: 4 }, verdict: NO };
const asks = (one: Case, how: How<'CorrectResult'> = {}) => short(one.asks('CorrectResult', how));

test('what had passed fails by the corrected tally, and what had failed passes', () => {
  const one = caseIn('passed/decision').does('CorrectResult', { body: fails });
  expect(one.state.position).toMatchObject({ state: 'notPassed', stage: 'council', dueAt: null, onMissed: null });
  expect(one.events.at(-1)?.body).toMatchObject({ turned: true, correction: 5, verdict: NO, reason: WORDS });
  one.does('CorrectResult', { body: { correction: 7 } });
  expect(one.state.position).toMatchObject({ state: 'inStage', stage: 'partyOpinion' });
});

test('where the outcome is the same the case stays where it is, and only its votes are others', () => {
  const tally = { ...TALLY, for: 11, against: 0 };
  const one = caseIn('inStage/concurrence').does('CorrectResult', { body: { tally } });
  expect([one.place, one.state.position.stage]).toEqual(['inStage', 'concurrence']);
  expect(one.events.at(-1)?.body).toMatchObject({ turned: false, tally });
  expect(asks(caseIn('notPassed'), { body: fails })).toEqual(['ResultCorrected → notPassed']);
});

test('a list that has taken the case up keeps the correction away, and the session hears why', () => {
  const one = caseIn('onDecision');
  const answer = one.asks('CorrectResult', { body: fails });
  expect(answer).toMatchObject({ refusal: { code: 'TALLY_LISTED', facts: { list: 'decision/1' } } });
  const cause = { org: 'office', stream: 'session/1', seq: 5 };
  const command = { ...one.command('CorrectResult', { body: fails }), cause };
  const told = answer.ok ? [] : carryFromRefusedProposal('office', command, answer.refusal);
  const body = { correction: 5, code: 'TALLY_LISTED', rule: 'row 28: afterwards only by counter-decision' };
  expect(told).toEqual([{ org: 'office', stream: 'session/1', kind: 'PutCorrectionBack', body }]);
});

test('the tally of another session, or one that another vote will replace, is none of this case’s', () => {
  expect(asks(caseIn('passed/decision'), { body: { session: 'session/7' } })).toBe('LINE_UNKNOWN');
  const again = caseIn('notPassed').does('Redecide');
  expect([again.place, asks(again)]).toEqual(['nominated', 'OUT_OF_ORDER']);
  const noticed = again.does('Receive').does('Appraise', { by: { ...again.command('Appraise').by, id: 'appraiser' } });
  expect([noticed.place, asks(noticed)]).toEqual(['inStage', 'LINE_UNKNOWN']);
});

test('a held case hears the correction, and is held all the same', () => {
  const one = caseIn('passed/decision').does('Hold').does('CorrectResult', { body: fails });
  expect([one.place, one.state.held === null]).toEqual(['notPassed', false]);
});

test('the level below hears when the outcome has turned, and never the votes', () => {
  const round = fullRound();
  const one = new Case(round).does('OpenFromBelow').does('Receive').does('Appraise').does('Publish');
  one
    .until(one.state.position.opensAt ?? 0)
    .does('CloseNotice')
    .does('PutOnAgenda')
    .does('RecordResult');
  const told = () =>
    one.events
      .slice(-1)
      .flatMap((event) => carryFromProposal(one.state, event))
      .map(({ kind, body }) => [kind, body]);
  one.does('CorrectResult', { body: { tally: { ...TALLY, for: 11, against: 0 } } });
  expect(told()).toEqual([]);
  one.does('CorrectResult', { body: fails });
  expect(told()).toEqual([['AnswerFromAbove', { outcome: 'refused', reason: null, reported: false }]]);
  one.does('CorrectResult');
  expect(told()).toEqual([['ReopenFromAbove', { returned: false }]]);
  expect(one.state.opened?.lower).toEqual(LOWER);
});
