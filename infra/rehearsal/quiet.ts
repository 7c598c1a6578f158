import { setTimeout as pause } from 'node:timers/promises';
import type { Database } from '../../store/database.ts';

const STUCK_MS = 30_000;

/**
 * Waits until no command is unsettled and no job is left, and until everything that time should have done by `now` is
 * done: due instants, milestones, and the morning's reminders. Only then may the clock move.
 */
export async function untilQuiet(database: Database, now: number, morning: number | null, nudge: () => Promise<void>): Promise<void> {
  const begun = Date.now();
  for (let looks = 1; ; looks += 1) {
    const busy = await whatIsBusy(database, now, morning);
    if (busy === null) return;
    if (Date.now() - begun > STUCK_MS) throw new Error(`The year is stuck at ${new Date(now).toISOString()}: ${busy}`);
    if (looks % 40 === 0) await nudge();
    await pause(looks < 10 ? 2 : 10);
  }
}

async function whatIsBusy(database: Database, now: number, morning: number | null): Promise<string | null> {
  const found = await database.query<{ commands: number; jobs: number; due: number; told: number; unreminded: number }>(
    `select (select count(*)::int from command where settled_at is null) as commands,
       outbox.waiting()::int as jobs,
       (select count(*)::int from proposal_board where due_at <= $1 and on_missed is not null
          and state not in ('readyForCouncil', 'passed', 'onAgenda', 'handedIn')) as due,
       (select count(*)::int from year_board where next_at <= $1) as told,
       (select count(*)::int from year_board y where $2::bigint is not null and y.published_at < $2
          and not exists (select from reminder_run r where r.org_id = y.org_id and r.plan = y.plan and r.as_of >= $2)) as unreminded`,
    [now, morning],
  );
  const row = found.rows[0];
  if (row === undefined || Object.values(row).every((count) => count === 0)) return null;
  return JSON.stringify(row);
}

/** The next instant at which time itself does something in the year. */
export async function nextInstant(database: Database, now: number): Promise<number | null> {
  const found = await database.query<{ at: number | null }>(
    `select least((select min(due_at) from proposal_board where due_at > $1 and on_missed is not null),
                  (select min(next_at) from year_board where next_at > $1)) as at`,
    [now],
  );
  return found.rows[0]?.at ?? null;
}
