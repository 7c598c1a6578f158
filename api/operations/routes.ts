import { z } from 'zod';
import { deliveriesOf, failedCommands } from '../../store/reads/operations.ts';
import { reportsOf } from '../../store/reconciliation/reports.ts';
import { recoveryNow } from '../../store/recovery/recovery-mode.ts';
import type { App } from '../app-type.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { door, OPERATIONS, personOf } from '../doors.ts';
import { limit } from '../fields.ts';
import { problems } from '../problem-schema.ts';

/** A command that has not settled by then is work that failed, whatever the reason. */
const FAILED_AFTER_MS = 60_000;

const delivery = z
  .object({
    id: z.string(),
    person: z.string(),
    name: z.string(),
    kind: z.string(),
    about: z.string().meta({
      description:
        'The local day of a digest, which tells what is owed under all plans; of a notice the first event that it tells.',
    }),
    asOf: z.int(),
    status: z.enum(['waiting', 'sent', 'failed', 'dropped']),
    attempts: z.int(),
    lastError: z.string().nullable(),
    items: z.int().nullable(),
    queuedAt: z.int(),
    settledAt: z.int().nullable(),
  })
  .meta({ id: 'Delivery' });

const failed = z.object({
  id: z.string(),
  stream: z.string(),
  kind: z.string(),
  waitingMs: z.int(),
  attempts: z.int(),
  lastError: z.string().nullable(),
});

const report = z
  .object({
    at: z.int(),
    streams: z.int(),
    events: z.int(),
    differences: z.int(),
    contested: z.int().meta({ description: 'What the ledger gives to two streams: a person says which is right.' }),
    found: z.array(z.object({ stream: z.string(), what: z.string() })).meta({ description: 'The first of both.' }),
  })
  .meta({ id: 'Reconciliation' });

const recovery = z
  .object({ since: z.int(), why: z.string() })
  .nullable()
  .meta({ description: 'While it is not null nothing is written: `npm run recover` opens the installation again.' });

export function operationRoutes(app: App, { database }: ApiDependencies): void {
  app.get(
    '/v1/deliveries',
    {
      ...door(OPERATIONS),
      schema: {
        summary: 'Mails, newest first',
        tags: ['operations'],
        querystring: z.strictObject({ status: z.enum(['waiting', 'sent', 'failed', 'dropped']).optional(), limit }),
        response: { 200: z.object({ items: z.array(delivery) }), ...problems },
      },
    },
    async (request) => ({
      items: await deliveriesOf(database, personOf(request).org, request.query.status ?? null, request.query.limit),
    }),
  );

  app.get(
    '/v1/failed-work',
    {
      ...door(OPERATIONS),
      schema: {
        summary: 'Commands that have waited for more than a minute, and mails that failed',
        tags: ['operations'],
        response: { 200: z.object({ commands: z.array(failed), deliveries: z.array(delivery) }), ...problems },
      },
    },
    async (request) => {
      const { org } = personOf(request);
      const commands = await failedCommands(database, org, FAILED_AFTER_MS, 200);
      return { commands, deliveries: await deliveriesOf(database, org, 'failed', 200) };
    },
  );

  app.get(
    '/v1/reconciliations',
    {
      ...door(OPERATIONS),
      schema: {
        summary: 'How ledger, board and workflows agreed, night by night, newest first',
        tags: ['operations'],
        querystring: z.strictObject({ limit }),
        response: { 200: z.object({ recovery, items: z.array(report) }), ...problems },
      },
    },
    async (request) => ({
      recovery: await recoveryNow(database),
      items: (await reportsOf(database, personOf(request).org, request.query.limit)).map((each) => ({
        ...each,
        found: [...each.found],
      })),
    }),
  );
}
