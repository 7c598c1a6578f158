import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import { TIMED_STATES } from '../../domain/proposal/position.ts';
import type { Database } from '../../store/database.ts';
import { recoveryNow } from '../../store/recovery/recovery-mode.ts';

/** Nothing that is due by then may still be ahead when the record is looked at. */
const AHEAD_MS = 120_000;

type Open = { commands: number; jobs: number; due: number; told: number };

/** Waits until nothing is in flight and time has done all it will do soon; else says what is still open. */
export async function settled(database: Database, withinMs: number): Promise<string | null> {
  const until = Date.now() + withinMs;
  let open = 'nothing was looked at';
  for (let calm = 0; calm < 5; await pause(200)) {
    if (Date.now() > until) return open;
    const look = await whatIsOpen(database).catch((error: unknown) => String(error));
    calm = look === null ? calm + 1 : 0;
    open = look ?? open;
    if (look?.startsWith('recovery') === true) return look;
  }
  return null;
}

async function whatIsOpen(database: Database): Promise<string | null> {
  const recovery = await recoveryNow(database);
  if (recovery !== null) return `recovery: ${recovery.why}`;
  const found = await database.query<Open>(
    `select (select count(*)::int from command where settled_at is null) as commands, outbox.waiting()::int as jobs,
       (select count(*)::int from proposal_board where due_at <= $1 and on_missed is not null and state = any($2)) as due,
       (select count(*)::int from year_board where next_at <= $1) as told`,
    [Date.now() + AHEAD_MS, TIMED_STATES],
  );
  const counts = found.rows[0];
  return counts === undefined || Object.values(counts).every((count) => count === 0) ? null : JSON.stringify(counts);
}

/** The outbox's jobs that nobody has done, as the owner of their table sees them: what to look for, when there is no rest. */
export async function jobsLeft(ownerUrl: string): Promise<string> {
  const owner = new pg.Client({ connectionString: ownerUrl, connectionTimeoutMillis: 5_000 });
  await owner.connect();
  try {
    const found = await owner.query<{ job: string }>(
      `select concat_ws(' ', coalesce(key, task_identifier), 'attempts', attempts, 'run_at', run_at, 'locked', locked_at, locked_by, last_error) as job
       from graphile_worker.jobs order by id limit 20`,
    );
    return found.rows.map(({ job }) => job.slice(0, 400)).join('; ');
  } finally {
    await owner.end();
  }
}
