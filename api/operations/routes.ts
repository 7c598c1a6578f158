import { z } from 'zod';
import { deliveriesOf, failedCommands } from '../../store/reads/operations.ts';
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
    about: z.string().meta({ description: 'The local day of a digest, which tells what is owed under all plans.' }),
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
}
