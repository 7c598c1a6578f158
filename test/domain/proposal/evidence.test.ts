import { expect, test } from 'vitest';
import type { OnMissed, StageKind } from '../../../domain/plan/plan.ts';
import type { PinnedRound, PinnedStage } from '../../../domain/proposal/round.ts';
import { stageRecord } from '../../../domain/proposal/state.ts';
import { stillOwed, waitsFor } from '../../../domain/proposal/waiting.ts';
import { actor, Case, caseIn, short, WORDS } from '../../builders/case.ts';
import { DAY, round, START, stage } from '../../builders/round.ts';

const DUE = START + 30 * DAY;

/** Two stages of the year one after the other, and the rest of a short pipeline. */
function twoStages(first: PinnedStage, second: PinnedStage = stage('review', { dueAt: DUE + 30 * DAY })): PinnedRound {
  return round({
    stages: [stage('registration'), first, second, stage('nomination'), stage('appraisal'), stage('decision')],
  });
}

function at(kind: StageKind, change: Partial<PinnedStage> = {}): Case {
  const first = stage(kind, { key: 'first', dueAt: DUE, ...change });
  return new Case(twoStages(first)).does('Submit').does('Confirm').does('Accept');
}

test('a hand-in passes by itself where the stage asks for no acceptance, and waits for the office where it does', () => {
  expect(short(at('checkpoint').asks('HandIn'))).toEqual(['EvidenceHandedIn → inStage']);
  expect(at('checkpoint').does('HandIn').state.position.stage).toBe('review');
  const checked = at('checkpoint', { acceptance: 'office' }).does('HandIn');
  expect(checked.state.position).toMatchObject({ state: 'handedIn', stage: 'first', dueAt: null, onMissed: null });
  expect(checked.does('AcceptEvidence').state.position).toMatchObject({ state: 'inStage', stage: 'review' });
});

test('a hand-in is taken from the opening instant on', () => {
  const one = at('checkpoint', { opensAt: START + DAY });
  expect(short(one.asks('HandIn', { at: START + DAY - 1 }))).toBe('STAGE_NOT_OPEN');
  expect(short(one.asks('HandIn', { at: START + DAY }))).toEqual(['EvidenceHandedIn → inStage']);
});

test('every part that the stage asks for must be there', () => {
  const one = at('checkpoint', { evidence: ['report', 'list'] });
  expect(one.asks('HandIn')).toEqual({
    ok: false,
    refusal: { code: 'EVIDENCE_INCOMPLETE', rule: 'plan: stage first', facts: { missing: ['list'] } },
  });
  const both = {
    stage: 'first',
    evidence: [
      { key: 'report', hash: 'e1' },
      { key: 'list', hash: 'e2' },
    ],
  };
  expect(short(one.asks('HandIn', { body: both }))).toEqual(['EvidenceHandedIn → inStage']);
});

test('a hand-in for all of a unit’s proposals is carried to each, and none hands in alone', () => {
  const one = at('checkpoint', { per: 'unit' });
  expect(short(one.asks('HandIn'))).toBe('HAND_IN_BY_UNIT');
  expect(short(one.asks('HandIn', { by: 'outbox' }))).toEqual(['EvidenceHandedIn → inStage']);
});

test('the head hands in where the plan names the head', () => {
  expect(short(at('checkpoint').asks('HandIn', { by: 'unitHead' }))).toBe('WRONG_ROLE');
  const signed = at('checkpoint', { actors: ['unitClerk', 'unitHead'] });
  expect(short(signed.asks('HandIn', { by: 'unitHead' }))).toEqual(['EvidenceHandedIn → inStage']);
});

test('a stage takes one hand-in, and only its own', () => {
  const one = at('checkpoint', { acceptance: 'office' });
  expect(short(one.asks('HandIn', { body: { stage: 'review' } }))).toBe('STAGE_NOT_OWED');
  expect(short(one.does('HandIn').asks('HandIn'))).toBe('STAGE_NOT_OWED');
  expect(short(one.asks('AcceptEvidence', { body: { stage: 'review' } }))).toBe('STAGE_NOT_OWED');
  expect(short(one.asks('ReturnEvidence', { body: { stage: 'review' } }))).toBe('STAGE_NOT_OWED');
});

test('at a scoring the score is what is handed in', () => {
  expect(short(at('scoring').asks('HandIn'))).toBe('STAGE_NOT_OWED');
});

test('the very instant of the due date is late and is marked, the millisecond before is not', () => {
  expect(at('checkpoint').does('HandIn', { at: DUE - 1 }).state.marks).toEqual([]);
  expect(at('checkpoint').does('HandIn', { at: DUE }).state.marks).toEqual(['late']);
});

test.each<OnMissed>(['flag', 'escalate'])(
  'a missed stage that says %s is gone past, stays owed, and a later hand-in is taken, marked late, wherever the case stands',
  (onMissed) => {
    const one = at('checkpoint', { onMissed }).timePasses();
    expect(one.events.at(-1)).toMatchObject({
      kind: 'DeadlineMissed',
      body: { stage: 'first', dueAt: DUE, consequence: onMissed, to: { state: 'inStage', stage: 'review' } },
    });
    expect(stillOwed(one.state)).toEqual(['first']);
    one.does('HandIn').does('Nominate').does('ConfirmAct').does('Receive');
    one.does('Appraise', { by: actor('standingOffice', { id: 'appraiser' }), body: { rule: 'rule 9' } });
    expect(one.place).toBe('passed');
    const before = one.state.position;
    one.does('HandIn', { body: { stage: 'first' } });
    expect(one.state.position).toEqual(before);
    expect(one.events.at(-1)).toMatchObject({ kind: 'EvidenceHandedIn', body: { stage: 'first', marks: ['late'] } });
    expect(stillOwed(one.state)).toEqual([]);
    expect(short(one.asks('HandIn', { body: { stage: 'first' } }))).toBe('STAGE_NOT_OWED');
  },
);

test('a missed stage that blocks holds the case until it is handed in', () => {
  const one = at('checkpoint', { onMissed: 'block' }).timePasses();
  expect(one.state.position).toMatchObject({ state: 'inStage', stage: 'first', dueAt: null, onMissed: null });
  expect(one.does('HandIn').state).toMatchObject({ position: { stage: 'review' }, marks: ['late'] });
});

test('the office lifts a block with a reason, and nothing else', () => {
  const one = at('checkpoint', { onMissed: 'block' });
  expect(short(one.asks('LiftBlock'))).toBe('STAGE_NOT_OWED');
  one.timePasses();
  expect(short(one.asks('LiftBlock', { body: { stage: 'review' } }))).toBe('STAGE_NOT_OWED');
  expect(short(one.asks('LiftBlock'))).toEqual(['BlockLifted → inStage']);
  expect(one.does('LiftBlock').state.position.stage).toBe('review');
  expect(stillOwed(one.state)).toEqual(['first']);
});

test('a missed stage that lapses ends the case, and a late hand-in does not bring it back', () => {
  const one = at('checkpoint', { onMissed: 'lapse' }).timePasses();
  expect(one.state).toMatchObject({ position: { state: 'lapsed', dueAt: null }, deadlinesMissed: 1 });
  expect(short(one.asks('HandIn', { at: DUE }))).toBe('STAGE_NOT_OWED');
});

test.each<[OnMissed, string]>([
  ['lapse', 'lapsed'],
  ['block', 'inStage'],
  ['flag', 'inStage'],
])('an earlier receipt that surfaces later takes back a missed date that said %s', (onMissed, state) => {
  const one = at('checkpoint', { onMissed }).timePasses();
  expect(one.place).toBe(state);
  expect(short(one.asks('HandIn', { at: DUE - 1, body: { stage: 'first' } }))).toEqual([
    'MissedDeadlineTakenBack → inStage',
    'EvidenceHandedIn → inStage',
  ]);
  one.does('HandIn', { at: DUE - 1, body: { stage: 'first' } });
  expect(one.state).toMatchObject({ position: { state: 'inStage', stage: 'review' }, marks: [], deadlinesMissed: 0 });
  expect(stageRecord(one.state, 'first')).toMatchObject({ missed: false, late: false, handedInAt: DUE - 1 });
});

test('an earlier receipt takes back the lapse of its own stage only', () => {
  const late = DUE + 30 * DAY;
  const of = twoStages(
    stage('checkpoint', { key: 'first', dueAt: DUE }),
    stage('review', { dueAt: late, onMissed: 'lapse' }),
  );
  const one = new Case(of).does('Submit').does('Confirm').does('Accept').timePasses().timePasses();
  expect(one.state.position).toMatchObject({ state: 'lapsed', stage: 'review' });
  expect(short(one.asks('HandIn', { at: DUE - 1, body: { stage: 'first' } }))).toBe('STAGE_NOT_OWED');
  expect(short(one.asks('HandIn', { at: late - 1 }))).toEqual([
    'MissedDeadlineTakenBack → inStage',
    'EvidenceHandedIn → inStage',
  ]);
});

test('a score that was entered in time takes back its lapse too', () => {
  const one = at('scoring', { onMissed: 'lapse' }).timePasses();
  expect(short(one.asks('EnterScore', { at: DUE }))).toBe('STAGE_NOT_OWED');
  expect(short(one.asks('EnterScore', { at: DUE - 1 }))).toEqual([
    'MissedDeadlineTakenBack → inStage',
    'ScoreEntered → handedIn',
  ]);
  expect(one.does('EnterScore', { at: DUE - 1 }).state).toMatchObject({ deadlinesMissed: 0, marks: [] });
});

test('returned evidence keeps the stage’s own date, since a return is not an extension', () => {
  const returned = (when: number) =>
    at('checkpoint', { acceptance: 'office' }).does('HandIn').does('ReturnEvidence', { at: when });
  expect(returned(DUE - 1).state.position).toMatchObject({ state: 'inStage', dueAt: DUE, onMissed: 'flag' });
  expect(returned(DUE).state.position).toMatchObject({ state: 'inStage', dueAt: null, onMissed: null });
});

test('returned evidence lapses by a certain date only', () => {
  const returned = (provisional: boolean) =>
    at('checkpoint', { acceptance: 'office', onMissed: 'lapse', provisional })
      .does('HandIn')
      .does('ReturnEvidence')
      .timePasses();
  expect(returned(false).place).toBe('lapsed');
  expect(returned(true).state.position).toMatchObject({ state: 'inStage', stage: 'review' });
});

test('a unit scores itself, the office verifies with a reason for each difference, and the case goes on', () => {
  const one = at('scoring').does('EnterScore', { body: { score: 9_500 } });
  expect(one.state.position).toMatchObject({ state: 'handedIn', dueAt: null });
  const verified = (score: number, reason: typeof WORDS | null) =>
    one.asks('EnterScore', { by: 'standingOffice', body: { score, reason } });
  expect(short(verified(9_300, null))).toBe('REASON_FOR_DIFFERENCE');
  expect(short(verified(9_300, WORDS))).toEqual(['ScoreEntered → inStage']);
  expect(short(verified(9_500, null))).toEqual(['ScoreEntered → inStage']);
  one.does('EnterScore', { by: 'standingOffice', body: { score: 9_500 } });
  expect(stageRecord(one.state, 'first')).toMatchObject({ selfScore: 9_500, verifiedScore: 9_500, accepted: true });
});

test('who scores: the unit itself, then the office, in a cluster its head', () => {
  const own = (kind: StageKind, by: 'standingOffice' | 'clusterHead') =>
    short(at(kind).asks('EnterScore', { by, body: { as: 'self' } }));
  expect(own('scoring', 'standingOffice')).toBe('WRONG_ROLE');
  const verifies = (kind: StageKind, by: 'unitClerk' | 'standingOffice' | 'clusterHead') =>
    short(
      at(kind)
        .does('EnterScore')
        .asks('EnterScore', { by, body: { as: 'verified' } }),
    );
  expect(verifies('scoring', 'unitClerk')).toBe('WRONG_ROLE');
  expect(verifies('scoring', 'clusterHead')).toBe('WRONG_ROLE');
  expect(verifies('scoring', 'standingOffice')).toEqual(['ScoreEntered → inStage']);
  expect(verifies('clusterScoring', 'standingOffice')).toBe('WRONG_ROLE');
  expect(verifies('clusterScoring', 'clusterHead')).toEqual(['ScoreEntered → inStage']);
});

test('a score is entered from the opening on, and late ones are marked', () => {
  const one = at('scoring', { opensAt: START + DAY });
  expect(short(one.asks('EnterScore', { at: START + DAY - 1 }))).toBe('STAGE_NOT_OPEN');
  expect(short(one.asks('EnterScore', { at: START + DAY }))).toEqual(['ScoreEntered → handedIn']);
  expect(one.does('EnterScore', { at: DUE }).state.marks).toEqual(['late']);
});

test('a missed score is entered and verified late, and moves nothing', () => {
  const one = at('scoring').timePasses();
  const { position } = one.state;
  one.does('EnterScore', { body: { stage: 'first' } });
  one.does('EnterScore', { by: 'standingOffice', body: { stage: 'first' } });
  expect(one.state).toMatchObject({ position, marks: ['late'] });
  expect(short(one.asks('EnterScore', { body: { stage: 'first' } }))).toBe('STAGE_NOT_OWED');
});

test('the initiative council recognises once, and the office binds what was recognised', () => {
  const one = at('initiative').does('HandIn');
  expect(waitsFor(one.state)).toBe('initiativeCouncil');
  expect(short(one.asks('BindInitiative'))).toBe('INITIATIVE_NOT_RECOGNISED');
  one.does('RecogniseInitiative', { body: { scope: 'province', number: '7/SK', on: '2021-01-04' } });
  expect(one.place).toBe('handedIn');
  expect(waitsFor(one.state)).toBe('standingOffice');
  expect(short(one.asks('RecogniseInitiative'))).toBe('OUT_OF_ORDER');
  expect(short(one.asks('RefuseInitiative'))).toBe('OUT_OF_ORDER');
  expect(short(one.asks('BindInitiative'))).toEqual(['InitiativeBound → inStage']);
});

test('a refused initiative leaves the case its other ground', () => {
  expect(short(at('initiative').does('HandIn').asks('RefuseInitiative'))).toEqual(['InitiativeRefused → inStage']);
});

test('an initiative is answered for the stage where the case stands', () => {
  const one = at('initiative').does('HandIn');
  const elsewhere = { body: { stage: 'review' } };
  expect(short(one.asks('RecogniseInitiative', elsewhere))).toBe('STAGE_NOT_OWED');
  expect(short(one.asks('RefuseInitiative', elsewhere))).toBe('STAGE_NOT_OWED');
  expect(short(one.asks('BindInitiative', elsewhere))).toBe('STAGE_NOT_OWED');
});

test('an initiative stage that nobody answered for has its own lapse', () => {
  expect(caseIn('lapsed/initiative').state).toMatchObject({ endedFrom: { state: 'inStage', stage: 'initiative' } });
});
