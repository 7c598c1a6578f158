import { expect, test } from 'vitest';
import { endOfDay } from '../../../domain/calendar/local-date.ts';
import { timerOf } from '../../../domain/proposal/position.ts';
import type { PinnedRound, PinnedStage } from '../../../domain/proposal/round.ts';
import { Case, caseIn, fullRound, type Standing, short } from '../../builders/case.ts';
import { annualStages, DAY, round, START, stage } from '../../builders/round.ts';

const DUE = START + 30 * DAY;

function withRegistration(change: Partial<PinnedStage>): PinnedRound {
  return round({ stages: [stage('registration', { dueAt: DUE, ...change }), ...annualStages().slice(1)] });
}

test('a timer acts for the deadline in force and the event that set it, and for no other', () => {
  const one = caseIn('awaitingHead');
  const { dueAt } = one.state.position;
  expect(short(one.asks('DeadlinePassed', { body: { dueAt: (dueAt ?? 0) - 1 } }))).toBe('DEADLINE_MOVED');
  expect(short(one.asks('DeadlinePassed', { body: { setBy: one.state.dueSetBy + 1 } }))).toBe('DEADLINE_MOVED');
  expect(short(one.asks('DeadlinePassed'))).toEqual(['DeadlineMissed → awaitingHead']);
  one.timePasses();
  expect(timerOf(one.state.position)).toBeNull();
  expect(short(one.asks('DeadlinePassed', { body: { dueAt: dueAt ?? 0, setBy: 1 } }))).toBe('DEADLINE_MOVED');
});

test('an act that leaves the date alone leaves its timer alone', () => {
  const one = caseIn('awaitingHead').does('SendBack').does('Submit');
  expect(one.state.dueSetBy).toBe(1);
});

test.each<Standing>([
  'awaitingHead',
  'awaitingAcceptance',
  'nominated',
  'inAppraisal',
  'onDecision',
  'onSubmission',
  'returnedFromAbove',
])('where somebody waits (%s) a missed date is told and ends nothing', (standing) => {
  const lapsing = fullRound();
  const one = caseIn(standing, {
    ...lapsing,
    stages: lapsing.stages.map((each) => (each.kind === 'checkpoint' ? each : { ...each, onMissed: 'lapse' })),
  });
  const { state, stage: key } = one.state.position;
  one.timePasses();
  expect(one.events.at(-1)).toMatchObject({ kind: 'DeadlineMissed', body: { stage: null, consequence: 'escalate' } });
  expect(one.state.position).toMatchObject({ state, stage: key, dueAt: null, onMissed: null });
});

test.each<[string, Partial<PinnedStage>, string]>([
  ['lapses where the plan says so', { onMissed: 'lapse' }, 'lapsed'],
  ['waits where the plan does not', { onMissed: 'flag' }, 'sentBack'],
  ['never lapses by a provisional date', { onMissed: 'lapse', provisional: true }, 'sentBack'],
])('a dossier sent back and not mended in time %s', (_what, change, state) => {
  const one = new Case(withRegistration(change)).does('Submit').does('SendBack').timePasses();
  expect(one.place).toBe(state);
});

test('a dossier sent back after its date has no date left to lapse by', () => {
  const late = new Case(withRegistration({ onMissed: 'lapse' }))
    .does('Submit')
    .does('SendBack', { at: DUE })
    .timePasses();
  expect(late.place).toBe('sentBack');
});

test('a supplement that is not sent lapses where the plan says so, by the date of the return', () => {
  const returned = (onMissed: PinnedStage['onMissed']) =>
    new Case(withRegistration({ onMissed, provisional: true }))
      .does('Submit')
      .does('Confirm')
      .does('Return')
      .timePasses();
  expect(returned('lapse').place).toBe('lapsed');
  expect(returned('escalate').place).toBe('returned');
});

test('a supplement that the head sent back lapses by the date of the return as well', () => {
  const one = new Case(withRegistration({ onMissed: 'lapse', provisional: true })).does('Submit').does('Confirm');
  one.does('Return').does('Resubmit').does('SendBack').timePasses();
  expect(one.place).toBe('lapsed');
});

test('a head who waits does not lapse what the unit has mended', () => {
  const one = new Case(withRegistration({ onMissed: 'lapse' })).does('Submit').does('Confirm');
  one.does('Return').does('Resubmit').timePasses();
  expect(one.place).toBe('awaitingHead');
});

test('a dossier that was mended in time, though it surfaces after the lapse, takes the lapse back', () => {
  const back = new Case(withRegistration({ onMissed: 'lapse' })).does('Submit').does('SendBack').timePasses();
  expect(short(back.asks('Submit', { at: DUE }))).toBe('OUT_OF_ORDER');
  expect(short(back.asks('Resubmit', { at: DUE - 1 }))).toBe('OUT_OF_ORDER');
  expect(short(back.asks('Submit', { at: DUE - 1 }))).toEqual([
    'MissedDeadlineTakenBack → sentBack',
    'SubmittedAgain → awaitingHead',
  ]);
  expect(back.does('Submit', { at: DUE - 1 }).state.deadlinesMissed).toBe(0);

  const returned = new Case(withRegistration({ onMissed: 'lapse' })).does('Submit').does('Confirm').does('Return');
  const dueAt = returned.state.position.dueAt ?? 0;
  returned.timePasses();
  expect(short(returned.asks('Resubmit', { at: dueAt }))).toBe('OUT_OF_ORDER');
  returned.does('Resubmit', { at: dueAt - 1 }).does('Confirm');
  expect(returned.place).toBe('awaitingAcceptance');
});

test.each<[string, Partial<PinnedStage>]>([
  ['that rests on no official holiday table', { dueAt: DUE + 60 * DAY, provisional: true }],
  ['that had passed before the case came to the stage', { dueAt: START + 1 }],
])('a case never lapses by a date %s', (_what, second) => {
  const of = round({
    stages: [
      stage('registration'),
      stage('checkpoint', { key: 'first', dueAt: DUE }),
      stage('checkpoint', { key: 'second', onMissed: 'lapse', ...second }),
      stage('nomination'),
      stage('appraisal'),
      stage('decision'),
    ],
  });
  const one = new Case(of).does('Submit').does('Confirm').does('Accept').timePasses();
  expect(one.state.position).toMatchObject({ state: 'inStage', stage: 'second', onMissed: 'flag' });
  one.timePasses();
  expect(one.state.position).toMatchObject({ state: 'inStage', stage: 'nomination' });
});

test('a timer that is told late brings the case to its next stage late, and that stage’s date takes nothing', () => {
  const second = DUE + 10 * DAY;
  const of = round({
    stages: [
      stage('registration'),
      stage('checkpoint', { key: 'first', dueAt: DUE }),
      stage('checkpoint', { key: 'second', dueAt: second, onMissed: 'lapse' }),
      stage('nomination'),
      stage('appraisal'),
      stage('decision'),
    ],
  });
  const missed = (at: number) =>
    new Case(of).does('Submit').does('Confirm').does('Accept').does('DeadlinePassed', { at });
  expect(missed(second - 1).state.position).toMatchObject({ stage: 'second', onMissed: 'lapse' });
  expect(missed(second).state.position).toMatchObject({ stage: 'second', onMissed: 'flag' });
});

test('a nomination that was missed is not gone past, since nothing is appraised that was not nominated', () => {
  const of = fullRound();
  const one = caseIn('inStage/nomination', {
    ...of,
    stages: of.stages.map((each) => (each.kind === 'nomination' ? { ...each, onMissed: 'flag' } : each)),
  }).timePasses();
  expect(one.state.position).toMatchObject({ state: 'inStage', stage: 'nomination', dueAt: null });
  expect(one.does('Nominate').does('ConfirmAct').state).toMatchObject({
    position: { state: 'nominated' },
    marks: ['late'],
  });
});

function amended(one: Case, change: (each: PinnedStage) => PinnedStage | null): PinnedRound {
  const of = one.state.opened?.round ?? one.round;
  const stages = of.stages.flatMap((each) => change(each) ?? []);
  return { ...of, planVersion: of.planVersion + 1, stages };
}

test('an amendment moves the date of the stage, and the case stays where it is', () => {
  const one = caseIn('inStage/review');
  const moved = (one.state.position.dueAt ?? 0) + DAY;
  const of = amended(one, (each) => ({ ...each, dueAt: moved, printed: 'mới', onMissed: 'escalate' }));
  one.does('Recalendar', { facts: { round: of } });
  expect(one.state.position).toEqual({
    state: 'inStage',
    stage: 'review',
    opensAt: null,
    dueAt: moved,
    printed: 'mới',
    onMissed: 'escalate',
  });
  expect(one.state.opened?.round).toMatchObject({ planVersion: 2 });
  expect(one.state.dueSetBy).toBe(one.state.seq);
});

test('an amendment that is no newer than what the case knows changes nothing', () => {
  const one = caseIn('inStage/review');
  const { round: known } = one.state.opened ?? one;
  expect(short(one.asks('Recalendar', { facts: { round: known } }))).toBe('OLDER_THAN_KNOWN');
});

test('a date that an amendment moved into the past, or that rests on no holiday table, takes no right away', () => {
  const one = caseIn('inStage/initiative');
  const past = amended(one, (each) => ({ ...each, dueAt: one.now }));
  expect(one.asks('Recalendar', { facts: { round: past } })).toMatchObject({
    ok: true,
    events: [{ body: { to: { dueAt: null, onMissed: null } } }],
  });
  const provisional = amended(one, (each) => ({ ...each, dueAt: one.now + 1, provisional: true }));
  expect(one.asks('Recalendar', { facts: { round: provisional } })).toMatchObject({
    ok: true,
    events: [{ body: { to: { dueAt: one.now + 1, onMissed: 'flag' } } }],
  });
});

test('an amendment made in time that surfaces after a reinstatement does not hold the missed date against the case again', () => {
  const one = new Case(withRegistration({ onMissed: 'lapse' })).does('Submit').does('SendBack').timePasses();
  one.does('Reinstate').does('ConfirmAct', { by: 'councilChair' });
  const surfaces = (dueAt: number) => {
    const facts = { round: amended(one, (each) => ({ ...each, dueAt })) };
    return one.asks('Recalendar', { at: DUE - DAY, facts });
  };
  const held = (dueAt: number | null, onMissed: string | null) => ({
    ok: true,
    events: [{ body: { to: { state: 'sentBack', dueAt, onMissed } } }],
  });
  expect(surfaces(DUE)).toMatchObject(held(null, null));
  const reinstatedAt = one.events.at(-1)?.envelope.receivedAt ?? 0;
  expect(surfaces(reinstatedAt)).toMatchObject(held(null, null));
  expect(surfaces(reinstatedAt + 1)).toMatchObject(held(reinstatedAt + 1, 'lapse'));
});

test('a date that was missed and then extended is due again', () => {
  const one = caseIn('inStage/checkpoint blocked');
  const extended = one.now + 10 * DAY;
  one.does('Recalendar', { facts: { round: amended(one, (each) => ({ ...each, dueAt: extended })) } });
  expect(one.state.position).toMatchObject({ dueAt: extended, onMissed: 'block' });
  expect(short(one.asks('HandIn', { at: extended - 1 }))).toEqual([
    'MissedDeadlineTakenBack → inStage',
    'EvidenceHandedIn → handedIn',
  ]);
});

test.each<Standing>([
  'awaitingAcceptance',
  'returned',
  'inAppraisal',
  'handedIn/review',
  'inStage/partyOpinion asked',
  'returnedFromAbove',
])('an amendment leaves the date of %s, which the plan did not give', (standing) => {
  const one = caseIn(standing);
  const { position, dueSetBy } = one.state;
  one.does('Recalendar', { facts: { round: amended(one, (each) => ({ ...each, dueAt: one.now + 99 * DAY })) } });
  expect(one.state).toMatchObject({ position, dueSetBy });
});

test('a registration that waits for its head, or was sent back, moves with the plan', () => {
  const moved = (standing: Standing, onMissed: PinnedStage['onMissed']) => {
    const one = caseIn(standing);
    const of = amended(one, (each) => ({ ...each, dueAt: DUE, onMissed }));
    return one.does('Recalendar', { facts: { round: of } }).state.position;
  };
  expect(moved('awaitingHead', 'lapse')).toMatchObject({ state: 'awaitingHead', dueAt: DUE, onMissed: 'escalate' });
  expect(moved('sentBack', 'lapse')).toMatchObject({ state: 'sentBack', dueAt: DUE, onMissed: 'lapse' });
  expect(moved('sentBack', 'flag')).toMatchObject({ state: 'sentBack', dueAt: DUE, onMissed: 'escalate' });
});

test('the pipeline stays as pinned: an amendment that drops, adds or turns about stages moves dates only', () => {
  const one = caseIn('inStage/review');
  const keys = one.state.opened?.round.stages.map(({ key }) => key);
  const dropped = amended(one, (each) => (each.key === 'review' ? null : { ...each, dueAt: DUE }));
  const turned = { ...dropped, stages: [stage('checkpoint', { key: 'added' }), ...dropped.stages.toReversed()] };
  one.does('Recalendar', { facts: { round: turned } });
  expect(one.state.opened?.round.stages.map(({ key }) => key)).toEqual(keys);
  expect(one.state.opened?.round.stages.find(({ key }) => key === 'council')?.dueAt).toBe(DUE);
  expect(one.does('HandIn').does('AcceptEvidence').state.position.stage).toBe('scoring');
});

test('a stage of the same key and another kind is not the stage that was pinned', () => {
  const one = caseIn('inStage/review');
  const other = amended(one, (each) => (each.key === 'review' ? { ...each, kind: 'nomination', dueAt: DUE } : each));
  one.does('Recalendar', { facts: { round: other } });
  expect(one.state.opened?.round.stages.find(({ key }) => key === 'review')?.kind).toBe('review');
});

test('an amendment moves the date of a notice that runs, where it leaves time to close it', () => {
  const one = caseIn('inStage/publicNotice').does('Publish', { body: { from: '2021-01-10', to: '2021-01-20' } });
  const endsAt = endOfDay('2021-01-20');
  const moved = (dueAt: number) => {
    const answer = one.asks('Recalendar', { facts: { round: amended(one, (each) => ({ ...each, dueAt })) } });
    return answer.ok ? answer.events[0]?.body : answer;
  };
  expect(moved(endsAt + 1)).toMatchObject({ to: { opensAt: endsAt, dueAt: endsAt + 1, onMissed: 'flag' } });
  expect(moved(endsAt)).toMatchObject({ to: { opensAt: endsAt, dueAt: null, onMissed: null } });
  expect(moved(one.now)).toMatchObject({ to: { opensAt: endsAt, dueAt: null, onMissed: null } });
});
