import { expect, test } from 'vitest';
import type { PinnedRound } from '../../../domain/proposal/round.ts';
import { waitsFor } from '../../../domain/proposal/waiting.ts';
import { actor, Case, caseIn, fullRound, type Standing, short, WORDS } from '../../builders/case.ts';
import { DAY, round, START, stage } from '../../builders/round.ts';

test('the first of the two commands changes no state, and names who is waited for', () => {
  const one = caseIn('inStage/nomination');
  const { position } = one.state;
  one.does('Nominate');
  expect(one.state).toMatchObject({
    position,
    pendingAct: { by: 'unitClerk', role: 'unitClerk', act: { kind: 'Nominate' } },
  });
  expect(waitsFor(one.state)).toBe('unitHead');
  expect(short(one.asks('NotNominate'))).toBe('ACT_ALREADY_PENDING');
});

test('another person settles it, of a role that the act names, and by its number', () => {
  const one = caseIn('inStage/nomination nominating');
  const act = one.state.pendingAct?.seq ?? 0;
  for (const kind of ['ConfirmAct', 'DeclineAct'] as const) {
    expect([kind, short(one.asks(kind, { by: actor('unitHead', { id: 'unitClerk' }) }))]).toEqual([
      kind,
      'SAME_PERSON',
    ]);
    expect([kind, short(one.asks(kind, { by: 'standingOffice' }))]).toEqual([kind, 'WRONG_ROLE']);
    expect([kind, short(one.asks(kind, { body: { act: act - 1 } }))]).toEqual([kind, 'NO_ACT_PENDING']);
  }
  expect(short(one.asks('ConfirmAct'))).toEqual(['Nominated → nominated']);
});

test('a declined act is gone, and may be proposed again', () => {
  const one = caseIn('inStage/nomination nominating');
  const { position } = one.state;
  one.does('DeclineAct');
  expect(one.state).toMatchObject({ position, pendingAct: null });
  expect(short(one.asks('ConfirmAct'))).toBe('NO_ACT_PENDING');
  expect(short(one.asks('Nominate'))).toEqual(['ActProposed']);
});

test('an act falls when the state moves', () => {
  const listed = caseIn('passed/decision withdrawing').does('ListOnDecision');
  expect(listed.state.pendingAct).toBeNull();
  const returned = caseIn('sentUp on paper withdrawing').does('ReturnFromAbove', { by: 'standingOffice' });
  expect(returned.state.pendingAct).toBeNull();
  const lapsed = caseIn('inStage/nomination nominating').timePasses();
  expect(lapsed.state).toMatchObject({ position: { state: 'lapsed' }, pendingAct: null });
});

test('an act outlives what does not move the case', () => {
  expect(caseIn('sentUp withdrawing').does('Acknowledge').state.pendingAct).not.toBeNull();
});

const before: Standing[] = [
  'awaitingHead',
  'sentBack',
  'awaitingAcceptance',
  'returned',
  'inStage/checkpoint',
  'handedIn/scoring',
  'inStage/nomination',
  'nominated',
  'inAppraisal',
  'inStage/publicNotice',
  'readyForCouncil',
  'onAgenda',
];

test.each(before)('before the tally (%s) the head withdraws alone', (standing) => {
  expect(short(caseIn(standing).asks('Withdraw'))).toEqual(['Withdrawn → withdrawn']);
});

test.each<Standing>(['readyForCouncil', 'onAgenda'])(
  'while the council’s tally is on its way to the case (%s) nobody withdraws it, and otherwise the head does',
  (standing) => {
    const one = caseIn(standing);
    expect(one.asks('Withdraw', { facts: { tallyStandsIn: 'session/1' } })).toEqual({
      ok: false,
      refusal: { code: 'TALLY_STANDS', rule: 'row 22: before the tally', facts: { session: 'session/1' } },
    });
    expect(short(one.asks('Withdraw', { facts: { tallyStandsIn: null } }))).toEqual(['Withdrawn → withdrawn']);
  },
);

test.each<Standing>([
  'inStage/partyOpinion',
  'inStage/concurrence',
  'passed/decision',
  'passed/submission',
  'onDecision',
  'onSubmission',
])('after the tally (%s) the head asks and the office grants', (standing) => {
  const one = caseIn(standing);
  expect(short(one.asks('Withdraw'))).toEqual(['ActProposed']);
  one.does('Withdraw');
  expect(waitsFor(one.state)).toBe('standingOffice');
  expect(short(one.asks('ConfirmAct', { by: 'outbox' }))).toBe('WRONG_ROLE');
  expect(short(one.asks('ConfirmAct', { by: 'standingOffice' }))).toEqual(['Withdrawn → withdrawn']);
});

test('without a council the office grants what it has passed', () => {
  const of = round({ stages: [stage('nomination'), stage('appraisal'), stage('decision')] });
  const one = new Case(of).does('Nominate').does('Confirm').does('Receive');
  expect(short(one.asks('Withdraw'))).toEqual(['Withdrawn → withdrawn']);
  expect(short(one.does('Appraise', { body: { rule: 'rule 9' } }).asks('Withdraw'))).toEqual(['ActProposed']);
});

test.each<Standing>(['onDecision', 'onSubmission'])(
  'what is signed (%s) is not withdrawn any more, asked or granted',
  (standing) => {
    const one = caseIn(standing);
    expect(short(one.asks('Withdraw', { facts: { listing: 'signed' } }))).toBe('ALREADY_SIGNED');
    one.does('Withdraw');
    expect(short(one.asks('ConfirmAct', { by: 'standingOffice', facts: { listing: 'signed' } }))).toBe(
      'ALREADY_SIGNED',
    );
  },
);

test('sent up, the authority asks and the level above grants, though the letter was signed', () => {
  const one = caseIn('sentUp');
  const signed = { facts: { listing: 'signed' as const } };
  expect(short(one.asks('Withdraw', { by: 'unitHead' }))).toBe('WRONG_ROLE');
  one.does('Withdraw', { by: 'authorityHead', ...signed });
  expect(waitsFor(one.state)).toBe('outbox');
  expect(short(one.asks('ConfirmAct', { by: 'standingOffice' }))).toBe('WRONG_ROLE');
  one.does('ConfirmAct', { by: 'outbox', ...signed });
  expect(one.state).toMatchObject({ position: { state: 'withdrawn' }, marks: [] });
});

test('where the level above does not run the product, the office records its grant from the paper', () => {
  const one = caseIn('sentUp on paper withdrawing');
  expect(waitsFor(one.state)).toBe('standingOffice');
  expect(short(one.asks('ConfirmAct', { by: 'outbox' }))).toBe('WRONG_ROLE');
  one.does('ConfirmAct', { by: 'standingOffice' });
  expect(one.state).toMatchObject({ position: { state: 'withdrawn' }, marks: ['reported'] });
});

test('a case that came back from above for a supplement is withdrawn in the same way', () => {
  const one = caseIn('returnedFromAbove').does('Withdraw', { by: 'authorityHead' });
  expect(short(one.asks('ConfirmAct', { by: 'outbox' }))).toEqual(['Withdrawn → withdrawn']);
});

test('a lapse is undone by two people of the office, or one and the chair', () => {
  const one = caseIn('lapsed/initiative reinstating');
  expect(one.place).toBe('lapsed');
  expect(short(one.asks('ConfirmAct', { by: 'standingOffice' }))).toBe('SAME_PERSON');
  expect(short(one.asks('ConfirmAct', { by: 'unitHead' }))).toBe('WRONG_ROLE');
  const second = actor('standingOffice', { id: 'second' });
  expect(short(one.asks('ConfirmAct', { by: second }))).toEqual(['Reinstated → inStage']);
  expect(short(one.asks('ConfirmAct', { by: 'councilChair' }))).toEqual(['Reinstated → inStage']);
});

test('a reinstated case stands where it lapsed, and the missed date is not held against it again', () => {
  const one = caseIn('lapsed/initiative reinstating').does('ConfirmAct', { by: 'councilChair' });
  expect(one.state).toMatchObject({
    position: { state: 'inStage', stage: 'initiative', dueAt: null, onMissed: null },
    endedFrom: null,
  });
  expect(one.does('HandIn').state).toMatchObject({ position: { state: 'handedIn' }, marks: ['late'] });
});

test('a case that was not nominated comes back to its nomination, with the date while that is ahead', () => {
  const back = (at: number) =>
    caseIn('notNominated').does('Reinstate').does('ConfirmAct', { by: 'councilChair', at }).state.position;
  const { dueAt } = caseIn('inStage/nomination').state.position;
  expect(back(START + DAY)).toMatchObject({ state: 'inStage', stage: 'nomination', dueAt, onMissed: 'lapse' });
  expect(back((dueAt ?? 0) - 1)).toMatchObject({ dueAt, onMissed: 'lapse' });
  expect(back(dueAt ?? 0)).toMatchObject({ dueAt: null, onMissed: null });
});

test('a reinstatement comes before the round closes, asked and confirmed', () => {
  const closesAt = START + 900 * DAY;
  const of: PinnedRound = fullRound({ closesAt });
  const one = caseIn('lapsed/initiative', of);
  expect(short(one.asks('Reinstate', { at: closesAt }))).toBe('ROUND_CLOSED');
  expect(short(one.asks('Reinstate', { at: closesAt - 1 }))).toEqual(['ActProposed']);
  one.does('Reinstate', { body: { reason: WORDS } });
  expect(short(one.asks('ConfirmAct', { by: 'councilChair', at: closesAt }))).toBe('ROUND_CLOSED');
  expect(short(one.asks('ConfirmAct', { by: 'councilChair', at: closesAt - 1 }))).toEqual(['Reinstated → inStage']);
});

/** The plan as an amendment made while the case was over: one stage has another date, and the round another end. */
function amended(of: PinnedRound, key: string, dueAt: number, closesAt: number | null = null): PinnedRound {
  const stages = of.stages.map((each) => (each.key === key ? { ...each, dueAt, printed: 'gia hạn' } : each));
  return { ...of, planVersion: of.planVersion + 1, stages, closesAt };
}

test('a case that lapsed while its plan was amended comes back under the calendar in force', () => {
  const one = caseIn('lapsed/initiative reinstating');
  const dueAt = one.now + 30 * DAY;
  const inForce = amended(one.round, 'initiative', dueAt);
  one.does('ConfirmAct', { by: 'councilChair', facts: { round: inForce } });
  expect(one.events.slice(-2).map(({ kind }) => kind)).toEqual(['Reinstated', 'Recalendared']);
  expect(one.state.position).toMatchObject({
    state: 'inStage',
    stage: 'initiative',
    dueAt,
    printed: 'gia hạn',
    onMissed: 'lapse',
  });
  expect(one.state.opened?.round).toMatchObject({ planVersion: 2, stages: inForce.stages });
});

test('a date that the amendment left in the past is still not held against the case', () => {
  const one = caseIn('lapsed/initiative reinstating');
  const at = one.now + 30 * DAY;
  const back = (dueAt: number) => {
    const facts = { round: amended(one.round, 'initiative', dueAt) };
    const answer = one.asks('ConfirmAct', { by: 'councilChair', at, facts });
    return answer.ok ? answer.events.at(-1)?.body : answer;
  };
  expect(back(at)).toMatchObject({ to: { dueAt: null, onMissed: null } });
  expect(back(at + 1)).toMatchObject({ to: { dueAt: at + 1, onMissed: 'lapse' } });
});

test('what an amendment changed for later stages holds for a case that comes back', () => {
  const one = caseIn('notNominated').does('Reinstate');
  const appraisal = one.now + 400 * DAY;
  one.does('ConfirmAct', { by: 'councilChair', facts: { round: amended(one.round, 'appraisal', appraisal) } });
  expect(one.does('Nominate').does('ConfirmAct').state.position).toMatchObject({
    state: 'nominated',
    dueAt: appraisal,
  });
});

test('a plan that was not amended, or whose version is older, brings nothing new to a case that comes back', () => {
  for (const planVersion of [0, 1]) {
    const one = caseIn('lapsed/initiative reinstating');
    const facts = { round: { ...amended(one.round, 'initiative', one.now + DAY), planVersion } };
    expect(short(one.asks('ConfirmAct', { by: 'councilChair', facts }))).toEqual(['Reinstated → inStage']);
  }
});

test('a round that an amendment keeps open longer takes a case back until its new end', () => {
  const closed = START + 900 * DAY;
  const longer = closed + 30 * DAY;
  const one = caseIn('lapsed/initiative', fullRound({ closesAt: closed }));
  const facts = { round: amended(one.round, 'initiative', START, longer) };
  expect(short(one.asks('Reinstate', { at: closed, facts }))).toEqual(['ActProposed']);
  expect(short(one.asks('Reinstate', { at: longer, facts }))).toBe('ROUND_CLOSED');
  one.does('Reinstate', { at: closed, facts });
  const confirm = (at: number) => short(one.asks('ConfirmAct', { by: 'councilChair', at, facts }));
  expect(confirm(longer - 1)).toEqual(['Reinstated → inStage', 'Recalendared → inStage']);
  expect(confirm(longer)).toBe('ROUND_CLOSED');
});

test('a supplement that lapsed and was reinstated still comes back to the exact step that returned it', () => {
  const of = fullRound();
  const lapsing = {
    ...of,
    stages: of.stages.map((each) => (each.kind === 'appraisal' ? { ...each, onMissed: 'lapse' as const } : each)),
  };
  const one = caseIn('inAppraisal', lapsing).does('Return').timePasses();
  expect(one.place).toBe('lapsed');
  one.does('Reinstate').does('ConfirmAct', { by: 'councilChair' });
  expect(one.state.position).toMatchObject({ state: 'returned', stage: 'appraisal' });
  one.does('Resubmit').does('Confirm');
  expect(one.state.position).toMatchObject({ state: 'inAppraisal', stage: 'appraisal' });
});
