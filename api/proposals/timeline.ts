import { z } from 'zod';
import { streamName } from '../../domain/stream.ts';
import { asOfNow } from '../../store/reads/as-of.ts';
import { boardRow } from '../../store/reads/board.ts';
import { timelineOf } from '../../store/reads/timeline.ts';
import type { App } from '../app-type.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { BUSINESS, door, personOf } from '../doors.ts';
import { idParams, limit } from '../fields.ts';
import { Problem } from '../problem.ts';
import { problems } from '../problem-schema.ts';
import { sightOf } from '../sight-of.ts';

const event = z
  .object({
    seq: z.int(),
    kind: z.string(),
    at: z.int(),
    receivedAt: z.int(),
    recordedAt: z.int(),
    actor: z.string(),
    actorName: z.string().nullable(),
    role: z.string(),
    actorOrg: z.string(),
    actingFor: z.string().nullable().meta({ description: 'For whom it was done, where the actor did it for another.' }),
    actingForName: z.string().nullable(),
    commandId: z.string(),
    cause: z.object({ stream: z.string(), seq: z.int() }).nullable(),
    body: z.unknown(),
    hash: z.string(),
    prev: z.string(),
  })
  .meta({ id: 'TimelineEvent' });

const after = z
  .string()
  .regex(/^\d{1,9}$/, 'Send the seq of the last event that you have.')
  .transform(Number)
  .default(0);

export function timelineRoutes(app: App, { database, clock }: ApiDependencies): void {
  app.get(
    '/v1/proposals/:id/timeline',
    {
      ...door(BUSINESS),
      schema: {
        summary: 'What happened to a proposal, event by event',
        description:
          'An organisation reads its own streams. What the level above does with a case comes back as events of this one.',
        tags: ['proposals'],
        params: idParams,
        querystring: z.strictObject({ after, limit }),
        response: { 200: z.object({ items: z.array(event), next: z.int().nullable() }), ...problems },
      },
    },
    async (request) => {
      const by = personOf(request);
      const { id } = request.params;
      const row = await boardRow(database, sightOf(by, clock), await asOfNow(database, clock), id);
      if (row === null) throw new Problem('NOT_FOUND');
      const items = await timelineOf(
        database,
        by.org,
        streamName('proposal', id),
        request.query.after,
        request.query.limit,
      );
      const last = items.at(-1);
      return { items, next: last !== undefined && last.seq < row.seq ? last.seq : null };
    },
  );
}
