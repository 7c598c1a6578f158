import { addDays, atTime, dateOf, type LocalDate } from './local-date.ts';
import {
  type CountedDay,
  countDays,
  type DayUnit,
  nearestWorkingDay,
  type Term,
  type WorkingCalendar,
} from './working-days.ts';

/** Who is told when nothing has been handed in, from the one who owes upwards. */
export type Told = 'owner' | 'head' | 'chair';

export type LadderSpec = {
  /** Calendar days back from the last day allowed (0 is that day): the owner is reminded. */
  readonly beforeDays: readonly number[];
  /** Days after the last day allowed. */
  readonly afterDue: readonly (Term & { readonly tells: Told })[];
};

export type Rung = {
  /** Epoch milliseconds, always 07:30 +07:00. */
  readonly at: number;
  readonly tells: Told;
  readonly kind: 'before' | 'after';
  /** Days from the last day allowed in `unit`, before the rung moved off a day off: -7 is T-7, 3 is T+3. */
  readonly offset: number;
  readonly unit: DayUnit;
  /** The morning was chosen from Monday to Friday, for want of a holiday table. */
  readonly provisional: boolean;
};

export type WorkingMorning = { readonly at: number; readonly provisional: boolean };

/** The days before are this product's choice, not law; the days after are proposal-life.md's. A plan may replace both. */
export const defaultLadder: LadderSpec = {
  beforeDays: [7, 3, 1],
  afterDue: [
    { days: 1, unit: 'calendar', tells: 'owner' },
    { days: 3, unit: 'working', tells: 'head' },
    { days: 7, unit: 'calendar', tells: 'chair' },
  ],
};

export const MORNING = '07:30';
const upwards: readonly Told[] = ['owner', 'head', 'chair'];

/**
 * The mornings of one deadline, earliest first. Two rungs may share a morning: a person gets one digest a day anyway.
 * Throws RangeError for a negative or broken count of days.
 */
export function rungsOf(lastDayOn: LocalDate, ladder: LadderSpec, calendar: WorkingCalendar): Rung[] {
  const before = ladder.beforeDays.map((days) => rungBefore(lastDayOn, days, calendar));
  const after = ladder.afterDue.map((step) => rungAfter(lastDayOn, step, calendar));
  return [...before, ...climbing(after)].sort(
    (a, b) => a.at - b.at || upwards.indexOf(a.tells) - upwards.indexOf(b.tells) || a.offset - b.offset,
  );
}

function rungBefore(lastDayOn: LocalDate, days: number, calendar: WorkingCalendar): Rung {
  // Counted as a term backwards, since that too ends on the working day before a day off.
  const counted = countDays(lastDayOn, { days, unit: 'calendar' }, 'before', calendar);
  return { ...morningOf(counted), tells: 'owner', kind: 'before', offset: days === 0 ? 0 : -days, unit: 'calendar' };
}

function rungAfter(
  lastDayOn: LocalDate,
  { days, unit, tells }: Term & { tells: Told },
  calendar: WorkingCalendar,
): Rung {
  // Day 0 is still in time, and its morning would accuse someone who may yet hand in.
  if (days === 0) throw new RangeError('A rung after the deadline is at least a day after it');
  return {
    ...morningOf(countDays(lastDayOn, { days, unit }, 'after', calendar)),
    tells,
    kind: 'after',
    offset: days,
    unit,
  };
}

function morningOf({ on, provisionalYears }: CountedDay): WorkingMorning {
  return { at: atTime(on, MORNING), provisional: provisionalYears.length > 0 };
}

/** Around Tết T+7 calendar days can come before T+3 working days: nobody is told before the level below has been. */
function climbing(rungs: readonly Rung[]): Rung[] {
  let floor: WorkingMorning = { at: Number.NEGATIVE_INFINITY, provisional: false };
  return upwards.flatMap((told) => {
    const level = rungs.filter((rung) => rung.tells === told).map((rung) => notBefore(floor, rung));
    floor =
      level.reduce<WorkingMorning | null>((first, rung) => (first && first.at <= rung.at ? first : rung), null) ??
      floor;
    return level;
  });
}

function notBefore({ at, provisional }: WorkingMorning, rung: Rung): Rung {
  return rung.at < at ? { ...rung, at, provisional: rung.provisional || provisional } : rung;
}

/** The next 07:30 of a working day strictly after an instant (epoch milliseconds). */
export function nextWorkingMorning(after: number, calendar: WorkingCalendar): WorkingMorning {
  const today = dateOf(after);
  const first = atTime(today, MORNING) > after ? today : addDays(today, 1);
  return morningOf(nearestWorkingDay(first, 'after', calendar));
}
