import { type LadderSpec, MORNING, nextWorkingMorning, type Rung, rungsOf } from './ladder.ts';
import { atTime, dateOf } from './local-date.ts';
import type { WorkingCalendar } from './working-days.ts';

/** The mornings of a calendar, each worked out once: on one morning many thousand things are asked about, of few days. */
export type Mornings = {
  /** The next 07:30 of a working day strictly after an instant. */
  after(instant: number): number;
  /** Of what is due at an instant. */
  rungs(dueAt: number, ladder: LadderSpec): readonly Rung[];
};

const DAY_MS = 86_400_000;
/** From one 07:30 to the next, every instant has the same working morning ahead. */
const SOME_MORNING = atTime('2021-01-01', MORNING);

export function morningsIn(calendar: WorkingCalendar): Mornings {
  const next = new Map<number, number>();
  const rungs = new Map<LadderSpec, Map<number, readonly Rung[]>>();
  return {
    after: (instant) =>
      known(next, Math.floor((instant - SOME_MORNING) / DAY_MS), () => nextWorkingMorning(instant, calendar).at),
    rungs: (dueAt, ladder) =>
      known(
        known(rungs, ladder, () => new Map()),
        dueAt,
        // A due instant is the end of its last day: the millisecond before it still belongs to that day.
        () => rungsOf(dateOf(dueAt - 1), ladder, calendar),
      ),
  };
}

function known<K, V>(all: Map<K, V>, key: K, workOut: () => V): V {
  const found = all.get(key);
  if (found !== undefined) return found;
  const value = workOut();
  all.set(key, value);
  return value;
}
