import { expect, test } from 'vitest';
import { addDays, dateOf, type LocalDate, startOfDay } from '../../../domain/calendar/local-date.ts';
import { carryFromProposal } from '../../../domain/proposal/carry.ts';
import { settlingActs, waitsFor } from '../../../domain/proposal/waiting.ts';
import { Case, caseIn, LOWER, short, WORDS } from '../../builders/case.ts';
import { round, stage } from '../../builders/round.ts';

const PAPER = { authority: 'ubnd', register: 'QĐ-UBND' };

test('the authority that decided corrects an award, which stays where it is with its old words', () => {
  for (const standing of ['granted', 'conferred'] as const) {
    const one = caseIn(standing);
    const { award } = one.state;
    one.does('Correct', { body: { number: '40' } });
    expect(one.state).toMatchObject({ position: { state: standing }, award });
    expect(one.events.at(-1)).toMatchObject({
      kind: 'AwardCorrected',
      body: { number: '40', decision: 'decision/1', ...PAPER, reason: WORDS, corrected: WORDS, marks: [] },
    });
    // And again: each correction is a paper of its own.
    expect(short(one.asks('Correct', { body: { number: '41' } }))).toEqual([`AwardCorrected → ${standing}`]);
  }
});

test('a revoked award ends, and nothing but the recovery is left to do', () => {
  const one = caseIn('granted').does('Revoke');
  expect(one.state.position).toMatchObject({ state: 'revoked', dueAt: null });
  expect(one.events.at(-1)).toMatchObject({ body: { decision: 'decision/1', ...PAPER, recover: [] } });
  expect(waitsFor(one.state)).toBeNull();
  expect(short(one.asks('Correct'))).toBe('OUT_OF_ORDER');
  expect(short(one.asks('RecordConferral'))).toBe('OUT_OF_ORDER');
});

test('the day is between that of the award and today, and the number is free in the register', () => {
  const one = caseIn('granted');
  const on: LocalDate = one.state.award?.on ?? '2021-01-01';
  const asks = (day: LocalDate, at = one.now) => short(one.asks('Revoke', { body: { on: day }, at }));
  expect(asks(addDays(on, -1))).toBe('NUMBER_DAY_IMPOSSIBLE');
  expect(asks(on)).toEqual(['AwardRevoked → revoked']);
  expect(asks(addDays(on, 9), startOfDay(addDays(on, 9)) - 1)).toBe('NUMBER_DAY_IMPOSSIBLE');
  expect(asks(addDays(on, 9), startOfDay(addDays(on, 9)))).toEqual(['AwardRevoked → revoked']);
  const takenBy = { ...PAPER, takenBy: 'decision/7' };
  expect(one.asks('Correct', { facts: { counter: takenBy } })).toMatchObject({
    refusal: { code: 'NUMBER_TAKEN', facts: { number: '40', by: 'decision/7' } },
  });
});

test('what was handed out comes back thing by thing, each once', () => {
  const [diploma, frame] = [WORDS, { ...WORDS, text: 'words/2' }];
  const handedOut = { items: [diploma, frame], cash: 1_341_000 };
  const one = caseIn('granted').does('RecordConferral', { body: handedOut }).does('Revoke');
  expect(one.events.at(-1)).toMatchObject({
    body: {
      recover: [
        { kind: 'item', name: diploma },
        { kind: 'item', name: frame },
        { kind: 'cash', amount: 1_341_000 },
      ],
    },
  });
  const recovers = (item: number, on = dateOf(one.now)) => short(one.asks('RecordRecovery', { body: { item, on } }));
  expect(recovers(1, addDays(dateOf(one.now), 1))).toBe('DAY_AHEAD');
  expect(recovers(4)).toBe('NOTHING_TO_RECOVER');
  for (const item of [1, 3, 2]) {
    expect(waitsFor(one.state)).toBe('standingOffice');
    one.does('RecordRecovery', { body: { item } });
    expect(recovers(item)).toBe('NOTHING_TO_RECOVER');
  }
  expect(waitsFor(one.state)).toBeNull();
  expect(one.place).toBe('revoked');
});

test('nothing comes back before it was asked back', () => {
  const one = caseIn('revoked recovering');
  const { revokedOn } = one.state;
  if (revokedOn === null) throw new Error('Not revoked');
  const comes = (on: LocalDate) => short(one.asks('RecordRecovery', { body: { item: 1, on } }));
  expect(comes(addDays(revokedOn, -1))).toBe('RECOVERED_BEFORE_REVOKED');
  expect(comes(revokedOn)).toEqual(['RecoveryRecorded → revoked']);
});

test('where no money was given none is asked back', () => {
  for (const cash of [null, 0]) {
    const one = caseIn('granted')
      .does('RecordConferral', { body: { items: [], cash } })
      .does('Revoke');
    expect(one.state.recovery).toEqual([]);
  }
});

test('the office sees what it has to recover', () => {
  const place = { state: 'revoked', stageKind: 'decision', asked: false } as const;
  expect(settlingActs(place, 'standingOffice')).toEqual(['RecordRecovery']);
});

test('of an award from above the office records that level’s paper, which is marked and not of our register', () => {
  const one = caseIn('granted on paper');
  expect(short(one.asks('Revoke'))).toBe('WRONG_ROLE');
  expect(short(one.asks('Revoke', { by: 'standingOffice', body: { reported: false } }))).toBe('WRONG_ROLE');
  one.does('Correct', { by: 'standingOffice' }).does('Revoke', { by: 'standingOffice' });
  expect(one.events.at(-1)).toMatchObject({
    body: { number: '40', decision: null, authority: 'city', register: null, marks: ['reported'] },
  });
  expect(one.state.marks).toContain('reported');
});

test('a level above that runs the product speaks for itself, whatever the day here', () => {
  const one = caseIn('granted above');
  const ahead = addDays(dateOf(one.now), 1);
  expect(short(one.asks('Revoke', { by: 'standingOffice' }))).toBe('WRONG_ROLE');
  expect(short(one.asks('Revoke', { by: 'outbox', body: { on: ahead } }))).toEqual(['AwardRevoked → revoked']);
  expect(one.does('Correct', { by: 'outbox' }).events.at(-1)).toMatchObject({ body: { marks: [], authority: 'city' } });
});

test('what is undone above is undone below by the same paper', () => {
  const stages = [stage('appraisal'), stage('council'), stage('decision')];
  const one = new Case(round({ stages }), { unit: 'below' }).does('OpenFromBelow').does('Receive');
  one.does('Appraise').does('PutOnAgenda').does('RecordResult').does('ListOnDecision').does('GrantAward');
  const carried = (kind: 'Correct' | 'Revoke') => {
    one.does(kind, { body: { number: '41/QĐ' } });
    return one.events.slice(-1).flatMap((event) => carryFromProposal(one.state, event));
  };
  const below = { org: LOWER.org, stream: `proposal/${LOWER.proposal}` };
  const body = { number: '41/QĐ', on: dateOf(one.now), reason: WORDS, reported: false };
  expect(carried('Correct')).toEqual([{ ...below, kind: 'Correct', body: { ...body, corrected: WORDS } }]);
  expect(carried('Revoke')).toEqual([{ ...below, kind: 'Revoke', body }]);
});
