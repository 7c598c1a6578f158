import { exportLedger } from '../../store/ledger/export.ts';
import { freshDatabase, type TestDatabase } from '../builders/database.ts';
import { liveThrough } from '../store/varied-run.ts';

/** The export of a varied run, and its database for whoever wants to look again. */
export async function ledgerOfARun(
  clusterUrl: string,
  seed: number,
  steps: number,
  mostLines?: number,
): Promise<{ db: TestDatabase; lines: string[] }> {
  const db = await freshDatabase(clusterUrl);
  await liveThrough(db.database, seed, steps, mostLines);
  const lines: string[] = [];
  for await (const line of exportLedger(db.database)) lines.push(line);
  return { db, lines };
}
