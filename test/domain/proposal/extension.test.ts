import { expect, test } from 'vitest';
import { endOfDay, type LocalDate } from '../../../domain/calendar/local-date.ts';
import { Case, short, WORDS } from '../../builders/case.ts';
import { DAY, round, START, stage } from '../../builders/round.ts';

const DUE = START + 10 * DAY;
const LATER: LocalDate = '2021-02-01';
const extension = (dueOn: LocalDate = LATER, key = 'checkpoint') => ({
  body: { stage: key, dueOn, reason: WORDS, document: null },
});

/** A registered case that stands at its checkpoint, with another one ahead. */
function atCheckpoint(change: Parameters<typeof stage>[1] = {}): Case {
  const stages = [
    stage('registration'),
    stage('checkpoint', { dueAt: DUE, onMissed: 'lapse', ...change }),
    stage('checkpoint', { key: 'second', dueAt: DUE + 60 * DAY }),
    stage('nomination'),
    stage('appraisal'),
    stage('decision'),
  ];
  return new Case(round({ stages })).does('Submit').does('Confirm').does('Accept');
}

test('an extension moves the deadline of one case to the end of its day, and the timer with it', () => {
  const one = atCheckpoint().does('Extend', extension());
  expect(one.state.position).toMatchObject({ dueAt: endOfDay(LATER), onMissed: 'lapse', printed: null });
  expect(one.state.dueSetBy).toBe(one.state.seq);
  one.until(endOfDay(LATER) - 1);
  expect(short(one.asks('HandIn'))).toEqual(['EvidenceHandedIn → inStage']);
  expect(one.does('HandIn').state.stages.checkpoint).toMatchObject({ late: false });
});

test('it must be later than the deadline in force, and lie ahead', () => {
  const asks = (dueOn: LocalDate, at: number) => short(atCheckpoint().asks('Extend', { ...extension(dueOn), at }));
  // The deadline is noon of the fourteenth; the extension is to the end of a day.
  expect(asks('2021-01-13', START)).toBe('NO_LATER_DEADLINE');
  expect(asks('2021-01-14', START)).toEqual(['DeadlineExtended → inStage']);
  expect(asks('2021-01-14', endOfDay('2021-01-14') - 1)).toEqual(['DeadlineExtended → inStage']);
  expect(asks('2021-01-14', endOfDay('2021-01-14'))).toBe('DUE_IN_THE_PAST');
  expect(short(atCheckpoint({ dueAt: null }).asks('Extend', extension()))).toBe('NO_LATER_DEADLINE');
  expect(short(atCheckpoint().asks('Extend', extension(LATER, 'nowhere')))).toBe('STAGE_NOT_OWED');
});

test('after the deadline it opens again what a block had closed', () => {
  const one = atCheckpoint({ onMissed: 'block' }).until(DUE).timePasses();
  expect(one.state.position).toMatchObject({ state: 'inStage', stage: 'checkpoint', dueAt: null });
  one.does('Extend', extension());
  expect(one.state.position).toMatchObject({ dueAt: endOfDay(LATER), onMissed: 'block' });
  expect(one.does('HandIn').state.stages.checkpoint).toMatchObject({ late: false });
});

test('a stage that is still ahead is extended for when the case comes to it', () => {
  const one = atCheckpoint().does('Extend', extension('2021-06-01', 'second'));
  expect(one.state.position).toMatchObject({ stage: 'checkpoint', dueAt: DUE });
  expect(one.does('HandIn').state.position).toMatchObject({ stage: 'second', dueAt: endOfDay('2021-06-01') });
});

test('an amendment takes no extension away, and moves it to a day that is later still', () => {
  const one = atCheckpoint().does('Extend', extension());
  const amended = (planVersion: number, dueAt: number | null) => {
    const { round: pinned } = one.state.opened ?? {};
    if (pinned === undefined) throw new Error('The case has not begun');
    const stages = pinned.stages.map((each) => (each.key === 'checkpoint' ? { ...each, dueAt } : each));
    one.does('Recalendar', { body: { planVersion }, facts: { round: { ...pinned, planVersion, stages } } });
    return one.state.position.dueAt;
  };
  expect(amended(2, DUE + DAY)).toBe(endOfDay(LATER));
  expect(amended(3, endOfDay(LATER) + DAY)).toBe(endOfDay(LATER) + DAY);
  expect(amended(4, null)).toBeNull();
});
