import { z } from 'zod';
import { HISTORIC_STATUSES } from '../../domain/historic-org.ts';
import { historicYears } from '../../store/historic/years.ts';
import type { App } from '../app-type.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { ANY_ROLE, door } from '../doors.ts';
import { problems } from '../problem-schema.ts';

const shown = z
  .object({
    plan: z.string(),
    title: z.string(),
    year: z.int(),
    organisation: z.string().meta({ description: 'Whose people read it.' }),
    status: z.enum(HISTORIC_STATUSES),
    playedUntil: z.iso.date().nullable().meta({ description: 'The day that its rehearsal has come to.' }),
    seed: z.int().nullable(),
    importedAt: z.int().nullable(),
  })
  .meta({ id: 'HistoricYear' });

/** Of the installation and of no organisation: it names shipped plans, and nobody. */
export function historicYearRoutes(app: App, { database }: ApiDependencies): void {
  app.get(
    '/v1/historic-years',
    {
      ...door(ANY_ROLE),
      schema: {
        summary: 'Years of the past that this installation plays and keeps, and how far it is',
        tags: ['years'],
        response: { 200: z.object({ items: z.array(shown) }), ...problems },
      },
    },
    async () => ({ items: await historicYears(database) }),
  );
}
