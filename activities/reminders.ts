import { nextWorkingMorning } from '../domain/calendar/ladder.ts';
import type { WorkingCalendar } from '../domain/calendar/working-days.ts';
import type { Database } from '../store/database.ts';
import { queueDigests } from '../store/reminders/queue-digests.ts';
import type { AwardActivities } from './contract.ts';

export type RemindersDependencies = { database: Database; calendar: WorkingCalendar };

export function createReminders({
  database,
  calendar,
}: RemindersDependencies): Pick<AwardActivities, 'nextMorning' | 'queueDigests'> {
  return {
    nextMorning: async (after) => nextWorkingMorning(after, calendar).at,
    queueDigests: (morning) => queueDigests(database, calendar, morning),
  };
}
