import { nextWorkingMorning } from '../domain/calendar/ladder.ts';
import { dateOf, startOfDay } from '../domain/calendar/local-date.ts';
import type { WorkingCalendar } from '../domain/calendar/working-days.ts';
import { businessNow, type Clock } from '../store/clock.ts';
import type { Database } from '../store/database.ts';
import { refuseInRecovery } from '../store/recovery/recovery-mode.ts';
import { queueDigests } from '../store/reminders/queue-digests.ts';
import type { AwardActivities } from './contract.ts';

const LATE_MS = 3_600_000;

export type RemindersDependencies = { database: Database; calendar: WorkingCalendar; clock: Clock };

export function createReminders({
  database,
  calendar,
  clock,
}: RemindersDependencies): Pick<AwardActivities, 'nextMorning' | 'queueDigests'> {
  return {
    async nextMorning(after) {
      const now = businessNow(clock);
      const { at } = nextWorkingMorning(after, calendar);
      const morning = tellableAt(at, now, calendar) ?? nextWorkingMorning(now, calendar).at;
      return { morning, waitMs: morning - now };
    },
    async queueDigests(morning) {
      // On a record that is behind, people would be told of what they have done already.
      await refuseInRecovery(database);
      // The timer of a morning fires late, too, where nobody was there to hear it.
      const asOf = tellableAt(morning.asOf, businessNow(clock), calendar);
      return asOf === null ? { queued: 0, ended: false } : queueDigests(database, calendar, { ...morning, asOf });
    },
  };
}

/** The morning itself; one slept through is made good now, but never on a day off or in the night: null puts it off. */
function tellableAt(morningAt: number, now: number, calendar: WorkingCalendar): number | null {
  if (now - morningAt <= LATE_MS) return morningAt;
  const todayAt = nextWorkingMorning(startOfDay(dateOf(now)), calendar).at;
  return todayAt <= now ? now : null;
}
