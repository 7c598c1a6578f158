import { Client } from '@temporalio/client';
import { DefaultLogger, NativeConnection, Runtime } from '@temporalio/worker';
import type pg from 'pg';
import { workingCalendar } from '../../domain/calendar/working-days.ts';
import { holidayTables } from '../../rules/holidays.ts';
import { DATABASE_CLOCK } from '../../store/clock.ts';
import { type Database, openDatabase } from '../../store/database.ts';
import { openFolds } from '../../store/step/folds.ts';
import { startWorker } from '../../worker/award-worker.ts';

/** The product's worker as a process of its own, so that a test can end it as a power failure would. */
const { DATABASE_URL = '', TEMPORAL_ADDRESS = '', CACHE_DIR = '', DIES_AT_COMMIT, DIES, MOST_LINES } = process.env;

Runtime.install({
  logger: new DefaultLogger('ERROR'),
  telemetryOptions: { logging: { filter: 'error', forward: {} } },
  shutdownSignals: [],
});
// No worker outlives the test that started it.
process.on('disconnect', () => process.exit(1));

const database = openDatabase(DATABASE_URL, 12);
if (DIES_AT_COMMIT !== undefined) dieAtCommit(database, Number(DIES_AT_COMMIT), DIES === 'before' ? 'before' : 'after');
const connection = await NativeConnection.connect({ address: TEMPORAL_ADDRESS });
await startWorker({
  step: {
    database,
    clock: DATABASE_CLOCK,
    calendar: workingCalendar(holidayTables),
    folds: openFolds(1_000),
    ...(MOST_LINES === undefined ? {} : { mostLines: Number(MOST_LINES) }),
  },
  ownerUrl: DATABASE_URL,
  connection,
  client: new Client({ connection }),
  namespace: 'default',
  mail: async () => undefined,
  cacheDir: CACHE_DIR,
  log: (line) => process.stderr.write(`${line}\n`),
});
process.send?.('ready');

/**
 * Power fails at the n-th commit of a step that records something: just before it is asked for, or just after PostgreSQL
 * has said yes and before anybody else has heard of it. The second is the moment between the activity and its workflow
 * task. What else the worker commits (a note of the beacon, a night's report) is no step and is not counted.
 */
function dieAtCommit(pool: Database, nth: number, when: 'before' | 'after'): void {
  let left = nth;
  const die = () => process.kill(process.pid, 'SIGKILL');
  const seen = new WeakSet<pg.PoolClient>();
  pool.on('acquire', (client) => {
    if (seen.has(client)) return;
    seen.add(client);
    const query = client.query.bind(client);
    let records = false;
    // Everything but such a commit goes through untouched, in whatever form the driver is called.
    const mortal = (...args: Parameters<typeof query>) => {
      const text = textOf(args[0]);
      if (text.includes('insert into event')) records = true;
      if (text !== 'commit' || !records) return query(...args);
      records = false;
      left -= 1;
      if (left === 0 && when === 'before') die();
      const committed = query('commit');
      return left === 0 ? committed.then(die).then(() => committed) : committed;
    };
    Object.assign(client, { query: mortal });
  });
}

/** The driver takes a text, or an object that holds one. */
function textOf(asked: unknown): string {
  if (typeof asked === 'object' && asked !== null && 'text' in asked) return String(asked.text);
  return String(asked);
}
