import pg from 'pg';
import { endRecovery } from '../../store/recovery/recovery-mode.ts';

/** Does something as the owner of the database, which the application is not. */
export async function asOwner<T>(url: string, work: (owner: pg.Client) => Promise<T>): Promise<T> {
  const owner = new pg.Client({ connectionString: url });
  await owner.connect();
  try {
    return await work(owner);
  } finally {
    await owner.end();
  }
}

/** Opens the installation again, as whoever has recovered it does. */
export function opensAgain(url: string): Promise<void> {
  return asOwner(url, endRecovery);
}
