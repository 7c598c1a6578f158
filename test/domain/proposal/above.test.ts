import { expect, test } from 'vitest';
import { endOfDay } from '../../../domain/calendar/local-date.ts';
import { actor, Case, caseIn, LOWER, type Standing, short, UPPER } from '../../builders/case.ts';
import { round, stage } from '../../builders/round.ts';

test('a submission sends the case up, and no date runs against it there', () => {
  expect(caseIn('sentUp').state).toMatchObject({
    position: { state: 'sentUp', stage: 'submission', dueAt: null },
    above: UPPER,
  });
});

test.each(['Acknowledge', 'ReturnFromAbove', 'AnswerFromAbove'] as const)(
  '%s is the level above’s own where it runs the product, and else what the office reports',
  (kind) => {
    const says = (standing: Standing, by: 'outbox' | 'standingOffice', reported: boolean) =>
      caseIn(standing).asks(kind, { by, body: { reported } as never });
    expect(says('sentUp', 'outbox', false).ok).toBe(true);
    expect(short(says('sentUp', 'outbox', true))).toBe('WRONG_ROLE');
    expect(short(says('sentUp', 'standingOffice', true))).toBe('WRONG_ROLE');
    expect(says('sentUp on paper', 'standingOffice', true).ok).toBe(true);
    expect(short(says('sentUp on paper', 'standingOffice', false))).toBe('WRONG_ROLE');
    expect(short(says('sentUp on paper', 'outbox', false))).toBe('WRONG_ROLE');
  },
);

test('what the office reports is marked', () => {
  const one = caseIn('sentUp on paper').does('AnswerFromAbove', { by: 'standingOffice' });
  expect(one.state).toMatchObject({
    position: { state: 'granted', dueAt: null },
    award: { decision: null, number: '9', authority: 'city' },
    marks: ['reported'],
  });
  expect(caseIn('sentUp').does('AnswerFromAbove').state.marks).toEqual([]);
});

test('the level above may acknowledge, and refuse', () => {
  const one = caseIn('sentUp');
  expect(short(one.asks('Acknowledge'))).toEqual(['AcknowledgedAbove → sentUp']);
  const refusal = { outcome: 'refused', reason: null, reported: false } as const;
  expect(short(one.asks('AnswerFromAbove', { body: refusal as never }))).toEqual(['RefusedAbove → refusedAbove']);
});

test('a case returned from above is due when the level above says, and goes back to its step there', () => {
  const one = caseIn('sentUp').does('ReturnFromAbove', { body: { dueOn: '2021-12-20' } });
  expect(one.state.position).toMatchObject({
    state: 'returnedFromAbove',
    stage: 'submission',
    dueAt: endOfDay('2021-12-20'),
    onMissed: 'escalate',
  });
  one.does('Supplement');
  expect(one.state.position).toMatchObject({ state: 'sentUp', stage: 'submission', dueAt: null });
  const undated = caseIn('sentUp').does('ReturnFromAbove', { body: { dueOn: null } });
  expect(undated.state.position).toMatchObject({ state: 'returnedFromAbove', dueAt: null, onMissed: null });
});

test('a return that the office records is due on a day that is still ahead; one that is carried came in time', () => {
  const end = endOfDay('2022-01-10');
  const asks = (one: Case, how: { by: 'standingOffice' | 'outbox'; at: number }) =>
    short(one.asks('ReturnFromAbove', { ...how, body: { dueOn: '2022-01-10' } }));
  const paper = caseIn('sentUp on paper');
  expect(asks(paper, { by: 'standingOffice', at: end - 1 })).toEqual(['ReturnedFromAbove → returnedFromAbove']);
  expect(asks(paper, { by: 'standingOffice', at: end })).toBe('DUE_IN_THE_PAST');
  expect(asks(caseIn('sentUp'), { by: 'outbox', at: end })).toEqual(['ReturnedFromAbove → returnedFromAbove']);
});

test('a line that the level above takes opens a case of its own pipeline there', () => {
  const intake = round({ stages: [stage('appraisal'), stage('council'), stage('decision')] });
  const one = new Case(intake, { unit: 'below' }).does('OpenFromBelow');
  expect(one.state).toMatchObject({
    position: { state: 'nominated', stage: 'appraisal' },
    opened: { origin: 'below', lower: LOWER, unit: 'below' },
    nominated: true,
    marks: [],
  });
});

test('in a pipeline that units enter too, a line from below comes in behind their nominations', () => {
  expect(new Case().does('OpenFromBelow').state.position).toMatchObject({ state: 'nominated', stage: 'appraisal' });
  const registersOnly = round({ stages: [stage('registration'), stage('review'), stage('decision')] });
  expect(new Case(registersOnly).does('OpenFromBelow').state.position).toMatchObject({
    state: 'inStage',
    stage: 'review',
  });
});

test('a line that was taken into a round which is no longer in the plan is refused, and so put back', () => {
  expect(short(new Case().asks('OpenFromBelow', { facts: { opening: null } }))).toBe('ROUND_NOT_OPEN');
  expect(short(new Case().asks('Submit', { facts: { opening: null } }))).toBe('ROUND_NOT_OPEN');
  expect(short(new Case().asks('Nominate', { facts: { opening: null } }))).toBe('ROUND_NOT_OPEN');
});

test('a line from below meets the same conditions as a unit’s own proposal', () => {
  const asks = (change: object) => short(new Case(round(), change).asks('OpenFromBelow'));
  expect(asks({ title: 'HCLĐ' })).toBe('TITLE_NOT_IN_ROUND');
  expect(asks({ title: 'TTLDTT' })).toBe('SUBJECT_KIND_NOT_ALLOWED');
  expect(asks({ claimedBy: 'proposal/first' })).toBe('ALREADY_PROPOSED');
});

test('a wish to withdraw that the level above has heard stands through its return and the supplement', () => {
  const one = caseIn('sentUp withdrawing');
  const act = one.state.pendingAct?.seq ?? 0;
  one.does('ReturnFromAbove');
  expect(one.state.pendingAct?.seq).toBe(act);
  one.does('Supplement');
  expect(short(one.asks('ConfirmAct', { by: 'outbox', body: { act } }))).toEqual(['Withdrawn → withdrawn']);
  one.does('AnswerFromAbove');
  expect(one.state.pendingAct).toBeNull();
});

test('an end above that is undone brings the case back to where it was, with what is left of its time', () => {
  const refusal = { outcome: 'refused', reason: null, reported: false } as never;
  const returned = caseIn('returnedFromAbove').does('AnswerFromAbove', { body: refusal });
  expect(returned.place).toBe('refusedAbove');
  const dueAt = endOfDay('2021-12-20');
  const due = caseIn('sentUp').does('ReturnFromAbove', { body: { dueOn: '2021-12-20' } });
  due.does('AnswerFromAbove', { body: refusal });
  expect(due.asks('ReopenFromAbove', { at: dueAt - 1 })).toMatchObject({
    events: [{ kind: 'ReopenedFromAbove', body: { to: { state: 'returnedFromAbove', dueAt, onMissed: 'escalate' } } }],
  });
  expect(due.asks('ReopenFromAbove', { at: dueAt })).toMatchObject({
    events: [{ body: { to: { state: 'returnedFromAbove', dueAt: null, onMissed: null } } }],
  });
});

test('a supplement that crossed an end above is asked for again when that end is undone', () => {
  const refusal = { outcome: 'refused', reason: null, reported: false } as never;
  const one = caseIn('returnedFromAbove').does('Supplement').does('AnswerFromAbove', { body: refusal });
  one.does('ReopenFromAbove', { body: { returned: true } });
  expect(one.state.position).toMatchObject({ state: 'returnedFromAbove', dueAt: null });
  expect(short(one.asks('Supplement'))).toEqual(['Supplemented → sentUp']);
});

test('what is typed from the paper of a level above has happened; what a level above carries it has decided itself', () => {
  const tomorrow = '2199-01-01' as never;
  const granted = { outcome: 'granted', number: '1', on: tomorrow, authority: 'UBND' } as const;
  const paper = caseIn('sentUp on paper');
  expect(
    short(paper.asks('AnswerFromAbove', { by: 'standingOffice', body: { ...granted, reported: true } as never })),
  ).toBe('DAY_AHEAD');
  expect(short(paper.asks('Acknowledge', { by: 'standingOffice', body: { on: tomorrow, reported: true } }))).toBe(
    'DAY_AHEAD',
  );
  expect(short(caseIn('sentUp').asks('AnswerFromAbove', { body: { ...granted, reported: false } as never }))).toEqual([
    'AwardGranted → granted',
  ]);
});

test('no unit of this level mends a case from below or withdraws it, also when it bears the sender’s name', () => {
  const one = caseIn('returned to below');
  const unit = one.state.opened?.unit ?? '';
  expect(short(one.asks('Resubmit', { by: { ...actor('unitClerk'), unit } }))).toBe('NOT_YOUR_UNIT');
  expect(short(one.asks('Withdraw', { by: { ...actor('unitHead'), unit } }))).toBe('NOT_YOUR_UNIT');
});

test('a supplement from below brings the case to the exact step that returned it, its service clock new', () => {
  const one = new Case().does('OpenFromBelow').does('Receive').does('Return');
  expect(one.state.position.state).toBe('returned');
  one.does('SupplementFromBelow');
  expect(one.state.position).toMatchObject({ state: 'inAppraisal', stage: 'appraisal' });
  expect(one.state.leftStep).toBeNull();
});

test('a supplement that the level below gave in time takes a lapse back, and one of the due instant does not', () => {
  const lapsing = round({ stages: [stage('appraisal', { onMissed: 'lapse' }), stage('council'), stage('decision')] });
  const one = new Case(lapsing).does('OpenFromBelow').does('Return');
  const dueAt = one.state.position.dueAt ?? 0;
  one.timePasses();
  expect(one.place).toBe('lapsed');
  expect(short(one.asks('SupplementFromBelow', { at: dueAt - 1 }))).toEqual([
    'MissedDeadlineTakenBack → returned',
    'SupplementedFromBelow → nominated',
  ]);
  expect(short(one.asks('SupplementFromBelow', { at: dueAt }))).toBe('OUT_OF_ORDER');
});

test('a withdrawal asked from below changes nothing here until the office answers, and not after the signature', () => {
  const one = caseIn('inAppraisal asked back');
  const basis = one.state.seq - 1;
  one.does('Appraise', { basis });
  expect(one.state.withdrawalAsked).toMatchObject({ act: 12 });
  const signed = caseIn('inAppraisal asked back').does('Appraise');
  expect(short(signed.asks('GrantWithdrawal'))).toEqual(['Withdrawn → withdrawn']);
  const listed = new Case(round({ stages: [stage('appraisal'), stage('decision', { route: 'here' })] }))
    .does('OpenFromBelow')
    .does('Receive')
    .does('Appraise', { body: { rule: 'rule 9' } })
    .does('ListOnDecision')
    .does('AskWithdrawalFromBelow');
  expect(short(listed.asks('GrantWithdrawal', { facts: { listing: 'signed' } }))).toBe('ALREADY_SIGNED');
  expect(short(listed.asks('GrantWithdrawal', { facts: { listing: 'listed' } }))).toEqual(['Withdrawn → withdrawn']);
});
