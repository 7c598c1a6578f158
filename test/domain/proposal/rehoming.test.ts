import { expect, test } from 'vitest';
import { actor, caseIn, PAST_LETTER, short } from '../../builders/case.ts';
import { DAY, START } from '../../builders/round.ts';

const inWard2 = (role: 'unitClerk' | 'unitHead') => actor(role, { unit: 'ward-2', id: `${role} of ward-2` });

test('the case stays where it is and becomes the other unit’s, and the event keeps whose it was', () => {
  const one = caseIn('awaitingHead');
  const { position } = one.state;
  one.does('Rehome');
  expect(one.state).toMatchObject({ position, opened: { unit: 'ward-2', onePerson: false } });
  expect(one.events.at(-1)).toMatchObject({
    body: { from: 'ward-1', unit: 'ward-2', document: PAST_LETTER, marks: [] },
  });
  expect(short(one.asks('Confirm'))).toBe('NOT_YOUR_UNIT');
  expect(short(one.asks('Confirm', { by: inWard2('unitHead') }))).toEqual(['Confirmed → awaitingAcceptance']);
});

test('it goes to another unit of the plan in force only, by an act that exists', () => {
  const one = caseIn('nominated');
  expect(short(one.asks('Rehome', { body: { unit: 'ward-1' } }))).toBe('NO_OTHER_UNIT');
  expect(short(one.asks('Rehome', { facts: { home: { known: false, onePerson: false } } }))).toBe('NO_OTHER_UNIT');
  const document = { ...PAST_LETTER, on: '2021-01-05' };
  const asks = (at: number) => short(caseIn('awaitingHead').asks('Rehome', { body: { document }, at }));
  expect(asks(START)).toBe('DAY_AHEAD');
  expect(asks(START + DAY)).toEqual(['Rehomed']);
});

test('in a unit of one person the case is marked, and nominated without a second one', () => {
  const one = caseIn('inStage/nomination').does('Rehome', { facts: { home: { known: true, onePerson: true } } });
  expect(one.state.marks).toContain('one person');
  expect(short(one.asks('Nominate', { by: inWard2('unitClerk') }))).toEqual(['Nominated → nominated']);
});

test('what waits for its head waits, in a unit of one person, for the office', () => {
  const one = caseIn('awaitingHead');
  const dueAt = one.now + 9 * DAY;
  one.does('Rehome', { facts: { home: { known: true, onePerson: true }, serviceDue: { dueAt, provisional: false } } });
  expect(one.state.position).toMatchObject({ state: 'awaitingAcceptance', dueAt });
  expect(short(one.asks('Accept'))).toEqual(['Accepted → inStage']);
  const mended = caseIn('inAppraisal').does('Return').does('Resubmit');
  mended.does('Rehome', { facts: { home: { known: true, onePerson: true } } });
  expect(mended.state).toMatchObject({ position: { state: 'inAppraisal' }, leftStep: null });
});

test('what the old unit’s people had proposed falls, and what the office or the authority had does not', () => {
  expect(caseIn('inStage/nomination nominating').does('Rehome').state.pendingAct).toBeNull();
  expect(caseIn('passed/decision withdrawing').does('Rehome').state.pendingAct).toBeNull();
  expect(caseIn('sentUp withdrawing').does('Rehome').state.pendingAct).not.toBeNull();
  expect(caseIn('importing').does('Rehome').state.pendingAct).toMatchObject({ act: { kind: 'Import' } });
});

test('an end that is rehomed is undone to where it was left, in the new unit', () => {
  const one = caseIn('lapsed/initiative reinstating').does('Rehome');
  one.does('ConfirmAct', { by: 'councilChair' });
  expect(one.state).toMatchObject({ position: { state: 'inStage', stage: 'initiative' }, opened: { unit: 'ward-2' } });
});
