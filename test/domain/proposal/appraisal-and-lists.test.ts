import { expect, test } from 'vitest';
import type { StageKind } from '../../../domain/plan/plan.ts';
import type { PinnedRound } from '../../../domain/proposal/round.ts';
import { actor, Case, caseIn, type Standing, short, TALLY, WORDS } from '../../builders/case.ts';
import { round, stage } from '../../builders/round.ts';

const appraiser = actor('standingOffice', { id: 'appraiser' });

/** A simplified pipeline: no council votes. */
function simplified(...between: StageKind[]): PinnedRound {
  const after = between.map((kind) => stage(kind));
  return round({ stages: [stage('nomination'), stage('appraisal'), ...after, stage('decision')] });
}

function inAppraisal(of: PinnedRound): Case {
  return new Case(of).does('Nominate').does('Confirm').does('Receive');
}

test('the council decides also on what was appraised against', () => {
  const of = round({ stages: [stage('nomination'), stage('appraisal'), stage('council'), stage('decision')] });
  for (const finding of ['for', 'against'] as const) {
    expect(short(inAppraisal(of).asks('Appraise', { body: { finding } }))).toEqual(['Appraised → readyForCouncil']);
  }
});

test('whoever submitted, nominated or confirmed a case at any time does not appraise it', () => {
  const one = caseIn('inStage/nomination').does('Nominate', { by: actor('unitClerk', { id: 'nominator' }) });
  one.does('ConfirmAct', { by: actor('unitHead', { id: 'second head' }) }).does('Receive');
  one.does('Return').does('Resubmit', { by: actor('unitClerk', { id: 'mender' }) });
  one.does('Confirm', { by: actor('unitHead', { id: 'third head' }) });
  const asks = (id: string) => short(one.asks('Appraise', { by: actor('standingOffice', { id }) }));
  for (const id of ['unitClerk', 'unitHead', 'nominator', 'second head', 'mender', 'third head']) {
    expect([id, asks(id)]).toEqual([id, 'SAME_PERSON']);
  }
  // Whoever accepted, received or returned it is of the office, and appraises.
  expect(asks('standingOffice')).toEqual(['Appraised → inStage']);
});

test('the office that proposed by itself has another of its people appraise', () => {
  const one = new Case({ ...simplified(), officeProposes: true })
    .does('Nominate', { by: 'standingOffice' })
    .does('Receive');
  expect(short(one.asks('Appraise', { body: { rule: 'rule 9' } }))).toBe('SAME_PERSON');
  expect(short(one.asks('Appraise', { by: appraiser, body: { rule: 'rule 9' } }))).toEqual(['Appraised → passed']);
});

test('without a council a case passes on a named rule that needs no vote, marked; against it the authority decides', () => {
  const one = inAppraisal(simplified());
  expect(short(one.asks('Appraise', { body: { rule: null } }))).toBe('RULE_REQUIRED');
  for (const finding of ['for', 'against'] as const) {
    const answer = one.asks('Appraise', { body: { finding, rule: 'Điều 84' } });
    expect(answer).toMatchObject({
      ok: true,
      events: [
        { kind: 'Appraised', body: { finding, rule: 'Điều 84', marks: ['no council'], to: { state: 'passed' } } },
      ],
    });
  }
  expect(one.does('Appraise', { body: { rule: 'Điều 84' } }).state).toMatchObject({
    appraisedBy: 'standingOffice',
    marks: ['no council'],
  });
});

test('without a council the notice and the opinions still come before the decision', () => {
  const one = inAppraisal(simplified('publicNotice', 'partyOpinion')).does('Appraise', { body: { rule: 'Điều 84' } });
  expect(one.state.position).toMatchObject({ state: 'inStage', stage: 'publicNotice' });
});

test('an appraised case is rejected only on a rule', () => {
  expect(short(caseIn('inAppraisal').asks('Reject'))).toEqual(['Rejected → rejected']);
  expect(short(caseIn('nominated').asks('Reject'))).toBe('OUT_OF_ORDER');
});

test('an agenda takes the case, and the result of the same session moves it', () => {
  const one = caseIn('onAgenda');
  expect(one.state.listing).toEqual({ kind: 'session', id: 'session/1', line: 1 });
  expect(short(one.asks('RecordResult', { body: { session: 'session/2' } }))).toBe('LINE_UNKNOWN');
  expect(short(one.asks('Defer', { body: { session: 'session/2' } }))).toBe('LINE_UNKNOWN');
  expect(short(one.asks('RecordResult', { body: { outcome: 'notPassed' } }))).toEqual(['ResultRecorded → notPassed']);
  one.does('RecordResult');
  expect(one.state).toMatchObject({
    position: { state: 'inStage', stage: 'partyOpinion' },
    tallied: true,
    listing: null,
    marks: [],
  });
});

test('a result without a known threshold is marked, and follows the minutes', () => {
  const verdict = { result: 'undetermined', missing: 'council.threshold', minutesSay: 'passed' } as const;
  const one = caseIn('onAgenda').does('RecordResult', { body: { verdict, tally: TALLY } });
  expect(one.state.marks).toEqual(['threshold undetermined']);
});

test('a deferred case is ready for the next session', () => {
  const one = caseIn('onAgenda').does('Defer');
  expect(one.state).toMatchObject({ position: { state: 'readyForCouncil' }, listing: null, tallied: false });
  expect(one.does('PutOnAgenda', { body: { session: 'session/2', line: 7 } }).state.listing).toEqual({
    kind: 'session',
    id: 'session/2',
    line: 7,
  });
});

test.each<[Standing, 'ListOnDecision' | 'ListOnSubmission', string]>([
  ['passed/decision', 'ListOnDecision', 'ListedOnDecision → onDecision'],
  ['passed/submission', 'ListOnSubmission', 'ListedOnSubmission → onSubmission'],
])('in %s a list takes the case while its row holds it', (standing, command, event) => {
  const one = caseIn(standing);
  for (const listing of ['free', 'void'] as const) {
    expect(short(one.asks(command, { facts: { listing } }))).toBe('LINE_NOT_READY');
  }
  for (const listing of ['listed', 'signed'] as const) {
    expect(short(one.asks(command, { facts: { listing } }))).toEqual([event]);
  }
});

test('a decision acts on the cases that it holds', () => {
  const one = caseIn('onDecision');
  const other = { body: { decision: 'decision/2' } };
  for (const kind of ['GrantAward', 'DeclineAward', 'StrikeFromDecision'] as const) {
    expect([kind, short(one.asks(kind, other))]).toEqual([kind, 'LINE_UNKNOWN']);
  }
  expect(short(one.asks('DeclineAward'))).toEqual(['AwardDeclined → declined']);
  one.does('GrantAward', { body: { number: '213', on: '2023-11-03' } });
  expect(one.state).toMatchObject({
    position: { state: 'granted', dueAt: null },
    award: { decision: 'decision/1', number: '213', on: '2023-11-03', authority: null },
  });
});

test('a struck line goes back to be listed again, with the date that it had', () => {
  for (const [standing, strike, list] of [
    ['onDecision', 'StrikeFromDecision', 'ListOnDecision'],
    ['onSubmission', 'StrikeFromSubmission', 'ListOnSubmission'],
  ] as const) {
    const one = caseIn(standing);
    const { dueAt } = one.state.position;
    one.does(strike, { body: { reason: WORDS } });
    expect(one.state).toMatchObject({ position: { state: 'passed', dueAt }, listing: null });
    expect(one.asks(list).ok).toBe(true);
  }
});

test('a submission acts on the cases that it holds', () => {
  const one = caseIn('onSubmission');
  const other = { body: { submission: 'submission/2' } };
  for (const kind of ['SendUp', 'DeclineSubmission', 'StrikeFromSubmission'] as const) {
    expect([kind, short(one.asks(kind, other))]).toEqual([kind, 'LINE_UNKNOWN']);
  }
  expect(short(one.asks('DeclineSubmission'))).toEqual(['SubmissionDeclined → declined']);
  expect(short(one.asks('SendUp'))).toEqual(['SentUp → sentUp']);
});

test('a council that votes only on titles decided above does not vote on one that is decided here', () => {
  const stages = [
    stage('nomination'),
    stage('appraisal'),
    stage('council', { route: 'above' }),
    stage('decision', { route: 'here' }),
    stage('submission', { route: 'above' }),
  ];
  const appraised = (title: string) =>
    new Case(round({ stages }), { title })
      .does('Nominate', { body: { title } })
      .does('Confirm')
      .does('Receive')
      .asks('Appraise');
  expect(short(appraised('LDTT'))).toBe('RULE_REQUIRED');
  expect(short(appraised('BK'))).toEqual(['Appraised → readyForCouncil']);
});
