import { expect, test } from 'vitest';
import { listingsOfProposal } from '../../../domain/proposal/carry.ts';
import { actor, Case, caseIn, PAST_LETTER, type Standing, short, WORDS } from '../../builders/case.ts';
import { DAY, round, START, stage } from '../../builders/round.ts';

const DUE = START + 10 * DAY;

/** A case that waits at its nomination, its first paper handed in and accepted. */
function atNomination(): Case {
  const stages = [
    stage('registration'),
    stage('checkpoint', { dueAt: DUE, acceptance: 'office' }),
    stage('nomination', { dueAt: DUE + 30 * DAY }),
    stage('appraisal'),
    stage('decision'),
  ];
  return new Case(round({ stages }))
    .does('Submit')
    .does('Confirm')
    .does('Accept')
    .does('HandIn')
    .does('AcceptEvidence');
}

const again = { body: { stage: 'checkpoint', reason: WORDS } };

function reopened(one = atNomination()): Case {
  return one.does('Reopen', again).does('ConfirmAct', { by: 'councilChair' });
}

test('a stage that is over is opened again by two people, and what was handed in is kept', () => {
  const one = atNomination().does('Reopen', again);
  expect(one.state.position).toMatchObject({ stage: 'nomination' });
  expect(short(one.asks('ConfirmAct', { by: 'standingOffice' }))).toBe('SAME_PERSON');
  expect(short(one.asks('ConfirmAct', { by: actor('standingOffice', { id: 'another' }) }))).toEqual([
    'StageReopened → inStage',
  ]);
  const open = reopened();
  expect(open.state.position).toMatchObject({ state: 'inStage', stage: 'checkpoint', dueAt: DUE });
  expect(open.state.stages.checkpoint).toMatchObject({ accepted: false, handedInAt: expect.any(Number) });
});

test('after it the case comes back to where it was, and a date that has passed meanwhile is not held against it', () => {
  const back = { state: 'inStage', stage: 'nomination' };
  expect(reopened().does('HandIn').does('AcceptEvidence').state).toMatchObject({
    position: { ...back, dueAt: DUE + 30 * DAY },
    reopened: [],
  });
  const late = reopened(atNomination().until(DUE + 40 * DAY))
    .does('HandIn')
    .does('AcceptEvidence');
  expect(late.state.position).toMatchObject({ ...back, dueAt: null });
});

test('what lies ahead, and what is returned instead, is not opened again', () => {
  const asks = (key: string) => short(atNomination().asks('Reopen', { body: { stage: key } }));
  expect([asks('nomination'), asks('appraisal'), asks('registration'), asks('nowhere')]).toEqual(
    Array.from({ length: 4 }, () => 'STAGE_NOT_OVER'),
  );
});

test('the authority lets its no stand, or names the stage at which the case goes on', () => {
  const one = caseIn('declined');
  const answer = (key: string | null) =>
    short(one.asks('Redecide', { body: { complaint: PAST_LETTER, grounds: WORDS, stage: key } }));
  expect(answer(null)).toEqual(['ComplaintDismissed']);
  expect(answer('registration')).toBe('STAGE_NOT_OWED');
  expect(answer('appraisal')).toEqual(['Redecided → nominated']);
});

test('a complaint spares nobody a stage that the case had not passed', () => {
  const answer = (standing: Standing, key: string) =>
    short(caseIn(standing).asks('Redecide', { body: { complaint: PAST_LETTER, grounds: WORDS, stage: key } }));
  expect(answer('notPassed', 'council')).toEqual(['Redecided → readyForCouncil']);
  expect(answer('notPassed', 'decision')).toBe('STAGE_NOT_OWED');
  expect(answer('declined', 'decision')).toEqual(['Redecided → passed']);
});

test('what the level above refused on paper is in its hands again, under the letter that was sent', () => {
  const refusal = { outcome: 'refused', reason: null, reported: true } as never;
  const one = caseIn('sentUp on paper').does('AnswerFromAbove', { by: 'standingOffice', body: refusal });
  const { listing, position } = one.state;
  const answer = (key: string | null) => ({ body: { complaint: PAST_LETTER, grounds: WORDS, stage: key } });
  expect(short(one.asks('Redecide', answer('appraisal')))).toBe('STAGE_NOT_OWED');
  one.does('Redecide', answer(position.stage));
  expect(one.state).toMatchObject({ position: { state: 'sentUp' }, listing });
});

test('a case that a decision had declined leaves that decision when it goes on', () => {
  const one = caseIn('declined');
  const before = one.state;
  expect(before.listing).not.toBeNull();
  one.does('Redecide');
  expect(one.state.listing).toBeNull();
  const last = one.events.at(-1);
  if (last === undefined || before.listing === null) throw new Error('Nothing happened');
  const { kind, id: list } = before.listing;
  expect(listingsOfProposal(before, last)).toEqual(
    [{ proposal: '1', kind, list, status: 'void' }].map((each) => ({ ...each, proposal: expect.any(String) })),
  );
});
