import { expect, test } from 'vitest';
import { endOfDay, startOfDay } from '../../../domain/calendar/local-date.ts';
import { deputyshipAt, type NamedDeputy } from '../../../domain/office/deputies.ts';
import { isNamed, isSettled, unnamedAmong } from '../../../domain/office/lost-namings.ts';
import { OFFICE } from '../../../domain/office/office.ts';
import { actor, LETTER, short } from '../../builders/case.ts';
import { START } from '../../builders/round.ts';
import { Story } from '../story.ts';

const NAMED: NamedDeputy = {
  role: 'councilChair',
  principal: 'councilChair',
  deputy: 'vice',
  fromOn: '2021-01-11',
  toOn: '2021-01-15',
  document: { ...LETTER, on: '2021-01-04' },
};
const FIRST = startOfDay('2021-01-11');
const LAST = endOfDay('2021-01-15') - 1;
const OVER = endOfDay('2021-01-15');
const ENGAGED = { role: 'standingOffice', unit: null } as const;
const office = () => new Story(OFFICE, { deputy: ENGAGED, principal: null });
const name = (named = NAMED) => ({ kind: 'NameDeputy', body: named }) as const;
const namedOn = (at: number, unnamed: { firstAt: number; lastAt: number } | null = null) =>
  office().does(name(), 'councilChair', { at, facts: { deputy: ENGAGED, unnamed } }).state.deputyships;

const by = (deputyship: number | null) => (receivedAt: number) => ({ receivedAt, deputyship });

test('what was brought back of the days of a naming, and whose own naming is not on record, is unnamed', () => {
  expect(unnamedAmong([], NAMED, [FIRST, LAST].map(by(1)))).toEqual({ firstAt: FIRST, lastAt: LAST });
  expect(unnamedAmong([], NAMED, [FIRST - 1, LAST, OVER].map(by(1)))).toEqual({ firstAt: LAST, lastAt: LAST });
  expect(unnamedAmong([], NAMED, [FIRST - 1, OVER].map(by(1)))).toBeNull();
  expect(unnamedAmong([], NAMED, [])).toBeNull();
});

test('no naming is of a later paper than what was done by it', () => {
  const later = { ...NAMED, document: { ...LETTER, on: '2021-01-13' as const } };
  const [before, on] = [startOfDay('2021-01-13') - 1, startOfDay('2021-01-13')];
  expect(unnamedAmong([], later, [before, on].map(by(1)))).toEqual({ firstAt: on, lastAt: on });
});

test('an act is named by the very naming that it cites: another of the same two persons is not the one', () => {
  const known = namedOn(START);
  expect([isNamed(known, by(1)(FIRST)), isNamed(known, by(2)(FIRST)), isNamed(known, by(null)(FIRST))]).toEqual([
    true,
    false,
    true,
  ]);
  expect(unnamedAmong(known, NAMED, [FIRST].map(by(1)))).toBeNull();
  expect(unnamedAmong(known, NAMED, [FIRST].map(by(2)))).toEqual({ firstAt: FIRST, lastAt: FIRST });
  const another = { ...NAMED, deputy: 'somebody' };
  expect(unnamedAmong(known, another, [FIRST].map(by(1)))).toEqual({ firstAt: FIRST, lastAt: FIRST });
});

test('days that are over are named only where something of them was brought back without its naming', () => {
  const asks = (facts: object) =>
    short(office().asks(name(), 'councilChair', { at: OVER, facts: { ...facts, deputy: ENGAGED } }));
  const unnamed = { firstAt: FIRST, lastAt: FIRST };
  expect([asks({}), asks({ unnamed: null })]).toEqual(['DEPUTY_DAYS_IMPOSSIBLE', 'DEPUTY_DAYS_IMPOSSIBLE']);
  expect(asks({ unnamed })).toEqual(['DeputyNamed']);
});

test('a naming that is entered again settles what was brought back, and gives no power over what was received before it', () => {
  const again = startOfDay('2021-01-14');
  const known = namedOn(again, { firstAt: FIRST + 5, lastAt: FIRST + 9 });
  const settled = (receivedAt: number) => isSettled(known, receivedAt);
  expect([FIRST + 4, FIRST + 5, FIRST + 9, FIRST + 10].map(settled)).toEqual([false, true, true, false]);
  const vice = actor('councilChair', { id: 'vice', actingFor: 'councilChair' });
  const may = (receivedAt: number) => deputyshipAt(known, vice, receivedAt)?.seq ?? null;
  expect([FIRST + 5, again - 1, again, LAST].map(may)).toEqual([null, null, 1, 1]);
});

test('in good times a naming settles nothing, and its event says nothing of it', () => {
  expect(namedOn(START)[0]).not.toHaveProperty('settles');
  expect(isSettled(namedOn(START), FIRST)).toBe(false);
});
