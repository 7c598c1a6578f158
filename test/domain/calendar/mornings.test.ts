import { expect, test } from 'vitest';
import { defaultLadder, nextWorkingMorning, rungsOf } from '../../../domain/calendar/ladder.ts';
import { addDays, atTime, startOfDay } from '../../../domain/calendar/local-date.ts';
import { morningsIn } from '../../../domain/calendar/mornings.ts';
import type { WorkingCalendar } from '../../../domain/calendar/working-days.ts';
import { calendar } from '../../plans/hoang-mai.ts';

test('a morning that is remembered is the one that would be worked out, on both sides of every 07:30', () => {
  const mornings = morningsIn(calendar);
  for (let day = 0; day < 120; day += 1) {
    const morning = atTime(addDays('2021-01-01', day), '07:30');
    for (const at of [morning + 1, morning - 1, morning])
      expect(mornings.after(at)).toBe(nextWorkingMorning(at, calendar).at);
  }
});

test('the rungs of a due instant are those of its last day, by the ladder that is asked for', () => {
  const mornings = morningsIn(calendar);
  const once = { beforeDays: [1], afterDue: [] };
  const dueAt = startOfDay('2021-01-29');
  for (const ladder of [defaultLadder, once, defaultLadder])
    expect(mornings.rungs(dueAt, ladder)).toEqual(rungsOf('2021-01-28', ladder, calendar));
});

test('the calendar is asked no more often for many that share a day than for one', () => {
  let asked = 0;
  const counting: WorkingCalendar = {
    exceptions: calendar.exceptions,
    get officialYears() {
      asked += 1;
      return calendar.officialYears;
    },
  };
  const [mornings, first] = [morningsIn(counting), atTime('2021-01-05', '12:00')];
  const ask = (number: number) => [
    mornings.after(first + number),
    mornings.rungs(startOfDay('2021-01-29'), defaultLadder),
  ];
  ask(0);
  const forOne = asked;
  for (let number = 1; number < 1_000; number += 1) ask(number);
  expect(forOne).toBeGreaterThan(0);
  expect(asked).toBe(forOne);
});
