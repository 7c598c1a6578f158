import { type LadderSpec, nextWorkingMorning, rungsOf, type Told } from '../calendar/ladder.ts';
import { addDays, dateOf, daysBetween, type LocalDate, startOfDay } from '../calendar/local-date.ts';
import type { WorkingCalendar } from '../calendar/working-days.ts';
import type { PersonRole } from '../roles.ts';

/** Something that somebody owes: one stage of a unit's proposals, one list, one task. No personal data. */
export type OwedThing = {
  kind: 'stage' | 'list' | 'task';
  /** Who owes it; `unit` where the role speaks for one. */
  role: PersonRole;
  unit: string | null;
  /** Null for a list that may gather the cases of several plans. */
  plan: string | null;
  round: string | null;
  /** Key of the stage, the task, or the kind of list with its phase. */
  what: string;
  count: number;
  opensAt: number | null;
  dueAt: number | null;
  printed: string | null;
  /** When it came to wait for them. */
  since: number;
};

export type Telling = { thing: OwedThing; tells: Told; why: 'new' | 'weekly' | 'before' | 'after'; offset: number };

/**
 * What a working morning tells of one thing: that it is new, that its day comes nearer or has passed, by the plan's
 * ladder; and of what has no date, once a week that it still waits.
 */
export function tellingsOf(thing: OwedThing, asOf: number, ladder: LadderSpec, calendar: WorkingCalendar): Telling[] {
  const today = dateOf(asOf);
  const firstMorning = dateOf(nextWorkingMorning(Math.max(thing.since, thing.opensAt ?? thing.since), calendar).at);
  const days = daysBetween(firstMorning, today);
  if (days === 0) return [{ thing, tells: 'owner', why: 'new', offset: 0 }];
  if (thing.dueAt === null)
    return isWeeklyMorning(firstMorning, today, calendar)
      ? [{ thing, tells: 'owner', why: 'weekly', offset: days }]
      : [];
  // A due instant is the end of its last day: the millisecond before it still belongs to that day.
  return rungsOf(dateOf(thing.dueAt - 1), ladder, calendar)
    .filter((rung) => dateOf(rung.at) === today)
    .map((rung) => ({ thing, tells: rung.tells, why: rung.kind, offset: rung.offset }));
}

/** A week, or weeks, after the first morning; where that day is off, the working morning after it. */
function isWeeklyMorning(first: LocalDate, today: LocalDate, calendar: WorkingCalendar): boolean {
  const weeks = Math.floor(daysBetween(first, today) / 7);
  if (weeks < 1) return false;
  const weekly = startOfDay(addDays(first, 7 * weeks));
  return dateOf(nextWorkingMorning(weekly, calendar).at) === today;
}

/** Whom a rung of the ladder means: the one who owes, the head above them, the chair of the council. */
export function roleTold({ thing, tells }: Telling): { role: PersonRole; unit: string | null } {
  switch (tells) {
    case 'owner':
      return { role: thing.role, unit: thing.unit };
    case 'head':
      return thing.unit === null ? { role: 'councilChair', unit: null } : { role: 'unitHead', unit: thing.unit };
    case 'chair':
      return { role: 'councilChair', unit: null };
  }
}
