import { setTimeout as pause } from 'node:timers/promises';
import { TIMED_STATES } from '../../domain/proposal/position.ts';
import type { Database } from '../../store/database.ts';
import { statement } from '../../store/statement.ts';

/** A job that failed comes again within a minute; until then nothing is stuck. */
const STUCK_MS = 90_000;

/**
 * Waits until no command is unsettled and no job is left, and until everything that time should have done by `now` is
 * done: due instants, milestones, and the morning's reminders. Only then may the clock move.
 */
export async function untilQuiet(
  database: Database,
  now: number,
  morning: number | null,
  nudge: (ms: number) => Promise<void>,
): Promise<void> {
  const begun = Date.now();
  for (let looks = 1; ; looks += 1) {
    const busy = await whatIsBusy(database, now, morning);
    if (busy === null) return;
    if (Date.now() - begun > STUCK_MS)
      throw new Error(`The year is stuck at ${new Date(now).toISOString()}: ${JSON.stringify(busy)}`);
    // Only time itself is missing: some timer waits for a moment more of the server's own clock.
    if (busy.commands + busy.jobs === 0 && looks % 50 === 0) await nudge(2_000);
    // Each look counts all jobs: what takes long is looked at seldom.
    await pause(Math.min(2 + (Date.now() - begun) / 20, 100));
  }
}

type Busy = { commands: number; jobs: number; due: number; told: number; unreminded: number };

async function whatIsBusy(database: Database, now: number, morning: number | null): Promise<Busy | null> {
  const found = await database.query<Busy>(BUSY([now, morning, TIMED_STATES]));
  const row = found.rows[0];
  return row === undefined || Object.values(row).every((count) => count === 0) ? null : row;
}

const BUSY = statement(
  `select (select count(*)::int from command where settled_at is null) as commands,
       outbox.waiting()::int as jobs,
       (select count(*)::int from proposal_board where due_at <= $1 and on_missed is not null and held_since is null and state = any($3)) as due,
       (select count(*)::int from year_board where next_at <= $1) as told,
       (select count(*)::int from year_board y where $2::bigint is not null and y.published_at < $2
          and not exists (select from reminder_run r where r.org_id = y.org_id and r.plan = y.plan and r.as_of >= $2)) as unreminded`,
);

/** The next instant at which time itself does something in the year. */
export async function nextInstant(database: Database, now: number): Promise<number | null> {
  const found = await database.query<{ at: number | null }>(
    `select least((select min(due_at) from proposal_board where due_at > $1 and on_missed is not null and held_since is null and state = any($2)),
                  (select min(next_at) from year_board where next_at > $1)) as at`,
    [now, TIMED_STATES],
  );
  return found.rows[0]?.at ?? null;
}
