import { z } from 'zod';
import { organisationOf } from '../../store/desk/organisations.ts';
import { keepPerson, peopleOf } from '../../store/desk/people.ts';
import type { App } from '../app-type.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { door, personOf } from '../doors.ts';
import { key, line, personId } from '../fields.ts';
import { idempotencyKey } from '../idempotency-key.ts';
import { TOKEN_ROLES, UNIT_ROLES } from '../identity.ts';
import { unknownReference } from '../problem.ts';
import { problems } from '../problem-schema.ts';

const personSchema = z
  .strictObject({
    id: personId,
    name: line(200),
    email: z
      .email('Send an address such as name@example.vn, or leave the field out.')
      .max(200)
      .nullable()
      .default(null),
    role: z.enum(TOKEN_ROLES),
    unit: key.nullable().default(null),
  })
  .refine(({ role, unit }) => UNIT_ROLES.includes(role) === (unit !== null), {
    path: ['unit'],
    error:
      'Name the unit (for a cluster head, the cluster) of a role that speaks for one, and none for any other role.',
  })
  .meta({ id: 'Person' });

const shown = z.object({
  id: z.string(),
  name: z.string(),
  email: z.string().nullable(),
  role: z.string(),
  unit: z.string().nullable(),
});

export function peopleRoutes(app: App, { database }: ApiDependencies): void {
  app.post(
    '/v1/people',
    {
      ...door(['administrator']),
      schema: {
        summary: 'Add a person, or change one by id',
        tags: ['people'],
        body: personSchema,
        response: { 200: shown, ...problems },
      },
    },
    async (request) => {
      idempotencyKey(request);
      const { org } = personOf(request);
      if ((await organisationOf(database, org)) === null)
        throw unknownReference('', 'Your organisation has not been added yet. Add it first.');
      await keepPerson(database, org, request.body);
      return request.body;
    },
  );

  app.get(
    '/v1/people',
    {
      ...door(['administrator', 'standingOffice', 'auditor']),
      schema: {
        summary: 'People of your organisation',
        tags: ['people'],
        response: { 200: z.object({ items: z.array(shown) }), ...problems },
      },
    },
    async (request) => ({ items: await peopleOf(database, personOf(request).org) }),
  );
}
