import { setTimeout as pause } from 'node:timers/promises';
import type { Database } from '../../../store/database.ts';
import { otherwise, type Query } from './connections.ts';

/** Long enough for whoever was told to see to it that it never comes. */
export const LATE_MS = 1_000;

/** Planted: whoever commits is told that it is done, and the commit follows a little later. */
export function toldEarly(database: Database): Database {
  return otherwise(database, (query) => {
    let committing: Promise<unknown> = Promise.resolve();
    const asks = (...asked: Parameters<Query>) => {
      if (String(asked[0]) !== 'commit') return query(...asked);
      committing = pause(LATE_MS)
        .then(() => query('commit'))
        .catch(() => undefined);
      return Promise.resolve({ rows: [] });
    };
    // The step calls it with a statement or a text, and awaits it.
    return { query: asks as Query, giveBack: (release) => void committing.then(release) };
  });
}
