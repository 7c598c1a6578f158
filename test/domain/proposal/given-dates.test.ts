import { expect, test } from 'vitest';
import { addDays, dateOf, endOfDay, type LocalDate } from '../../../domain/calendar/local-date.ts';
import { Case, caseIn, PAST_LETTER, short, WORDS } from '../../builders/case.ts';
import { DAY, round, START, stage } from '../../builders/round.ts';

// Dates that are given to one case: by a release (row 21) or an extension (row 27), whatever comes after.

const DUE = START + 30 * DAY;

const until = (key: string, dueOn: LocalDate) => ({ body: { stage: key, dueOn, reason: WORDS, document: null } });

/** Held at its dates and released after them. */
function released(one: Case, at: number, grace: { dueAt: number; provisional: boolean }): Case {
  return one
    .does('Hold')
    .until(at)
    .does('Release', { facts: { afterHold: { resumed: null, grace } } });
}

function submitted(): Case {
  const stages = [
    stage('registration'),
    stage('checkpoint', { dueAt: DUE, onMissed: 'lapse' }),
    stage('nomination', { dueAt: DUE + 300 * DAY }),
    stage('appraisal'),
    stage('decision'),
  ];
  return new Case(round({ stages, closesAt: DUE + 2 * DAY, afterWindow: 'refuse' })).does('Submit');
}

test('a date counted without a holiday table takes nobody’s right away, whatever amendment comes later', () => {
  const dueAt = DUE + 10 * DAY;
  const one = submitted().does('Confirm').does('Accept');
  released(one, DUE + 3 * DAY, { dueAt, provisional: true }).does('Recalendar');
  expect(one.state.position).toMatchObject({ dueAt, onMissed: 'flag' });
  expect(one.until(dueAt).timePasses().place).not.toBe('lapsed');
});

test('a round’s end that a release moved for a case is not taken from it by an amendment', () => {
  const one = released(submitted(), DUE + 5 * DAY, { dueAt: DUE + 30 * DAY, provisional: false });
  expect(short(one.asks('Confirm'))).toEqual(['Confirmed → awaitingAcceptance']);
  expect(short(one.does('Recalendar').asks('Confirm'))).toEqual(['Confirmed → awaitingAcceptance']);
  expect(short(one.until(DUE + 30 * DAY).asks('Confirm'))).toBe('ROUND_CLOSED');
});

/** At a notice that is shown for twenty days, though its stage was due earlier. */
function inNotice(change: Parameters<typeof stage>[1]): { one: Case; from: LocalDate } {
  const stages = [
    stage('registration'),
    stage('publicNotice', { dueAt: START + 5 * DAY, noticeDays: 10, ...change }),
    stage('decision'),
  ];
  const one = new Case(round({ stages })).does('Submit').does('Confirm').does('Accept');
  const from = dateOf(one.now);
  one.does('Publish', { body: { stage: 'publicNotice', from, to: addDays(from, 19) } });
  return { one, from };
}

test.each(['wait', 'goOn'] as const)('an extension never lets a notice end before its last day (%s)', (onSilence) => {
  const { one, from } = inNotice({ onSilence });
  expect(short(one.asks('Extend', until('publicNotice', addDays(from, 19))))).toBe('NO_LATER_DEADLINE');
  expect(short(one.asks('Extend', until('publicNotice', addDays(from, 20))))).toEqual(['DeadlineExtended → inStage']);
});

test('an extension of a return takes nothing from the stage to which the case comes back', () => {
  const stages = [
    stage('registration'),
    stage('nomination'),
    stage('appraisal', { dueAt: DUE + 300 * DAY }),
    stage('decision'),
  ];
  const one = new Case(round({ stages })).does('Submit').does('Confirm').does('Accept').does('Nominate');
  one.does('ConfirmAct').does('Return');
  one.does('Extend', until('appraisal', addDays(dateOf(one.state.position.dueAt ?? 0), 5)));
  one.does('Resubmit').does('Confirm');
  expect(one.state.position).toMatchObject({ state: 'nominated', dueAt: DUE + 300 * DAY });
});

test('a return does not shorten the service time that an extension lengthened', () => {
  const one = caseIn('inAppraisal');
  one.does('Extend', until('appraisal', addDays(dateOf(one.state.position.dueAt ?? 0), 100)));
  const given = one.state.position.dueAt;
  one.does('Return').does('Resubmit').does('Confirm');
  expect(one.state.position).toMatchObject({ state: 'inAppraisal', dueAt: given });
});

test('what a unit may do until a later day it may also do in the round, whose end goes along', () => {
  const stages = [stage('registration'), stage('nomination', { dueAt: DUE }), stage('appraisal'), stage('decision')];
  const one = new Case(round({ stages, closesAt: DUE + 5 * DAY })).does('Submit').does('Confirm').does('Accept');
  const dueOn = addDays(dateOf(DUE), 40);
  one.does('Extend', until('nomination', dueOn)).until(DUE + 20 * DAY);
  expect(one.state.position.dueAt).toBe(endOfDay(dueOn));
  expect(short(one.asks('Nominate'))).toEqual(['ActProposed']);
  expect(short(one.until(endOfDay(dueOn)).asks('Nominate'))).toBe('ROUND_CLOSED');
});

test('the office’s own later date does not hold a round open for the units', () => {
  const one = caseIn('inAppraisal', round({ closesAt: DUE + 900 * DAY, stages: caseIn('inAppraisal').round.stages }));
  one.does('Extend', until('appraisal', addDays(dateOf(DUE), 1_500)));
  expect(one.state.opened?.round.closesAt).toBe(DUE + 900 * DAY);
});

test('no paper is of a day that is to come', () => {
  const ahead = { ...PAST_LETTER, on: '2099-01-01' };
  const nominated = (kind: 'AmendSubject' | 'Hold' | 'Extend' | 'Rehome') =>
    short(caseIn('nominated').asks(kind, { body: { document: ahead } }));
  expect([
    nominated('AmendSubject'),
    nominated('Hold'),
    nominated('Extend'),
    nominated('Rehome'),
    short(caseIn('declined').asks('Redecide', { body: { complaint: ahead } })),
  ]).toEqual(Array.from({ length: 5 }, () => 'DAY_AHEAD'));
});
