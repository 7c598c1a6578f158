import { expect, test } from 'vitest';
import { dateOf, endOfDay } from '../../../domain/calendar/local-date.ts';
import type { OpeningFact } from '../../../domain/proposal/facts.ts';
import type { PinnedRound, PinnedStage } from '../../../domain/proposal/round.ts';
import { actor, Case, caseIn, fullRound, LETTER, short, TALLY, WORDS } from '../../builders/case.ts';
import { DAY, round, START, stage } from '../../builders/round.ts';

const DUE = START + 30 * DAY;

/** A round that begins with its nomination: đột xuất, chuyên đề, state awards. */
function nominating(change: Partial<PinnedStage> = {}, of: Partial<PinnedRound> = {}): PinnedRound {
  const stages = [stage('nomination', { dueAt: DUE, ...change }), stage('appraisal'), stage('decision')];
  return round({ stages, ...of });
}

function registered(
  change: Partial<PinnedStage> = {},
  of: Partial<PinnedRound> = {},
  opening: Partial<OpeningFact> = {},
): Case {
  const { stages, ...rest } = nominating(change, of);
  const upward = [...stages.slice(0, 2), stage('decision', { route: 'here' }), stage('submission', { route: 'above' })];
  const one = new Case({ ...rest, stages: [stage('registration'), ...upward] }, opening).does('Submit');
  return (opening.onePerson ? one : one.does('Confirm')).does('Accept');
}

test('a unit nominates, its head confirms, and the case waits to be received', () => {
  const one = registered();
  expect(short(one.asks('Nominate'))).toEqual(['ActProposed']);
  one.does('Nominate');
  expect(one.state).toMatchObject({ position: { state: 'inStage' }, pendingAct: { seq: 4, by: 'unitClerk' } });
  one.does('ConfirmAct');
  expect(one.state).toMatchObject({ position: { state: 'nominated' }, pendingAct: null, nominated: true });
  expect(one.events.at(-1)?.body).toMatchObject({
    title: 'LDTT',
    route: 'here',
    reason: null,
    letter: LETTER,
    unitVote: TALLY,
    marks: [],
  });
});

test('a list that the head has confirmed nominates at once', () => {
  expect(short(registered().asks('Nominate', { by: 'outbox' }))).toEqual(['Nominated → nominated']);
  expect(short(registered().asks('NotNominate', { by: 'outbox' }))).toEqual(['NotNominated → notNominated']);
});

test('another title than the registered one needs a reason, and changes the way that the case goes', () => {
  const one = registered();
  expect(short(one.asks('Nominate', { body: { title: 'BK' } }))).toBe('REASON_FOR_DIFFERENCE');
  one.does('Nominate', { body: { title: 'BK', reason: WORDS } }).does('ConfirmAct');
  expect(one.state.opened).toMatchObject({ title: 'BK', route: 'above' });
  expect(one.events.at(-1)?.body).toMatchObject({ title: 'BK', route: 'above', reason: WORDS });
  one.does('Receive').does('Appraise', { by: actor('standingOffice', { id: 'appraiser' }), body: { rule: 'rule 9' } });
  expect(one.state.position).toMatchObject({ state: 'passed', stage: 'submission' });
});

test('a reason beside the registered title says nothing and is not kept', () => {
  const one = registered()
    .does('Nominate', { body: { reason: WORDS } })
    .does('ConfirmAct');
  expect(one.events.at(-1)?.body).toMatchObject({ title: 'LDTT', reason: null });
});

test('a title that the round does not award, or not to such a subject, is not nominated', () => {
  expect(short(registered().asks('Nominate', { body: { title: 'HCLĐ', reason: WORDS } }))).toBe('TITLE_NOT_IN_ROUND');
  expect(short(registered().asks('Nominate', { body: { title: 'TTLDTT', reason: WORDS } }))).toBe(
    'SUBJECT_KIND_NOT_ALLOWED',
  );
});

test('another title for which the subject already stands in the round names the first', () => {
  const claimedBy = 'proposal/first';
  const answer = registered().asks('Nominate', { body: { title: 'BK', reason: WORDS }, facts: { claimedBy } });
  expect(answer).toMatchObject({
    ok: false,
    refusal: { code: 'ALREADY_PROPOSED', facts: { first: claimedBy, title: 'BK' } },
  });
  expect(short(registered().asks('Nominate', { facts: { claimedBy } }))).toEqual(['ActProposed']);
});

test('a nomination is late from the very instant of its date; it is the confirmation that counts', () => {
  const one = registered().does('Nominate', { at: DUE - 1 });
  const marksAt = (at: number) => {
    const answer = one.asks('ConfirmAct', { at });
    return answer.ok ? answer.events[0]?.body : answer;
  };
  expect(marksAt(DUE - 1)).toMatchObject({ marks: [] });
  expect(marksAt(DUE)).toMatchObject({ marks: ['late'] });
});

test.each(['Nominate', 'NotNominate'] as const)(
  '%s keeps to the window, at the wish and at its confirmation',
  (kind) => {
    const strict = registered({ opensAt: START + DAY }, { afterWindow: 'refuse' });
    expect(short(strict.asks(kind, { at: START + DAY - 1 }))).toBe('ROUND_NOT_OPEN');
    expect(short(strict.asks(kind, { at: DUE }))).toBe('WINDOW_CLOSED');
    strict.does(kind, { at: DUE - 1 });
    expect(short(strict.asks('ConfirmAct', { at: DUE }))).toBe('WINDOW_CLOSED');
    const closed = registered({}, { closesAt: DUE + DAY }).does(kind);
    expect(short(closed.asks('ConfirmAct', { at: DUE + DAY }))).toBe('ROUND_CLOSED');
    expect(closed.asks('ConfirmAct', { at: DUE + DAY - 1 }).ok).toBe(true);
  },
);

test('a unit of one person nominates at once, marked: its second pair of eyes is the office that receives', () => {
  const one = () => registered({}, {}, { onePerson: true });
  expect(short(one().asks('Nominate'))).toEqual(['Nominated → nominated']);
  expect(one().does('Nominate').events.at(-1)?.body).toMatchObject({ marks: ['one person'] });
  expect(one().does('NotNominate').events.at(-1)?.body).toMatchObject({
    marks: ['one person'],
    to: { state: 'notNominated' },
  });
});

test('a round without registration begins with the nomination and its head', () => {
  const one = new Case(nominating()).does('Nominate');
  expect(one.state).toMatchObject({
    position: { state: 'awaitingHead', stage: 'nomination', dueAt: DUE, onMissed: 'escalate' },
    opened: { origin: 'nomination' },
    marks: [],
  });
  expect(one.does('Confirm').state).toMatchObject({
    position: { state: 'nominated', stage: 'appraisal' },
    nominated: true,
  });
});

test('a cluster’s head nominates for a flag, and the unit’s head confirms', () => {
  expect(short(new Case(nominating()).asks('Nominate', { by: 'clusterHead' }))).toEqual(['Nominating → awaitingHead']);
});

test('the office proposes by itself where the plan lets it, and the case is nominated', () => {
  const asks = (officeProposes: boolean) =>
    new Case(nominating({}, { officeProposes })).asks('Nominate', { by: 'standingOffice' });
  expect(short(asks(false))).toBe('WRONG_ROLE');
  expect(short(asks(true))).toEqual(['Nominating → nominated']);
});

test('who was not registered is nominated where the plan admits it, and is marked', () => {
  const registers = (admitsUnregistered: boolean) => ({ ...fullRound(), admitsUnregistered });
  expect(short(new Case(registers(false)).asks('Nominate'))).toBe('REGISTRATION_REQUIRED');
  expect(new Case(registers(true)).does('Nominate').state.marks).toEqual(['unregistered']);
});

test('a first nomination keeps to the window of its stage and is one of its unit’s own', () => {
  const strict = new Case(nominating({ opensAt: START + DAY }, { afterWindow: 'refuse' }));
  expect(short(strict.asks('Nominate', { at: START + DAY - 1 }))).toBe('ROUND_NOT_OPEN');
  expect(short(strict.asks('Nominate', { at: DUE - 1 }))).toEqual(['Nominating → awaitingHead']);
  expect(short(strict.asks('Nominate', { at: DUE }))).toBe('WINDOW_CLOSED');
  expect(new Case(nominating()).does('Nominate', { at: DUE }).state).toMatchObject({
    marks: ['late'],
    position: { dueAt: null },
  });
  const neighbour = actor('unitClerk', { unit: 'ward-2' });
  expect(short(new Case(nominating()).asks('Nominate', { by: neighbour }))).toBe('NOT_YOUR_UNIT');
  expect(short(new Case(nominating(), { claimedBy: 'proposal/first' }).asks('Nominate'))).toBe('ALREADY_PROPOSED');
});

test('a first nomination begins with a draft', () => {
  expect(short(new Case(nominating()).asks('Nominate', { body: { draft: null } }))).toBe('OUT_OF_ORDER');
});

test('a unit of one person, and the office, nominate without waiting for a head', () => {
  const alone = new Case(nominating(), { onePerson: true }).does('Nominate');
  expect(alone.state).toMatchObject({ position: { state: 'nominated' }, marks: ['one person'] });
});

test('an intake without a nomination is the office’s alone', () => {
  const intake = round({ officeProposes: true, stages: [stage('appraisal'), stage('decision')] });
  expect(short(new Case(intake).asks('Nominate'))).toBe('OUT_OF_ORDER');
  expect(short(new Case(intake).asks('Nominate', { by: 'standingOffice' }))).toEqual(['Nominating → nominated']);
  const registersOnly = round({
    officeProposes: true,
    admitsUnregistered: true,
    stages: [stage('registration'), stage('decision')],
  });
  expect(short(new Case(registersOnly).asks('Nominate', { by: 'standingOffice' }))).toBe('OUT_OF_ORDER');
});

test('a list confirmed in time that surfaces after the lapse takes the lapse back', () => {
  const one = caseIn('lapsed/nomination');
  const due = one.state.opened?.round.stages.find(({ key }) => key === 'nomination')?.dueAt ?? 0;
  expect(short(one.asks('Nominate', { by: 'outbox', at: due }))).toBe('OUT_OF_ORDER');
  expect(short(one.asks('Nominate', { by: 'outbox', at: due - 1 }))).toEqual([
    'MissedDeadlineTakenBack → inStage',
    'Nominated → nominated',
  ]);
  expect(short(one.asks('NotNominate', { by: 'outbox', at: due - 1 }))).toEqual([
    'MissedDeadlineTakenBack → inStage',
    'NotNominated → notNominated',
  ]);
});

test('whoever receives names the later of paper and files, from which the service time runs', () => {
  const one = caseIn('nominated');
  const received = (paperOn: `${number}-${number}-${number}`, filesOn: `${number}-${number}-${number}`) => {
    const answer = one.asks('Receive', {
      body: { paperOn, filesOn },
      at: endOfDay('2021-12-03') - 1,
      facts: { serviceDue: { dueAt: DUE, provisional: false } },
    });
    return answer.ok ? answer.events[0]?.body : answer;
  };
  expect(received('2021-12-03', '2021-12-01')).toMatchObject({
    receivedForAppraisalOn: '2021-12-03',
    to: { state: 'inAppraisal', dueAt: DUE },
  });
  expect(received('2021-11-30', '2021-12-01')).toMatchObject({ receivedForAppraisalOn: '2021-12-01' });
});

test('what is received has come: on the day of the receipt at the latest, in paper and in files', () => {
  const one = caseIn('nominated');
  const lastMinute = endOfDay(dateOf(one.now)) - 1;
  const today = dateOf(lastMinute);
  const tomorrow = dateOf(lastMinute + 1);
  const asks = (paperOn: typeof today, filesOn: typeof today, at = lastMinute) =>
    short(one.asks('Receive', { body: { paperOn, filesOn }, at }));
  expect(asks(today, today)).toEqual(['Received → inAppraisal']);
  expect([asks(tomorrow, today), asks(today, tomorrow)]).toEqual(['RECEIPT_DAY_AHEAD', 'RECEIPT_DAY_AHEAD']);
  expect(asks(tomorrow, tomorrow, lastMinute + 1)).toEqual(['Received → inAppraisal']);
});
