import { Client } from '@temporalio/client';
import { DefaultLogger, NativeConnection, Runtime } from '@temporalio/worker';
import { workingCalendar } from '../../domain/calendar/working-days.ts';
import { holidayTables } from '../../rules/holidays.ts';
import { DATABASE_CLOCK } from '../../store/clock.ts';
import { openDatabase } from '../../store/database.ts';
import { openFolds } from '../../store/step/folds.ts';
import { startWorker } from '../../worker/award-worker.ts';
import { withPlanted } from './planted.ts';
import { wiringOf } from './wiring.ts';

/** The product's worker as the harness runs it: by itself, to be killed. */
const { DATABASE_URL, TEMPORAL_ADDRESS, CACHE_DIR, CHAOS_PLANTED } = wiringOf(process.env);

Runtime.install({
  logger: new DefaultLogger('ERROR'),
  telemetryOptions: { logging: { filter: 'error', forward: {} } },
  shutdownSignals: [],
});
// It does not outlive the harness.
process.on('disconnect', () => process.exit(1));

const connection = await NativeConnection.connect({ address: TEMPORAL_ADDRESS });
const step = {
  database: openDatabase(DATABASE_URL, 16),
  clock: DATABASE_CLOCK,
  calendar: workingCalendar(holidayTables),
  folds: openFolds(1_000),
};
const worker = await startWorker({
  step: withPlanted(CHAOS_PLANTED, 'worker', step),
  ownerUrl: DATABASE_URL,
  connection,
  client: new Client({ connection }),
  namespace: 'default',
  mail: async () => undefined,
  cacheDir: CACHE_DIR,
  log: (line) => process.stderr.write(`${line}\n`),
});
process.send?.('ready');
const { message } = await worker.lost;
process.stderr.write(`${message}\n`);
// As `npm start` does: whoever supervises it starts a whole one.
process.exit(1);
