import { expect, test } from 'vitest';
import { addDays, dateOf, endOfDay, type LocalDate } from '../../../domain/calendar/local-date.ts';
import { carryFromProposal } from '../../../domain/proposal/carry.ts';
import { type actor, type Case, caseIn, LOWER, type Standing, short, WORDS } from '../../builders/case.ts';

const today = (one: Case) => dateOf(one.now);
const corrects = (one: Case, change: object = {}, by: Parameters<typeof actor>[0] = 'standingOffice') =>
  one.asks('CorrectReportedNumber', {
    by,
    body: { number: '10', on: today(one), reason: WORDS, ...change },
  });

test('a number that the office typed from paper is corrected by the office, marked as reported, and the old one stays visible', () => {
  const one = caseIn('granted on paper');
  const was = { number: '9', on: today(one) };
  one.does('CorrectReportedNumber', { body: { number: '10', on: addDays(was.on, -1), reason: WORDS } });
  expect(one.state).toMatchObject({ award: { decision: null, number: '10', on: addDays(was.on, -1) } });
  expect(one.place).toBe('granted');
  expect(one.events.at(-1)).toMatchObject({
    kind: 'PaperNumberCorrected',
    body: { list: null, was, number: '10', reason: WORDS, marks: ['reported'] },
  });
});

test('what holds of the number when it is typed holds when it is corrected: its day has come', () => {
  const one = caseIn('granted on paper');
  const tomorrow = addDays(today(one), 1);
  expect(short(corrects(one, { on: tomorrow }))).toBe('DAY_AHEAD');
  const asks = (at: number) =>
    short(one.asks('CorrectReportedNumber', { at, body: { number: '10', on: tomorrow, reason: WORDS } }));
  expect(asks(endOfDay(today(one)) - 1)).toBe('DAY_AHEAD');
  expect(asks(endOfDay(today(one)))).toEqual(['PaperNumberCorrected']);
});

test('the same is no correction', () => {
  const one = caseIn('granted on paper');
  expect(short(corrects(one, { number: '9' }))).toBe('NOTHING_TO_CORRECT');
  expect(short(corrects(one, { number: '9', on: addDays(today(one), -1) }))).toEqual(['PaperNumberCorrected']);
});

test.each([
  ['conferred', (one: Case) => one.does('RecordConferral')],
  ['revoked', (one: Case) => one.does('Revoke', { by: 'standingOffice' })],
] as const)('an award that was %s meanwhile is mended too, to no day behind that', (_name, follows) => {
  const one = follows(caseIn('granted on paper'));
  const followedOn = today(one);
  expect(short(corrects(one))).toEqual(['PaperNumberCorrected']);
  const asks = (on: LocalDate) =>
    one.asks('CorrectReportedNumber', {
      by: 'standingOffice',
      at: endOfDay(followedOn) + 3_600_000,
      body: { number: '10', on, reason: WORDS },
    });
  expect(short(asks(followedOn))).toEqual(['PaperNumberCorrected']);
  expect(asks(addDays(followedOn, 1))).toMatchObject({
    refusal: { code: 'NUMBER_DAY_IMPOSSIBLE', facts: { on: addDays(followedOn, 1), followedOn } },
  });
});

test.each<Standing>(['granted', 'granted above'])(
  'whoever decided speaks for itself: the office does not mend it when %s',
  (standing) => {
    expect(short(corrects(caseIn(standing)))).toBe('WRONG_ROLE');
  },
);

test('nobody but the office mends what it typed', () => {
  for (const by of ['authorityHead', 'unitClerk', 'outbox'] as const)
    expect(short(corrects(caseIn('granted on paper'), {}, by))).toBe('WRONG_ROLE');
});

test('the level below, to which the award was told, is told of the correction', () => {
  const one = caseIn('granted on paper');
  one.does('CorrectReportedNumber');
  const event = one.events.at(-1);
  if (event === undefined || one.state.opened === null) throw new Error('Nothing was corrected');
  const below = { ...one.state, opened: { ...one.state.opened, lower: LOWER } };
  expect(carryFromProposal(below, event)).toEqual([
    {
      org: LOWER.org,
      stream: `proposal/${LOWER.proposal}`,
      kind: 'CorrectNumber',
      body: { list: null, was: { number: '9', on: today(one) }, number: '10', on: today(one), reason: WORDS },
    },
  ]);
});
