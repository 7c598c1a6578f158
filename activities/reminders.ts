import { nextWorkingMorning } from '../domain/calendar/ladder.ts';
import type { WorkingCalendar } from '../domain/calendar/working-days.ts';
import { businessNow, type Clock } from '../store/clock.ts';
import type { Database } from '../store/database.ts';
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
      const morning = now - at > LATE_MS ? now : at;
      return { morning, waitMs: morning - now };
    },
    queueDigests: (morning) => queueDigests(database, calendar, morning),
  };
}
