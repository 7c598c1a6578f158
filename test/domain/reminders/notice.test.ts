import { expect, test } from 'vitest';
import type { ProposalCommandKind } from '../../../domain/proposal/commands.ts';
import { isTold, knownTo, noticeOf } from '../../../domain/reminders/notice.ts';
import { actor, type Case, caseIn, type How, OFFICE } from '../../builders/case.ts';

/** What is told of an act, by where it found the case. */
function told<K extends ProposalCommandKind>(one: Case, act: K, how: How<K> = {}): (string | undefined)[] {
  const { seq, position } = one.state;
  one.does(act, how);
  const events = one.events.filter(({ envelope }) => envelope.seq > seq);
  return events.filter((event) => isTold(position.state, event)).map((event) => noticeOf(event)?.outcome);
}

const again = ['livesAgain'];

test('a case that comes back from an end of which people were told is told to live again', () => {
  const reinstating = caseIn('lapsed/initiative reinstating');
  expect(told(reinstating, 'ConfirmAct', { by: 'councilChair' })).toEqual(again);
  expect(told(caseIn('rejected'), 'Redecide', { body: { stage: 'registration' } })).toEqual(again);
  expect(told(caseIn('notPassed'), 'Redecide')).toEqual(again);
  expect(told(caseIn('declined'), 'Redecide')).toEqual(again);
  expect(told(caseIn('refusedAbove'), 'ReopenFromAbove')).toEqual(again);
  const body = { stage: 'initiative' };
  expect(told(caseIn('lapsed/initiative'), 'HandIn', { at: 0, body })).toEqual(again);
});

test('whoever was told of no end is told of no new life', () => {
  const reinstating = caseIn('notNominated').does('Reinstate');
  expect(told(reinstating, 'ConfirmAct', { by: 'councilChair' })).toEqual([]);
  expect(told(caseIn('notNominated'), 'Redecide', { body: { stage: 'nomination' } })).toEqual([]);
  // The date was only missed; the case stood where it stands.
  const body = { stage: 'checkpoint' };
  expect(told(caseIn('inStage/checkpoint blocked'), 'HandIn', { at: 0, body })).toEqual([]);
});

test('a withdrawal is told; an import that the second person declined is not, since nobody has heard of it', () => {
  expect(told(caseIn('awaitingHead'), 'Withdraw')).toEqual(['withdrawn']);
  const imported = caseIn('importing');
  expect(told(imported, 'DeclineAct', { by: 'councilChair' })).toEqual([]);
  expect(imported.place).toBe('withdrawn');
});

test('whoever did it knows it without a mail, and nobody of the same name in another organisation does', () => {
  const [event] = caseIn('awaitingHead')
    .does('Withdraw', { by: actor('unitHead', { id: 'head' }) })
    .events.slice(-1);
  if (event === undefined) throw new Error('Nothing was recorded');
  expect(knownTo(event)).toBe('head');
  const fromAbove = { ...event, envelope: { ...event.envelope, org: OFFICE, actorOrg: 'city' } };
  expect(knownTo(fromAbove)).toBeNull();
});
