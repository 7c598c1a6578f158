import { z } from 'zod';
import { hasHistoricForm } from '../../domain/historic-org.ts';
import { inTransaction } from '../../store/database.ts';
import {
  addOrganisation,
  type Organisation,
  organisationOf,
  organisationsAround,
} from '../../store/desk/organisations.ts';
import type { App } from '../app-type.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { ANY_ROLE, door, personOf } from '../doors.ts';
import { line } from '../fields.ts';
import { idempotencyKey } from '../idempotency-key.ts';
import { refuseThePast } from '../in-the-past.ts';
import { invalid, Problem, unknownReference } from '../problem.ts';
import { problems } from '../problem-schema.ts';

export const organisationKey = z
  .string()
  .regex(/^[a-z0-9-]{2,63}$/, 'Send a key of 2 to 63 small ASCII letters, digits and hyphens.');

const organisationSchema = z
  .strictObject({
    id: organisationKey,
    name: line(200),
    level: z.enum(['commune', 'district', 'province', 'state']),
    above: organisationKey.nullable().default(null),
  })
  .meta({ id: 'Organisation' });

const shown = z.object({ id: z.string(), name: z.string(), level: z.string(), above: z.string().nullable() });

const historic = z
  .object({ seed: z.int(), importedAt: z.int() })
  .nullable()
  .meta({ description: 'The record of a past year, played with this seed and imported then: it is only read.' });

/**
 * An administrator of the installation may add any organisation, also the first, whose own token names it before it
 * exists. Nothing of an organisation is ever changed or removed here.
 */
export function organisationRoutes(app: App, { database }: ApiDependencies): void {
  app.post(
    '/v1/organisations',
    {
      ...door(['administrator']),
      schema: {
        summary: 'Add an organisation',
        tags: ['organisations'],
        body: organisationSchema,
        response: { 200: shown, 201: shown, ...problems },
      },
    },
    async (request, reply) => {
      idempotencyKey(request);
      const { added, organisation } = await inTransaction(database, async (tx) => {
        const { id, above } = request.body;
        await refuseThePast(tx, id);
        if (above !== null) await refuseThePast(tx, above);
        if (above !== null && (await organisationOf(tx, above)) === null) {
          throw unknownReference('/above', 'There is no such organisation. Add the level above first.');
        }
        if (hasHistoricForm(id) && (await organisationOf(tx, id)) === null) throw keptForThePast;
        return addOrganisation(tx, request.body);
      });
      if (!added && !isSame(organisation, request.body))
        throw new Problem('ALREADY_EXISTS', { facts: { id: organisation.id } });
      return reply.code(added ? 201 : 200).send(organisation);
    },
  );

  app.get(
    '/v1/organisations',
    {
      ...door(ANY_ROLE),
      schema: {
        summary: 'Your organisation, the one above it and those below',
        tags: ['organisations'],
        response: { 200: z.object({ items: z.array(shown.extend({ historic })) }), ...problems },
      },
    },
    async (request) => ({ items: await organisationsAround(database, personOf(request).org) }),
  );
}

const keptForThePast = invalid({
  pointer: '/id',
  code: 'KEPT_FOR_PAST_YEARS',
  message: 'Ids that begin with "historic-" are those of records of past years. Choose another.',
});

function isSame(a: Organisation, b: Organisation): boolean {
  return a.name === b.name && a.level === b.level && a.above === b.above;
}
