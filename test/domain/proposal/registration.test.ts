import { expect, test } from 'vitest';
import { endOfDay } from '../../../domain/calendar/local-date.ts';
import type { PinnedRound } from '../../../domain/proposal/round.ts';
import { actor, Case, caseIn, short, WORDS } from '../../builders/case.ts';
import { annualStages, DAY, round, START, stage } from '../../builders/round.ts';

const DUE = START + 30 * DAY;

/** The annual round, with another registration stage. */
function registering(change: Parameters<typeof stage>[1], of: Partial<PinnedRound> = {}): PinnedRound {
  return round({ ...of, stages: [stage('registration', { dueAt: DUE, ...change }), ...annualStages().slice(1)] });
}

test('a unit registers in its window, and the case waits for its head until the same date', () => {
  const one = new Case(round());
  expect(short(one.asks('Submit'))).toEqual(['Submitted → awaitingHead']);
  expect(one.does('Submit').state).toMatchObject({
    position: { state: 'awaitingHead', stage: 'registration', dueAt: DUE, onMissed: 'escalate' },
    dueSetBy: 1,
    submittedBy: 'unitClerk',
    opened: { origin: 'registration', route: 'here', lower: null },
    marks: [],
  });
});

test('the last millisecond before the due instant is in time, the very instant is late', () => {
  const one = new Case(round());
  const marksAt = (at: number) => {
    const answer = one.asks('Submit', { at });
    return answer.ok && answer.events[0]?.kind === 'Submitted' ? answer.events[0].body.marks : answer;
  };
  expect(marksAt(DUE - 1)).toEqual([]);
  expect(marksAt(DUE)).toEqual(['late']);
});

test('a plan may refuse what comes after the window; the last millisecond before it is taken', () => {
  const one = new Case(registering({}, { afterWindow: 'refuse' }));
  expect(short(one.asks('Submit', { at: DUE - 1 }))).toEqual(['Submitted → awaitingHead']);
  expect(one.asks('Submit', { at: DUE })).toEqual({
    ok: false,
    refusal: { code: 'WINDOW_CLOSED', rule: 'plan: stage registration', facts: { closedAt: DUE, printed: '' } },
  });
});

test('late registrations are taken until the round closes', () => {
  const closesAt = DUE + 10 * DAY;
  const one = new Case(registering({}, { closesAt }));
  expect(short(one.asks('Submit', { at: closesAt - 1 }))).toEqual(['Submitted → awaitingHead']);
  expect(short(one.asks('Submit', { at: closesAt }))).toBe('ROUND_CLOSED');
});

test('nothing is registered before the stage or the round opens', () => {
  const opensAt = START + DAY;
  expect(short(new Case(registering({ opensAt })).asks('Submit', { at: opensAt - 1 }))).toBe('ROUND_NOT_OPEN');
  expect(short(new Case(registering({ opensAt })).asks('Submit', { at: opensAt }))).toEqual([
    'Submitted → awaitingHead',
  ]);
  expect(short(new Case(round({ opensAt })).asks('Submit', { at: opensAt - 1 }))).toBe('ROUND_NOT_OPEN');
  expect(short(new Case(round({ opensAt })).asks('Submit', { at: opensAt }))).toEqual(['Submitted → awaitingHead']);
});

test('a case registered late has no date to be chased for, since that date has passed', () => {
  const one = new Case(round()).does('Submit', { at: DUE });
  expect(one.state).toMatchObject({ position: { dueAt: null, onMissed: null }, marks: ['late'] });
});

test('a title of the round that fits the subject is registered once', () => {
  const asks = (change: object) => new Case(round(), change).asks('Submit');
  expect(short(asks({ title: 'HCLĐ' }))).toBe('TITLE_NOT_IN_ROUND');
  expect(short(asks({ title: 'TTLDTT' }))).toBe('SUBJECT_KIND_NOT_ALLOWED');
  expect(asks({ claimedBy: 'proposal/first' })).toEqual({
    ok: false,
    refusal: {
      code: 'ALREADY_PROPOSED',
      rule: 'one proposal per subject and title in a round',
      facts: { first: 'proposal/first', title: 'LDTT' },
    },
  });
});

test('a round without registration begins with a nomination', () => {
  const one = new Case(round({ stages: annualStages().slice(3) }));
  expect(short(one.asks('Submit'))).toBe('OUT_OF_ORDER');
});

test('a unit submits its own drafts and acts on its own cases', () => {
  const other = (role: 'unitClerk' | 'unitHead') => actor(role, { id: 'neighbour', unit: 'ward-2' });
  expect(short(new Case(round()).asks('Submit', { by: other('unitClerk') }))).toBe('NOT_YOUR_UNIT');
  expect(short(caseIn('awaitingHead').asks('Confirm', { by: other('unitHead') }))).toBe('NOT_YOUR_UNIT');
});

test('the head who confirms or sends back is never the one who submitted', () => {
  const one = caseIn('awaitingHead');
  const same = actor('unitHead', { id: 'unitClerk' });
  expect(short(one.asks('Confirm', { by: same }))).toBe('SAME_PERSON');
  expect(short(one.asks('SendBack', { by: same }))).toBe('SAME_PERSON');
  expect(short(one.asks('Confirm'))).toEqual(['Confirmed → awaitingAcceptance']);
});

test('a head confirms in the same window as the unit submits', () => {
  const strict = new Case(registering({}, { afterWindow: 'refuse' })).does('Submit');
  expect(short(strict.asks('Confirm', { at: DUE - 1 }))).toEqual(['Confirmed → awaitingAcceptance']);
  expect(short(strict.asks('Confirm', { at: DUE }))).toBe('WINDOW_CLOSED');
  const lenient = new Case(registering({}, { closesAt: DUE + DAY })).does('Submit');
  expect(lenient.asks('Confirm', { at: DUE })).toMatchObject({ ok: true, events: [{ body: { marks: ['late'] } }] });
  expect(short(lenient.asks('Confirm', { at: DUE + DAY }))).toBe('ROUND_CLOSED');
});

test('the service time runs from the confirmation, and without one nothing is ever overdue', () => {
  const dueAt = START + 12 * DAY;
  const timed = new Case(round())
    .does('Submit')
    .does('Confirm', { facts: { serviceDue: { dueAt, provisional: true } } });
  // The plan's wording belongs to the plan's date, which is not this one.
  expect(timed.state.position).toMatchObject({
    state: 'awaitingAcceptance',
    dueAt,
    printed: null,
    onMissed: 'escalate',
  });
  const untimed = new Case(round()).does('Submit').does('Confirm', { facts: { serviceDue: null } });
  expect(untimed.state.position).toMatchObject({ state: 'awaitingAcceptance', dueAt: null, onMissed: null });
});

test('a unit of one person goes straight to the office, marked', () => {
  const one = new Case(round(), { onePerson: true }).does('Submit');
  expect(one.state).toMatchObject({ position: { state: 'awaitingAcceptance' }, marks: ['one person'] });
  one.does('Return').does('Resubmit');
  expect(one.state.position.state).toBe('awaitingAcceptance');
});

test('what the head sent back is submitted again, in the same window', () => {
  const sentBack = (of: PinnedRound) => new Case(of).does('Submit').does('SendBack');
  const again = sentBack(round()).does('Submit');
  expect(again.state).toMatchObject({
    position: { state: 'awaitingHead', dueAt: DUE },
    opened: { dossier: { version: 2 } },
  });
  expect(short(sentBack(registering({}, { afterWindow: 'refuse' })).asks('Submit', { at: DUE }))).toBe('WINDOW_CLOSED');
  expect(short(sentBack(registering({}, { closesAt: DUE + 1 })).asks('Submit', { at: DUE + 1 }))).toBe('ROUND_CLOSED');
  expect(sentBack(round()).does('Submit', { at: DUE }).state.marks).toEqual(['late']);
});

test('an accepted registration goes to the first stage after it that is on its title’s way', () => {
  const one = new Case(round()).does('Submit').does('Confirm').does('Accept');
  expect(one.state.position).toEqual({
    state: 'inStage',
    stage: 'q1',
    opensAt: null,
    dueAt: START + 90 * DAY,
    printed: '',
    onMissed: 'flag',
  });
  const [registration, , ...rest] = annualStages();
  const onlyAbove = round({
    stages: [registration ?? stage('registration'), stage('checkpoint', { key: 'q1', route: 'above' }), ...rest],
  });
  const registered = (title: string) => new Case(onlyAbove, { title }).does('Submit').does('Confirm').does('Accept');
  expect(registered('LDTT').state.position.stage).toBe('scoring');
  expect(registered('BK').state.position.stage).toBe('q1');
});

test('the office rejects a registration on a rule, with a reason', () => {
  const answer = caseIn('awaitingAcceptance').asks('Reject', { body: { rule: 'Điều 23' } });
  expect(answer).toMatchObject({
    ok: true,
    events: [{ kind: 'Rejected', body: { rule: 'Điều 23', reason: WORDS, to: { state: 'rejected', dueAt: null } } }],
  });
});

test('a return is due at the end of its day, which must still be ahead', () => {
  const one = caseIn('awaitingAcceptance');
  const end = endOfDay('2021-01-20');
  expect(short(one.asks('Return', { body: { dueOn: '2021-01-20' }, at: end - 1 }))).toEqual(['Returned → returned']);
  expect(short(one.asks('Return', { body: { dueOn: '2021-01-20' }, at: end }))).toBe('DUE_IN_THE_PAST');
  expect(one.does('Return', { body: { dueOn: '2021-01-20' } }).state.position).toMatchObject({
    dueAt: end,
    printed: null,
  });
});

test.each(['awaitingAcceptance', 'nominated', 'inAppraisal'] as const)(
  'a supplement comes back through the head to %s, the exact step that returned it',
  (step) => {
    const one = caseIn(step);
    const { stage: key } = one.state.position;
    one.does('Return').does('Resubmit');
    expect(one.state.position).toMatchObject({ state: 'awaitingHead', stage: key });
    expect(one.state.opened?.dossier).toEqual({ version: 2, hash: 'd2' });
    one.does('SendBack').does('Submit').does('Confirm');
    expect(one.state).toMatchObject({ position: { state: step, stage: key }, leftStep: null });
  },
);

test('the head who confirms a supplement is not the clerk who sent it', () => {
  const one = caseIn('inAppraisal')
    .does('Return')
    .does('Resubmit', { by: actor('unitClerk', { id: 'second' }) });
  expect(short(one.asks('Confirm', { by: actor('unitHead', { id: 'second' }) }))).toBe('SAME_PERSON');
});

test('a supplement starts the service clock anew where one ran', () => {
  const one = caseIn('inAppraisal');
  const dueAt = START + 100 * DAY;
  one
    .does('Return')
    .does('Resubmit')
    .does('Confirm', { facts: { serviceDue: { dueAt, provisional: false } } });
  expect(one.state.position).toMatchObject({ state: 'inAppraisal', dueAt, onMissed: 'escalate' });
});

test('a case returned before it was received comes back to the date of the plan, while that is ahead', () => {
  const back = (late: boolean) => {
    const one = caseIn('nominated');
    const { dueAt } = one.state.position;
    one.does('Return').does('Resubmit');
    if (late) one.until(dueAt ?? 0);
    return { dueAt, position: one.does('Confirm', { facts: { serviceDue: null } }).state.position };
  };
  const early = back(false);
  expect(early.position).toMatchObject({ state: 'nominated', dueAt: early.dueAt, onMissed: 'flag' });
  expect(back(true).position).toMatchObject({ state: 'nominated', dueAt: null, onMissed: null });
});

test('a case from below is returned as any other, by a day that lies ahead', () => {
  const one = new Case(round({ stages: [stage('appraisal'), stage('decision')] })).does('OpenFromBelow');
  expect(short(one.asks('Return'))).toEqual(['Returned → returned']);
  expect(short(one.asks('Return', { body: { dueOn: '2020-01-01' } }))).toBe('DUE_IN_THE_PAST');
});
