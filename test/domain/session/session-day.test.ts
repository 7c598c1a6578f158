import { describe, expect, test } from 'vitest';
import type { LocalDate } from '../../../domain/calendar/local-date.ts';
import { SESSION } from '../../../domain/session/session.ts';
import type { Days } from '../../../domain/session/session-day.ts';
import { actor, LETTER, short, TALLY, WORDS } from '../../builders/case.ts';
import { line, Story } from '../story.ts';

const FREE: Days = { enteredOn: null, council: { stands: null, asked: null }, lines: [] };
const HELD: Days = { ...FREE, enteredOn: '2021-01-20' };
const withDays = (days: Days) => ({ facts: { regulations: [], days } });
const bounds = (reachedOn: LocalDate, nextOn: LocalDate | null = null): Days['lines'] => [
  { proposal: 'a', reachedOn, nextOn },
];

const move = (heldOn: LocalDate) => ({ kind: 'MoveSession', body: { heldOn, reason: WORDS } }) as const;
const correct = (heldOn: LocalDate) => ({ kind: 'CorrectDay', body: { heldOn, reason: WORDS } }) as const;
const confirm = (act: number) => ({ kind: 'ConfirmCorrection', body: { act } }) as const;
const decline = (act: number) => ({ kind: 'DeclineCorrection', body: { act, reason: WORDS } }) as const;

/** Called for 4 January. */
function called() {
  const lines = [line('a', { state: 'readyForCouncil', stageKind: 'council' })];
  return new Story(SESSION, { lines, regulations: [], days: HELD }).does(
    { kind: 'CallSession', body: { meeting: 'meeting', heldOn: '2021-01-04', proposals: ['a'] } },
    'councilSecretary',
  );
}

function entered() {
  const lines = [{ proposal: 'a', tally: TALLY, minutesSay: 'passed' as const }];
  return called().does({ kind: 'EnterResult', body: { lines, minutes: LETTER } }, 'councilSecretary');
}

const closed = () => entered().does({ kind: 'ConfirmResult', body: { act: 2 } }, 'councilChair');
const correcting = () => closed().does(correct('2021-01-03'), 'councilSecretary', withDays(HELD));

describe('a session that has not been held', () => {
  test('is put off or brought forward by the secretary alone, and its result is owed on the day that stands last', () => {
    const one = called().does(move('2021-02-01'), 'councilSecretary', withDays(FREE));
    expect([one.state.phase, one.state.heldOn, one.carried()]).toEqual(['called', '2021-02-01', []]);
    one.does(move('2021-01-05'), 'councilSecretary', withDays(FREE));
    expect(one.state.heldOn).toBe('2021-01-05');
    expect(short(one.asks(move('2021-01-06'), 'councilChair', withDays(FREE)))).toBe('WRONG_ROLE');
  });

  test('is on no day before its cases had come so far, and to move it to its own day is nothing', () => {
    const since = (reachedOn: LocalDate) => withDays({ ...FREE, lines: bounds(reachedOn) });
    expect(short(called().asks(move('2021-01-03'), 'councilSecretary', since('2021-01-03')))).toEqual(['SessionMoved']);
    expect(called().asks(move('2021-01-02'), 'councilSecretary', since('2021-01-03'))).toMatchObject({
      refusal: { code: 'DAY_BEFORE', facts: { lines: [{ proposal: 'a', reachedOn: '2021-01-03' }] } },
    });
    expect(short(called().asks(move('2021-01-04'), 'councilSecretary', withDays(FREE)))).toBe('NOTHING_TO_CORRECT');
  });

  test('may come under a new council, which will judge it', () => {
    const council = { stands: 1, asked: 2 };
    expect(short(called().asks(move('2021-02-01'), 'councilSecretary', withDays({ ...FREE, council })))).toEqual([
      'SessionMoved',
    ]);
  });

  test('that has a result which the chair declined was held by then, and under the council of its day', () => {
    const declined = () => entered().does({ kind: 'DeclineResult', body: { act: 2, reason: WORDS } }, 'councilChair');
    const asks = (heldOn: LocalDate, days: Partial<Days> = {}) =>
      short(declined().asks(move(heldOn), 'councilSecretary', withDays({ ...HELD, ...days })));
    expect(asks('2021-01-20')).toEqual(['SessionMoved']);
    expect(asks('2021-01-21')).toBe('DAY_AFTER');
    expect(asks('2021-01-05', { council: { stands: 1, asked: 1 } })).toEqual(['SessionMoved']);
    expect(asks('2021-01-05', { council: { stands: 1, asked: null } })).toBe('COUNCIL_DIFFERS');
  });

  test('is moved no more once its result is entered, and has no day to correct before it is closed', () => {
    expect(short(entered().asks(move('2021-01-05'), 'councilSecretary'))).toBe('OUT_OF_ORDER');
    expect(short(entered().asks(correct('2021-01-05'), 'councilSecretary'))).toBe('OUT_OF_ORDER');
    expect(short(called().asks(correct('2021-01-05'), 'councilSecretary'))).toBe('OUT_OF_ORDER');
  });
});

describe('the day of a session that was held', () => {
  test('is corrected by two: the secretary enters it and the chair confirms it, and nothing of the result moves', () => {
    const one = correcting();
    expect([one.state.phase, one.state.heldOn]).toEqual(['correcting', '2021-01-04']);
    expect(short(one.asks(confirm(4), actor('councilChair', { id: 'councilSecretary' })))).toBe('SAME_PERSON');
    expect(short(one.asks(confirm(3), 'councilChair'))).toBe('NO_ACT_PENDING');
    const before = one.state.entered;
    one.does(confirm(4), 'councilChair', withDays(HELD));
    expect(one.last()).toMatchObject({
      kind: 'DayCorrected',
      body: { enteredBy: 'councilSecretary', heldOn: '2021-01-03' },
    });
    expect(one.state).toMatchObject({ phase: 'closed', heldOn: '2021-01-03', entered: before, correction: null });
    expect([one.carried(), one.state.corrected]).toEqual([[], undefined]);
  });

  test('stays when the chair declines, and while it waits nothing else is corrected', () => {
    const one = correcting();
    expect(short(one.asks(correct('2021-01-02'), 'councilSecretary', withDays(HELD)))).toBe('OUT_OF_ORDER');
    one.does(decline(4), 'councilChair');
    expect([one.state.phase, one.state.heldOn]).toEqual(['closed', '2021-01-04']);
    expect(short(one.asks(correct('2021-01-04'), 'councilSecretary', withDays(HELD)))).toBe('NOTHING_TO_CORRECT');
  });

  test('lies between what brought its cases there and what came of it, both days included', () => {
    const days = { ...HELD, lines: bounds('2021-01-02', '2021-01-10') };
    const asks = (heldOn: LocalDate, facts: Days = days) =>
      short(closed().asks(correct(heldOn), 'councilSecretary', withDays(facts)));
    expect(asks('2021-01-01')).toBe('DAY_BEFORE');
    expect(asks('2021-01-02')).toEqual(['DayCorrectionEntered']);
    expect(asks('2021-01-10')).toEqual(['DayCorrectionEntered']);
    expect(asks('2021-01-11')).toBe('DAY_AFTER');
    expect(asks('2021-01-20', HELD)).toEqual(['DayCorrectionEntered']);
    expect(asks('2021-01-21', HELD)).toBe('DAY_AFTER');
  });

  test('takes the result to no other council, and all is asked again when the chair confirms', () => {
    const other = { ...HELD, council: { stands: 1, asked: 2 } };
    expect(closed().asks(correct('2021-01-03'), 'councilSecretary', withDays(other))).toMatchObject({
      refusal: { code: 'COUNCIL_DIFFERS', facts: { stands: 1, asked: 2 } },
    });
    expect(short(correcting().asks(confirm(4), 'councilChair', withDays(other)))).toBe('COUNCIL_DIFFERS');
    // Nobody had constituted the council that counted these votes: to a day without one they may go.
    const back = { ...HELD, council: { stands: 2, asked: null } };
    expect(short(closed().asks(correct('2021-01-03'), 'councilSecretary', withDays(back)))).toEqual([
      'DayCorrectionEntered',
    ]);
    const passed = { ...HELD, lines: bounds('2021-01-01', '2021-01-02') };
    expect(short(correcting().asks(confirm(4), 'councilChair', withDays(passed)))).toBe('DAY_AFTER');
  });
});
