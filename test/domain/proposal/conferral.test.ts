import { expect, test } from 'vitest';
import { addDays, type LocalDate, startOfDay } from '../../../domain/calendar/local-date.ts';
import { caseIn, short, WORDS } from '../../builders/case.ts';

test('an award is handed out on or after the day of its decision, on a day that has come', () => {
  const one = caseIn('granted');
  const on: LocalDate = one.state.award?.on ?? '2021-01-01';
  const asks = (day: LocalDate, at = one.now) => short(one.asks('RecordConferral', { body: { on: day }, at }));
  expect(asks(addDays(on, -1))).toBe('CONFERRED_BEFORE_GRANTED');
  expect(asks(on)).toEqual(['ConferralRecorded → conferred']);
  expect(asks(addDays(on, 9), startOfDay(addDays(on, 9)) - 1)).toBe('DAY_AHEAD');
  expect(asks(addDays(on, 9), startOfDay(addDays(on, 9)))).toEqual(['ConferralRecorded → conferred']);
});

test('what was handed out, where, and the money as typed stand with the case', () => {
  const one = caseIn('granted').does('RecordConferral', {
    body: { place: WORDS, items: [WORDS], cash: 1_341_000 },
  });
  expect(one.state).toMatchObject({
    position: { state: 'conferred', dueAt: null },
    conferral: { place: WORDS, items: [WORDS], cash: 1_341_000 },
  });
});
