import { nextWorkingMorning } from '../../domain/calendar/ladder.ts';
import { addDays, atTime, dateOf, type LocalDate, weekdayOf } from '../../domain/calendar/local-date.ts';
import { isWorkingDay, type WorkingCalendar } from '../../domain/calendar/working-days.ts';
import type { Database } from '../../store/database.ts';
import type { MailCatcher } from '../stack/mail-catcher.ts';
import { isOfUnit, type Person } from './cast.ts';
import type { RehearsalClock } from './clock.ts';
import { playVisits } from './day.ts';
import type { Memory } from './memory.ts';
import type { Newcomer } from './newcomers.ts';
import { nextInstant, untilQuiet } from './quiet.ts';
import { playRarities } from './rarities.ts';
import { roundsReadOnce } from './rounds-seen.ts';
import { addDone, type Done, type Visit } from './visits.ts';

export type YearOptions = {
  clock: RehearsalClock;
  database: Database;
  calendar: WorkingCalendar;
  mails: MailCatcher;
  people: readonly Person[];
  /** Those of the council whose year it is, without the level above. */
  office: readonly Person[];
  /** Whom each unit will still bring, by the unit's key. */
  newcomers: ReadonlyMap<string, Newcomer[]>;
  memory: Memory;
  seed: number;
  /** The last instant that the plan knows; the year may run on a while, until the level above has answered. */
  endsAt: number;
  progress(now: number, acts: number): Promise<void>;
};

export type YearPlayed = { acts: number; refused: Done['refused']; until: number };

/** People read their mail and look in when the morning's reminders have gone out. */
const VISITS_AT = '07:30';
/** How long after the plan's last date the rehearsal waits for open cases. */
const PATIENCE_DAYS = 120;
/** Who has no mail looks in on these days: the units on Wednesday, the offices on Tuesday and Friday. */
const UNIT_DAYS: readonly number[] = [3];
const OFFICE_DAYS: readonly number[] = [2, 5];

/**
 * Plays the year: the clock moves to the next thing that happens (a due instant, a morning's reminders, a day's visits),
 * and never before everything that the last move woke is done.
 */
export async function playYear(options: YearOptions): Promise<YearPlayed> {
  const { clock, database } = options;
  const played: YearPlayed = { acts: 0, refused: [], until: clock.now() };
  const last = addDays(dateOf(options.endsAt), PATIENCE_DAYS);
  for (let day = dateOf(clock.now()); day <= last; day = addDays(day, 1)) {
    await playDay(options, day, played);
    await options.progress(clock.now(), played.acts);
    if (clock.now() > options.endsAt && (await isOver(database))) break;
  }
  played.until = clock.now();
  return played;
}

async function playDay(options: YearOptions, day: LocalDate, played: YearPlayed): Promise<void> {
  const { clock, calendar } = options;
  const visitsAt = atTime(day, VISITS_AT);
  if (visitsAt <= clock.now() || !isWorkingDay(day, calendar).working) return;
  await passUntil(options, visitsAt);
  const before = played.acts;
  const today = { now: clock.now(), seed: options.seed, memory: options.memory, roundsOf: roundsReadOnce() };
  await playVisits(visitorsOf(options, day), options.newcomers, today, played, () => settleDown(options, null));
  if (played.acts > before || OFFICE_DAYS.includes(weekdayOf(day))) await playSeldom(options, today, played);
}

/** What the office does beside what it owes: where something has moved today, or when it looks in anyway. */
async function playSeldom(options: YearOptions, today: Visit, played: YearPlayed): Promise<void> {
  addDone(played, await playRarities(options.office, today, () => settleDown(options, null)));
}

/** Lets time pass, stopping wherever it does something by itself. */
async function passUntil(options: YearOptions, instant: number): Promise<void> {
  const { clock, database, calendar } = options;
  for (;;) {
    const morning = nextWorkingMorning(clock.now(), calendar).at;
    const due = await nextInstant(database, clock.now());
    const next = Math.min(instant, morning, due ?? instant);
    await clock.moveTo(next);
    await settleDown(options, next === morning ? morning : null);
    if (next === instant) return;
  }
}

async function settleDown({ database, clock }: YearOptions, morning: number | null): Promise<void> {
  await untilQuiet(database, clock.now(), morning, (ms) => clock.nudge(ms));
}

/** Whoever got mail since the last visits, and whoever looks in on this day of the week. */
function visitorsOf({ people, mails, memory }: YearOptions, day: LocalDate): Person[] {
  const addressed = new Set(memory.newMail(mails.messages()).flatMap(({ to }) => to));
  const weekday = weekdayOf(day);
  return people.filter(
    (person) => addressed.has(person.player.email) || (isOfUnit(person) ? UNIT_DAYS : OFFICE_DAYS).includes(weekday),
  );
}

/** Nobody is waited for any more. */
async function isOver(database: Database): Promise<boolean> {
  const found = await database.query<{ open: boolean }>(
    'select exists (select from proposal_board where waits_for is not null) as open',
  );
  return found.rows[0]?.open === false;
}
