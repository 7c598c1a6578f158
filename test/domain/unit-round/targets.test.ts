import { expect, test } from 'vitest';
import type { Target } from '../../../domain/unit-round/targets.ts';
import { UNIT_ROUND, type UnitRoundCommand, type UnitRoundFacts } from '../../../domain/unit-round/unit-round.ts';
import { actor, short, WORDS } from '../../builders/case.ts';
import { DAY, round, START, stage } from '../../builders/round.ts';
import { Story } from '../story.ts';

const DUE = START + 30 * DAY;
const QUARTER: Target = { title: 'BK', percent: 25, of: 'LDTT' };
const FORTY_ONE: Target = { title: 'LDTT', number: 41 };

const registers = (...targets: Target[]): UnitRoundCommand => ({
  kind: 'RegisterTargets',
  body: { round: 'test-plan/annual', targets },
});
const confirms = (act: number): UnitRoundCommand => ({ kind: 'ConfirmTargets', body: { act } });

function facts(onePerson = false): UnitRoundFacts {
  const stages = [stage('registration', { dueAt: DUE }), stage('nomination')];
  return { round: round({ stages, afterWindow: 'refuse' }), owing: [], onePerson };
}

const unit = (onePerson = false) => new Story(UNIT_ROUND, facts(onePerson));
const proposed = () => unit().does(registers(FORTY_ONE, QUARTER), 'unitClerk');

test('a unit registers a number or a share of another title without names, and its head confirms it', () => {
  const one = proposed();
  expect(one.state).toMatchObject({ unit: 'ward-1', targets: [], targetsPending: { seq: 1 } });
  expect(short(one.asks(confirms(1), actor('unitHead', { id: 'unitClerk' })))).toBe('SAME_PERSON');
  expect(short(one.asks(confirms(2), 'unitHead'))).toBe('NO_ACT_PENDING');
  expect(short(one.asks(confirms(1), 'unitClerk'))).toBe('WRONG_ROLE');
  one.does(confirms(1), 'unitHead');
  expect(one.state).toMatchObject({ targets: [FORTY_ONE, QUARTER], targetsPending: null });
  expect(one.carried()).toEqual([]);
});

test('they are registered in the window of the registration, and so is their confirmation', () => {
  expect(short(unit().asks(registers(FORTY_ONE), 'unitClerk', { at: DUE - 1 }))).toEqual(['TargetsProposed']);
  expect(short(unit().asks(registers(FORTY_ONE), 'unitClerk', { at: DUE }))).toBe('WINDOW_CLOSED');
  expect(short(proposed().asks(confirms(1), 'unitHead', { at: DUE }))).toBe('WINDOW_CLOSED');
});

test('a title stands once, and is one of the round; so is the title that a share is of', () => {
  expect(short(unit().asks(registers(FORTY_ONE, { title: 'LDTT', number: 3 }), 'unitClerk'))).toBe('LINES_DIFFER');
  expect(short(unit().asks(registers({ title: 'X', number: 3 }), 'unitClerk'))).toBe('TITLE_NOT_IN_ROUND');
  expect(short(unit().asks(registers({ ...QUARTER, of: 'X' }), 'unitClerk'))).toBe('TITLE_NOT_IN_ROUND');
});

test('what is declined leaves what was registered, and a title registered again has its new target', () => {
  const one = proposed()
    .does(confirms(1), 'unitHead')
    .does(registers({ title: 'LDTT', number: 40 }), 'unitClerk');
  expect(short(one.asks(registers(QUARTER), 'unitClerk'))).toBe('ACT_ALREADY_PENDING');
  one.does({ kind: 'DeclineTargets', body: { act: 3, reason: WORDS } }, 'unitHead');
  expect(one.state.targets).toEqual([FORTY_ONE, QUARTER]);
  one.does(registers({ title: 'LDTT', number: 40 }), 'unitClerk').does(confirms(5), 'unitHead');
  expect(one.state.targets).toEqual([QUARTER, { title: 'LDTT', number: 40 }]);
});

test('a unit of one person registers at once', () => {
  const one = unit(true).does(registers(QUARTER), 'unitClerk');
  expect(one.events.map(({ kind }) => kind)).toEqual(['TargetsProposed', 'TargetsRegistered']);
  expect(one.state.targets).toEqual([QUARTER]);
});
