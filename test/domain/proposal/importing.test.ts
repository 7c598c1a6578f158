import { expect, test } from 'vitest';
import { carryFromProposal, listingsOfProposal } from '../../../domain/proposal/carry.ts';
import { actor, Case, caseIn, fullRound, PAST_LETTER, short, WORDS } from '../../builders/case.ts';
import { DAY, round, START, stage } from '../../builders/round.ts';

const second = { by: actor('standingOffice', { id: 'second' }) };
const imports = (key: string, one = new Case()) => one.does('Import', { body: { stage: key } });
const confirmed = (key: string, one = new Case()) => imports(key, one).does('ConfirmAct', second);

test('an imported case begins with its import, and stands nowhere until a second person has confirmed it', () => {
  const one = imports('appraisal');
  expect(one.events.map(({ kind }) => kind)).toEqual(['Imported']);
  expect(one.state).toMatchObject({
    position: { state: 'importing', stage: 'appraisal', dueAt: null },
    opened: { origin: 'import', title: 'LDTT' },
    pendingAct: { seq: 1, act: { kind: 'Import', body: { references: [PAST_LETTER] } }, by: 'standingOffice' },
    marks: ['imported'],
    proposers: [],
  });
  for (const act of ['Receive', 'Return', 'Reject', 'HandIn', 'Extend', 'Submit', 'Nominate', 'Withdraw'] as const)
    expect(short(one.asks(act))).toBe('OUT_OF_ORDER');
});

test('it is confirmed by another person of the office or by the chair, and by nobody else', () => {
  const one = imports('appraisal');
  expect(short(one.asks('ConfirmAct', { by: 'standingOffice' }))).toBe('SAME_PERSON');
  expect(short(one.asks('ConfirmAct', { by: 'unitHead' }))).toBe('WRONG_ROLE');
  expect(short(one.asks('ConfirmAct', second))).toEqual(['ImportConfirmed → nominated']);
  expect(short(one.asks('ConfirmAct', { by: 'councilChair' }))).toEqual(['ImportConfirmed → nominated']);
});

test('a declined import ends the case, which says who declined it and why', () => {
  const one = imports('appraisal');
  expect(short(one.asks('DeclineAct', { by: 'standingOffice' }))).toBe('SAME_PERSON');
  one.does('DeclineAct', { ...second, body: { reason: WORDS } });
  expect(one.events.map(({ kind }) => kind)).toEqual(['Imported', 'ActDeclined', 'Withdrawn']);
  expect(one.state).toMatchObject({ position: { state: 'withdrawn' }, pendingAct: null });
  const last = one.events.at(-1);
  expect(last === undefined ? null : carryFromProposal(one.state, last)).toEqual([]);
  expect(last === undefined ? null : listingsOfProposal(caseIn('importing').state, last)).toEqual([]);
});

test.each([
  ['checkpoint', 'inStage', false, false],
  ['nomination', 'inStage', false, false],
  ['appraisal', 'nominated', true, false],
  ['publicNotice', 'inStage', true, false],
  ['council', 'readyForCouncil', true, false],
  ['partyOpinion', 'inStage', true, true],
  ['decision', 'passed', true, true],
])('imported at %s it stands as any case that came there', (key, state, nominated, tallied) => {
  const one = confirmed(key);
  expect(one.state).toMatchObject({ position: { state, stage: key }, nominated, tallied, pendingAct: null });
});

test('behind the council the unit’s head no longer withdraws it alone', () => {
  expect(short(confirmed('publicNotice').asks('Withdraw'))).toEqual(['Withdrawn → withdrawn']);
  expect(short(confirmed('partyOpinion').asks('Withdraw'))).toEqual(['ActProposed']);
});

test('it goes on to its end, and whoever imported it may appraise it', () => {
  const one = confirmed(
    'appraisal',
    new Case(round({ stages: [stage('appraisal'), stage('council'), stage('decision')] })),
  );
  one
    .does('Receive')
    .does('Appraise')
    .does('PutOnAgenda')
    .does('RecordResult')
    .does('ListOnDecision')
    .does('GrantAward');
  expect(one.place).toBe('granted');
});

test('what is returned to the unit is mended by the unit', () => {
  const one = confirmed('appraisal').does('Return').does('Resubmit').does('Confirm');
  expect(one.state.position).toMatchObject({ state: 'nominated', stage: 'appraisal' });
});

test.each(['registration', 'nowhere', 'submission'])('no case is imported at %s', (key) => {
  expect(short(new Case().asks('Import', { body: { stage: key } }))).toBe('STAGE_NOT_IMPORTABLE');
});

test('nor at the conferral of an award that has no decision here', () => {
  const of = round({ stages: [stage('appraisal'), stage('decision'), stage('conferral')] });
  expect(short(new Case(of).asks('Import', { body: { stage: 'conferral' } }))).toBe('STAGE_NOT_IMPORTABLE');
});

test('a title that is decided above is imported on its own way', () => {
  const asks = (key: string) => short(new Case(fullRound(), { title: 'BK' }).asks('Import', { body: { stage: key } }));
  expect(asks('decision')).toBe('STAGE_NOT_IMPORTABLE');
  expect(asks('submission')).toEqual(['Imported → importing']);
});

test('a date of the stage that has passed on paper is not held against the case, and one ahead holds', () => {
  const dueAt = START + 10 * DAY;
  const of = round({
    stages: [stage('checkpoint', { dueAt, onMissed: 'lapse' }), stage('appraisal'), stage('decision')],
  });
  const at = (instant: number) => imports('checkpoint', new Case(of)).does('ConfirmAct', { ...second, at: instant });
  expect(at(dueAt - 1).state.position).toMatchObject({ dueAt, onMissed: 'lapse' });
  expect(at(dueAt).state.position).toMatchObject({ dueAt: null, onMissed: null });
});

test('only a draft of the office, in a round that is open still, with papers that exist', () => {
  const asks = (change: object, at = START) => short(new Case(fullRound(), change).asks('Import', { at }));
  expect(asks({ begunByOffice: false })).toBe('NOT_YOUR_UNIT');
  expect(asks({ claimedBy: 'proposal/first' })).toBe('ALREADY_PROPOSED');
  expect(asks({ title: 'HCLĐ' })).toBe('TITLE_NOT_IN_ROUND');
  const closing = new Case(fullRound({ closesAt: START + DAY }));
  expect(short(closing.asks('Import', { at: START + DAY }))).toBe('ROUND_CLOSED');
  expect(short(closing.asks('Import', { at: START + DAY - 1 }))).toEqual(['Imported → importing']);
  const references = [PAST_LETTER, { ...PAST_LETTER, on: '2021-01-05' }];
  expect(short(new Case().asks('Import', { body: { references } }))).toBe('DAY_AHEAD');
  expect(short(new Case().asks('Import', { body: { references }, at: START + DAY }))).toEqual(['Imported → importing']);
  expect(short(new Case().asks('Import', { facts: { rowVersion: 2 } }))).toBe('STALE');
  expect(short(new Case().asks('Import', { facts: { opening: null } }))).toBe('ROUND_NOT_OPEN');
});

test('an amendment reaches it while it waits, and it comes to its place under the new calendar', () => {
  const dueAt = START + 10 * DAY;
  const stages = [stage('checkpoint', { dueAt }), stage('appraisal'), stage('decision')];
  const one = imports('checkpoint', new Case(round({ stages })));
  const later = stages.map((each) => (each.kind === 'checkpoint' ? { ...each, dueAt: dueAt + DAY } : each));
  one.does('Recalendar', { facts: { round: round({ planVersion: 2, stages: later }) } });
  expect(one.state).toMatchObject({ position: { state: 'importing', dueAt: null }, pendingAct: { seq: 1 } });
  expect(one.does('ConfirmAct', second).state.position).toMatchObject({ dueAt: dueAt + DAY });
});
