import { Client } from '@temporalio/client';
import { DefaultLogger, NativeConnection, Runtime } from '@temporalio/worker';
import { buildApi } from '../../api/app.ts';
import { workflowGate } from '../../api/workflow-gate.ts';
import { workingCalendar } from '../../domain/calendar/working-days.ts';
import { holidayTables } from '../../rules/holidays.ts';
import { DATABASE_CLOCK } from '../../store/clock.ts';
import { openDatabase } from '../../store/database.ts';
import { withPlanted } from './planted.ts';
import { wiringOf } from './wiring.ts';

/** The product's API as the harness runs it: by itself, to be killed. It says where it listens. */
const { DATABASE_URL, TEMPORAL_ADDRESS, TOKEN_KEY, CHAOS_PLANTED } = wiringOf(process.env);

Runtime.install({
  logger: new DefaultLogger('ERROR'),
  telemetryOptions: { logging: { filter: 'error', forward: {} } },
  shutdownSignals: [],
});
// It does not outlive the harness.
process.on('disconnect', () => process.exit(1));

const connection = await NativeConnection.connect({ address: TEMPORAL_ADDRESS });
const { database, clock, calendar } = withPlanted(CHAOS_PLANTED, 'API', {
  database: openDatabase(DATABASE_URL, 16),
  clock: DATABASE_CLOCK,
  calendar: workingCalendar(holidayTables),
});
const api = await buildApi({
  database,
  workflows: workflowGate(new Client({ connection })),
  clock,
  calendar,
  tokenKey: Buffer.from(TOKEN_KEY, 'hex'),
  embedded: true,
  logLevel: 'error',
});
process.send?.(await api.listen({ host: '127.0.0.1', port: 0 }));
