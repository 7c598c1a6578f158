import { z } from 'zod';
import { asOfNow } from '../../store/reads/as-of.ts';
import { boardRow } from '../../store/reads/board.ts';
import { noticesOf } from '../../store/reads/notices.ts';
import type { App } from '../app-type.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { BUSINESS, door, personOf } from '../doors.ts';
import { idParams } from '../fields.ts';
import { Problem } from '../problem.ts';
import { problems } from '../problem-schema.ts';
import { sightOf } from '../sight-of.ts';

const notice = z
  .object({
    kind: z.string().meta({ description: 'The event that is told: of the case, or of the list that decided it.' }),
    stream: z.string(),
    seq: z.int(),
    person: z.string(),
    name: z.string(),
    role: z.string(),
    status: z.enum(['waiting', 'sent', 'failed', 'dropped']),
    lastError: z.string().nullable(),
    queuedAt: z.int(),
    sentAt: z.int().nullable().meta({ description: 'When the mail server took it.' }),
  })
  .meta({ id: 'Notice' });

export function noticeRoutes(app: App, { database, clock }: ApiDependencies): void {
  app.get(
    '/v1/proposals/:id/notices',
    {
      ...door(BUSINESS),
      schema: {
        summary: 'Who was told of the outcome of a proposal, and whether the mail has gone out',
        tags: ['proposals'],
        params: idParams,
        response: { 200: z.object({ items: z.array(notice) }), ...problems },
      },
    },
    async (request) => {
      const sight = sightOf(personOf(request), clock);
      const { id } = request.params;
      const row = await boardRow(database, sight, await asOfNow(database, clock), id);
      if (row === null) throw new Problem('NOT_FOUND');
      return { items: await noticesOf(database, sight, id) };
    },
  );
}
