import { expect, test } from 'vitest';
import { atTime, type LocalDate } from '../../../domain/calendar/local-date.ts';
import { DECISION, type DecisionCommand, decisionListings } from '../../../domain/decision/decision.ts';
import { actor, short, WORDS } from '../../builders/case.ts';
import { DAY, START } from '../../builders/round.ts';
import { line, Story } from '../story.ts';

const draft: DecisionCommand = {
  kind: 'DraftDecision',
  body: { authority: 'ubnd', register: 'QĐ-UBND', proposals: ['a', 'b'] },
};
const sign: DecisionCommand = { kind: 'SignDecision', body: {} };
const number = (value = '111', on: LocalDate = '2021-01-04'): DecisionCommand => ({
  kind: 'NumberDecision',
  body: { number: value, on },
});
const strike = (proposal: string): DecisionCommand => ({ kind: 'StrikeLine', body: { proposal, reason: WORDS } });
const decline: DecisionCommand = { kind: 'DeclineDecision', body: { reason: WORDS } };

const free = [line('a'), line('b')];
const listed = [line('a', { status: 'listed' }), line('b', { status: 'listed' })];

const drafted = () => new Story(DECISION, { lines: free }).does(draft, 'standingOffice');
const signed = () => drafted().does(sign, 'authorityHead', { facts: { lines: listed } });

test('a decision is drafted with a frozen list of cases that passed, and claims each', () => {
  const one = drafted();
  expect(one.state).toMatchObject({
    phase: 'drafted',
    authority: 'ubnd',
    register: 'QĐ-UBND',
    lines: [
      { line: 1, proposal: 'a', title: 'LDTT' },
      { line: 2, proposal: 'b', title: 'LDTT' },
    ],
  });
  expect(one.carried()).toEqual([
    { org: 'office', stream: 'proposal/a', kind: 'ListOnDecision', body: { decision: 'decision/1', line: 1 } },
    { org: 'office', stream: 'proposal/b', kind: 'ListOnDecision', body: { decision: 'decision/1', line: 2 } },
  ]);
  expect(decisionListings(one.last()).map(({ proposal, status }) => [proposal, status])).toEqual([
    ['a', 'claimed'],
    ['b', 'claimed'],
  ]);
});

test('a case that has not passed, goes upward, or is on another list is not listed', () => {
  const asks = (change: Parameters<typeof line>[1]) =>
    short(new Story(DECISION, { lines: [line('a'), line('b', change)] }).asks(draft, 'standingOffice'));
  expect(asks({ state: 'inAppraisal' })).toBe('LINE_NOT_READY');
  expect(asks({ stageKind: 'submission' })).toBe('LINE_NOT_READY');
  expect(asks({ heldBy: 'decision/7' })).toBe('LINE_ALREADY_LISTED');
  expect(short(new Story(DECISION, { lines: [line('a')] }).asks(draft, 'standingOffice'))).toBe('LINE_UNKNOWN');
});

test('a line that is not ready blocks the signature until it is struck', () => {
  const one = drafted();
  const lines = [line('a', { status: 'listed' }), line('b', { status: 'void' })];
  expect(one.asks(sign, 'authorityHead', { facts: { lines } })).toEqual({
    ok: false,
    refusal: { code: 'LINE_NOT_READY', rule: 'decision: signed whole', facts: { lines: [{ line: 2, proposal: 'b' }] } },
  });
  one.does(strike('b'), 'standingOffice');
  expect(one.carried()).toEqual([
    {
      org: 'office',
      stream: 'proposal/b',
      kind: 'StrikeFromDecision',
      body: { decision: 'decision/1', reason: WORDS },
    },
  ]);
  expect(decisionListings(one.last())).toEqual([
    { proposal: 'b', kind: 'decision', list: 'decision/1', status: 'void' },
  ]);
  expect(short(one.asks(sign, 'authorityHead', { facts: { lines } }))).toEqual(['DecisionSigned']);
});

test('a line that has only been claimed, or that nobody knows, is not ready', () => {
  expect(short(drafted().asks(sign, 'authorityHead', { facts: { lines: free } }))).toBe('LINE_NOT_READY');
  expect(short(drafted().asks(sign, 'authorityHead', { facts: {} }))).toBe('LINE_NOT_READY');
});

test('a decision without a line is not signed', () => {
  const empty = drafted().does(strike('a'), 'standingOffice').does(strike('b'), 'authorityHead');
  expect(short(empty.asks(sign, 'authorityHead', { facts: { lines: listed } }))).toBe('LINE_NOT_READY');
});

test('a line is struck once, and only one of the list', () => {
  expect(short(drafted().asks(strike('c'), 'standingOffice'))).toBe('LINE_UNKNOWN');
  expect(short(drafted().does(strike('a'), 'standingOffice').asks(strike('a'), 'standingOffice'))).toBe('LINE_UNKNOWN');
});

test('whoever appraised a line never signs the decision', () => {
  const lines = [line('a', { status: 'listed', appraisedBy: 'chief' }), line('b', { status: 'listed' })];
  const chief = actor('authorityHead', { id: 'chief' });
  expect(drafted().asks(sign, chief, { facts: { lines } })).toMatchObject({
    ok: false,
    refusal: { code: 'SAME_PERSON', facts: { lines: ['a'] } },
  });
  expect(short(drafted().asks(sign, 'authorityHead', { facts: { lines } }))).toEqual(['DecisionSigned']);
});

test('a signed decision holds its lines', () => {
  const one = signed();
  expect(decisionListings(one.last()).map(({ proposal, status }) => [proposal, status])).toEqual([
    ['a', 'signed'],
    ['b', 'signed'],
  ]);
  expect(one.carried()).toEqual([]);
  for (const command of [strike('a'), sign, decline]) {
    expect(short(one.asks(command, 'authorityHead'))).toBe('OUT_OF_ORDER');
  }
});

test('the number comes after the signature, once, and is nobody else’s', () => {
  expect(short(drafted().asks(number(), 'standingOffice'))).toBe('NUMBER_BEFORE_SIGNATURE');
  expect(short(signed().asks(number(), 'standingOffice', { facts: { numberTakenBy: 'decision/7' } }))).toBe(
    'NUMBER_TAKEN',
  );
  const one = signed().does(number(), 'standingOffice', { facts: { numberTakenBy: null } });
  expect(one.carried()).toEqual(
    ['a', 'b'].map((id) => ({
      org: 'office',
      stream: `proposal/${id}`,
      kind: 'GrantAward',
      body: { decision: 'decision/1', number: '111', on: '2021-01-04' },
    })),
  );
  expect(short(one.asks(number('112'), 'standingOffice'))).toBe('OUT_OF_ORDER');
});

test('the number is of a day from the signature to the day on which it is entered, as they are counted here', () => {
  // A minute later it is the 5th in Việt Nam, and by UTC still the 4th.
  const lastMinute = atTime('2021-01-05', '00:00') - 60_000;
  const one = drafted().does(sign, 'authorityHead', { at: lastMinute, facts: { lines: listed } });
  const asks = (on: LocalDate, at: number) => short(one.asks(number('111', on), 'standingOffice', { at, facts: {} }));
  expect(asks('2021-01-03', lastMinute)).toBe('NUMBER_DAY_IMPOSSIBLE');
  expect(asks('2021-01-04', lastMinute)).toEqual(['DecisionNumbered']);
  expect(asks('2021-01-05', lastMinute)).toBe('NUMBER_DAY_IMPOSSIBLE');
  expect(asks('2021-01-05', lastMinute + 60_000)).toEqual(['DecisionNumbered']);
  expect(asks('2021-01-04', atTime('2021-02-01', '08:00'))).toEqual(['DecisionNumbered']);
  expect(asks('2021-02-01', atTime('2021-02-01', '08:00'))).toEqual(['DecisionNumbered']);
  expect(asks('2021-02-02', atTime('2021-02-01', '08:00'))).toBe('NUMBER_DAY_IMPOSSIBLE');
});

test('a day that cannot be says which days can', () => {
  expect(signed().asks(number('111', '2020-12-31'), 'standingOffice', { at: START + DAY })).toEqual({
    ok: false,
    refusal: {
      code: 'NUMBER_DAY_IMPOSSIBLE',
      rule: 'a number is given after signing, on a day that has come',
      facts: { on: '2020-12-31', signedOn: '2021-01-04', receivedOn: '2021-01-05' },
    },
  });
});

test('a decision that is not signed declines its lines', () => {
  const one = drafted().does(decline, 'authorityHead');
  expect(one.state.phase).toBe('declined');
  expect(one.carried().map(({ stream, kind }) => [stream, kind])).toEqual([
    ['proposal/a', 'DeclineAward'],
    ['proposal/b', 'DeclineAward'],
  ]);
  expect(decisionListings(one.last())).toEqual([]);
});

test('the office drafts and numbers, the authority signs and declines', () => {
  expect(short(new Story(DECISION, { lines: free }).asks(draft, 'authorityHead'))).toBe('WRONG_ROLE');
  expect(short(drafted().asks(sign, 'standingOffice'))).toBe('WRONG_ROLE');
  expect(short(drafted().asks(decline, 'standingOffice'))).toBe('WRONG_ROLE');
  expect(short(drafted().asks(strike('a'), 'councilSecretary'))).toBe('WRONG_ROLE');
  expect(short(signed().asks(number(), 'authorityHead'))).toBe('WRONG_ROLE');
  expect(short(new Story(DECISION, {}).asks(number(), 'standingOffice'))).toBe('OUT_OF_ORDER');
});
