import { expect, test } from 'vitest';
import { addDays, dateOf, endOfDay } from '../../../domain/calendar/local-date.ts';
import type { PinnedStage } from '../../../domain/proposal/round.ts';
import { actor, Case, caseIn, PAST_LETTER, short, WORDS } from '../../builders/case.ts';
import { annualStages, DAY, round, START, stage } from '../../builders/round.ts';

// A case that goes through stages once more: after a complaint (row 31), or because two people opened one again (row 29).

const DUE = START + 30 * DAY;

const upheldAt = (key: string) => ({ body: { complaint: PAST_LETTER, grounds: WORDS, stage: key } });
const again = (key: string) => ({ body: { stage: key, reason: WORDS } });

function opensAgain(one: Case, key: string): Case {
  return one.does('Reopen', again(key)).does('ConfirmAct', { by: 'councilChair' });
}

function registeredIn(stages: readonly PinnedStage[]): Case {
  return new Case(round({ stages })).does('Submit').does('Confirm').does('Accept');
}

test('a complaint does not bring a title that is decided above to a decision of this level', () => {
  const stages = annualStages().filter(({ kind }) => kind !== 'checkpoint' && kind !== 'scoring');
  const one = new Case(round({ stages }), { title: 'BK' })
    .does('Submit')
    .does('Confirm')
    .does('Accept')
    .does('Nominate')
    .does('ConfirmAct')
    .does('Receive')
    .does('Appraise', { by: actor('standingOffice', { id: 'appraiser' }) })
    .does('PutOnAgenda')
    .does('RecordResult')
    .does('RequestOpinion')
    .does('RecordOpinion')
    .does('ListOnSubmission')
    .does('DeclineSubmission');
  expect(one.state.opened?.route).toBe('above');
  expect(short(one.asks('Redecide', upheldAt('decision')))).toBe('STAGE_NOT_OWED');
  expect(short(one.asks('Redecide', upheldAt('submission')))).toEqual(['Redecided → passed']);
});

test('a case from below goes to no stage at which only a unit of this level could act', () => {
  const stages = [
    stage('registration'),
    stage('checkpoint', { key: 'q1' }),
    stage('nomination'),
    stage('appraisal'),
    stage('council'),
    stage('decision'),
  ];
  const taken = () => new Case(round({ stages })).does('OpenFromBelow');
  const rejected = taken().does('Receive').does('Reject');
  expect(short(rejected.asks('Redecide', upheldAt('nomination')))).toBe('STAGE_NOT_OWED');
  expect(short(rejected.asks('Redecide', upheldAt('appraisal')))).toEqual(['Redecided → nominated']);
  expect(short(taken().asks('Reopen', again('q1')))).toBe('STAGE_NOT_OVER');
});

test('what was rejected at the registration is accepted there anew, within a service time that begins anew', () => {
  const one = caseIn('rejected');
  const key = one.state.position.stage ?? '';
  const dueAt = one.now + 20 * DAY;
  one.does('Redecide', { ...upheldAt(key), facts: { serviceDue: { dueAt, provisional: false } } });
  expect(one.state.position).toMatchObject({ state: 'awaitingAcceptance', stage: key, dueAt, onMissed: 'escalate' });
  expect(short(one.asks('Accept'))).toEqual(['Accepted → inStage']);
});

test('of two stages opened again, one within the other, both are closed before the case goes back', () => {
  const one = registeredIn([
    stage('registration'),
    stage('checkpoint', { key: 'q1', acceptance: 'office' }),
    stage('checkpoint', { key: 'q2', acceptance: 'office' }),
    stage('nomination'),
    stage('appraisal'),
    stage('decision'),
  ]);
  one.does('HandIn').does('AcceptEvidence').does('HandIn').does('AcceptEvidence');
  opensAgain(opensAgain(one, 'q2'), 'q1');
  one.does('HandIn').does('AcceptEvidence');
  expect(one.state.position).toMatchObject({ stage: 'q2' });
  one.does('HandIn').does('AcceptEvidence');
  expect(one.state).toMatchObject({ position: { stage: 'nomination' }, reopened: [] });
});

test('an initiative stage that is opened again can be refused by its council', () => {
  const one = opensAgain(caseIn('inStage/clusterScoring'), 'initiative').does('HandIn');
  expect(short(one.asks('RefuseInitiative'))).toEqual(['InitiativeRefused → inStage']);
});

test('what was handed in and kept does not lapse at the date of its stage that is opened again', () => {
  const one = registeredIn([
    stage('registration'),
    stage('checkpoint', { dueAt: DUE, onMissed: 'lapse', acceptance: 'office' }),
    stage('nomination'),
    stage('appraisal'),
    stage('decision'),
  ]);
  opensAgain(one.does('HandIn').does('AcceptEvidence'), 'checkpoint').until(DUE).timePasses();
  expect(one.place).not.toBe('lapsed');
});

test('a complaint that is upheld does away with what was scored, recognised or voted from its stage on', () => {
  const scored = caseIn('declined').does('Redecide', upheldAt('scoring')).does('EnterScore');
  expect(short(scored.asks('EnterScore', { by: 'standingOffice' }))).toEqual(['ScoreEntered → inStage']);
  const before = caseIn('declined').does('Redecide', upheldAt('review'));
  before.does('HandIn').does('AcceptEvidence').does('EnterScore');
  expect(short(before.asks('EnterScore', { by: 'standingOffice' }))).toEqual(['ScoreEntered → inStage']);
  // Before the new tally the head withdraws alone again; where the vote stands, it asks.
  expect(short(caseIn('notPassed').does('Redecide').asks('Withdraw'))).toEqual(['Withdrawn → withdrawn']);
  expect(short(caseIn('declined').does('Redecide', upheldAt('decision')).asks('Withdraw'))).toEqual(['ActProposed']);
});

test('what was handed in before a complaint is kept', () => {
  const { stages } = caseIn('declined').does('Redecide', upheldAt('review')).state;
  expect(stages.review).toMatchObject({ handedInAt: expect.any(Number), accepted: false });
});

test('a notice that is asked for again is not closed by the days of the first', () => {
  const one = caseIn('declined').does('Redecide', upheldAt('publicNotice'));
  expect(short(one.asks('CloseNotice'))).toBe('NOTICE_NOT_PUBLISHED');
});

/** At its nomination, due at DUE + 30 days with a lapse; its first paper was accepted, and that stage is open again. */
function lookedAtAgain(): Case {
  const one = registeredIn([
    stage('registration'),
    stage('checkpoint', { acceptance: 'office' }),
    stage('nomination', { dueAt: DUE + 30 * DAY, onMissed: 'lapse' }),
    stage('appraisal'),
    stage('decision'),
  ]);
  return opensAgain(one.does('HandIn').does('AcceptEvidence'), 'checkpoint');
}

const goesBack = (one: Case) => one.does('HandIn').does('AcceptEvidence').state.position;

test('whatever moves a date while a stage is open again holds for the place to which the case comes back', () => {
  const amended = lookedAtAgain();
  const later = DUE + 200 * DAY;
  const stages = amended.round.stages.map((each) => (each.key === 'nomination' ? { ...each, dueAt: later } : each));
  amended.does('Recalendar', { facts: { round: { ...amended.round, planVersion: 2, stages } } });
  expect(goesBack(amended)).toMatchObject({ stage: 'nomination', dueAt: later, onMissed: 'lapse' });

  const dueOn = addDays(dateOf(DUE), 200);
  const extended = lookedAtAgain().does('Extend', {
    body: { stage: 'nomination', dueOn, reason: WORDS, document: PAST_LETTER },
  });
  expect(goesBack(extended)).toMatchObject({ stage: 'nomination', dueAt: endOfDay(dueOn) });

  const released = lookedAtAgain()
    .does('Hold')
    .until(DUE + 31 * DAY);
  const grace = DUE + 40 * DAY;
  released.does('Release', { facts: { afterHold: { resumed: null, grace: { dueAt: grace, provisional: false } } } });
  expect(goesBack(released)).toMatchObject({ stage: 'nomination', dueAt: grace });
});
