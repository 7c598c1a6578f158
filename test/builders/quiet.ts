import { setTimeout as pause } from 'node:timers/promises';
import type { Database } from '../../store/database.ts';

/** No command unsettled, no job left, and so at three looks: what one job makes may be another. */
export async function untilQuiet(database: Database, everyMs: number): Promise<void> {
  const begun = Date.now();
  for (let calm = 0; calm < 3; ) {
    const found = await database.query<{ busy: boolean }>(
      'select exists (select from command where settled_at is null) or outbox.waiting() > 0 as busy',
    );
    calm = found.rows[0]?.busy === false ? calm + 1 : 0;
    // What takes long is looked at seldom: each look counts all jobs.
    await pause(Math.min(everyMs + (Date.now() - begun) / 20, 250));
  }
}
