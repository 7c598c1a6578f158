import { z } from 'zod';
import { asOfNow } from '../../store/reads/as-of.ts';
import { tasksOf } from '../../store/reads/tasks.ts';
import type { App } from '../app-type.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { BUSINESS, door, personOf } from '../doors.ts';
import { instantText, key, yesNo } from '../fields.ts';
import { problems } from '../problem-schema.ts';

const filter = z.strictObject({
  plan: key.optional(),
  owner: key.optional(),
  status: z.enum(['owed', 'done', 'confirmed']).optional(),
  overdue: yesNo.optional(),
  dueBefore: instantText.optional(),
});

const task = z
  .object({
    year: z.string(),
    plan: z.string(),
    task: z.string(),
    row: z.int().nullable(),
    content: z.string(),
    directedBy: z.string(),
    owner: z.string(),
    ownerKind: z.string(),
    dueAt: z.int().nullable(),
    printed: z.string(),
    status: z.string(),
    doneBy: z.string().nullable(),
    late: z.boolean(),
    missed: z.boolean(),
    overdue: z.boolean(),
  })
  .meta({ id: 'Task' });

/** The plan is everybody's to read, so its tasks are too. */
export function taskRoutes(app: App, { database, clock }: ApiDependencies): void {
  app.get(
    '/v1/tasks',
    {
      ...door(BUSINESS),
      schema: {
        summary: 'Tasks of the published plans',
        tags: ['tasks'],
        querystring: filter,
        response: { 200: z.object({ items: z.array(task) }), ...problems },
      },
    },
    async (request) => ({
      items: await tasksOf(database, personOf(request).org, await asOfNow(database, clock), request.query),
    }),
  );
}
