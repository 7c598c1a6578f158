import { z } from 'zod';
import { logOrigin } from '../store/ledger/log-origin.ts';
import type { App } from './app-type.ts';
import type { ApiDependencies } from './dependencies.ts';
import { door } from './doors.ts';

const live = z.object({ status: z.literal('live') });
const check = z.enum(['ok', 'away']);
const ready = z.object({ status: z.enum(['ready', 'notReady']), database: check, temporal: check });

export function healthRoutes(app: App, { database, workflows }: ApiDependencies): void {
  app.get(
    '/livez',
    { ...door('everyone'), schema: { summary: 'The process runs', tags: ['health'], response: { 200: live } } },
    async () => ({
      status: 'live' as const,
    }),
  );

  app.get(
    '/readyz',
    {
      ...door('everyone'),
      schema: {
        summary: 'Everything that a command needs is there',
        tags: ['health'],
        response: { 200: ready, 503: ready },
      },
    },
    async (_request, reply) => {
      // The installation's row is laid down by the migrations, so reading it shows that they have run.
      const [databaseThere, temporalThere] = await Promise.all([
        answers(logOrigin(database)),
        answers(workflows.reachable()),
      ]);
      const status = databaseThere === 'ok' && temporalThere === 'ok' ? 'ready' : 'notReady';
      return reply
        .code(status === 'ready' ? 200 : 503)
        .send({ status, database: databaseThere, temporal: temporalThere });
    },
  );
}

async function answers(question: Promise<unknown>): Promise<'ok' | 'away'> {
  return question.then(
    () => 'ok',
    () => 'away',
  );
}
