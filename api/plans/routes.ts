import { z } from 'zod';
import { resolvePlan } from '../../domain/plan/resolve.ts';
import { inTransaction } from '../../store/database.ts';
import { organisationOf } from '../../store/desk/organisations.ts';
import { plansOf, planVersion } from '../../store/desk/plan-versions.ts';
import type { App } from '../app-type.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { ANY_ROLE, deskDoor, door, personOf } from '../doors.ts';
import { key } from '../fields.ts';
import { idempotencyKey } from '../idempotency-key.ts';
import { Problem, unknownReference } from '../problem.ts';
import { problems } from '../problem-schema.ts';
import { keepPlan, readPlan } from './upload.ts';

const uploaded = z.object({
  plan: z.string(),
  version: z.int(),
  hash: z.string(),
  duties: z.int(),
  rounds: z.array(z.string()),
  anomalies: z.int(),
});

const listed = z.object({
  plan: z.string(),
  version: z.int(),
  title: z.string(),
  year: z.int(),
  demo: z.boolean(),
  hash: z.string(),
  uploadedAt: z.int(),
  anomalies: z.int(),
});

const upload = z.strictObject({
  yaml: z.string().min(1).max(1_000_000).meta({ description: 'The plan file as text.' }),
  demo: z.boolean().default(false),
});

const version = z
  .string()
  .regex(/^[1-9]\d{0,5}$/, 'Send the number of a version, from 1.')
  .transform(Number)
  .optional();

export function planRoutes(app: App, { database, calendar }: ApiDependencies): void {
  app.post(
    '/v1/plans',
    {
      ...deskDoor(['administrator', 'standingOffice']),
      schema: {
        summary: 'Upload a version of a plan',
        tags: ['plans'],
        body: upload,
        response: { 200: uploaded, 201: uploaded, ...problems },
      },
    },
    async (request, reply) => {
      idempotencyKey(request);
      const { org } = personOf(request);
      const row = readPlan(request.body.yaml, request.body.demo, calendar);
      const { added } = await inTransaction(database, async (tx) => {
        if ((await organisationOf(tx, org)) === null)
          throw unknownReference('', 'Your organisation has not been added yet. Add it first.');
        return keepPlan(tx, org, row);
      });
      const { plan, version, hash, content, published, rounds } = row;
      if (added) reply.header('location', `/v1/plans/${plan}?version=${version}`);
      return reply.code(added ? 201 : 200).send({
        plan,
        version,
        hash,
        duties: published.duties.length,
        rounds: rounds.map((round) => round.key),
        anomalies: content.anomalies.length,
      });
    },
  );

  app.get(
    '/v1/plans',
    {
      ...door(ANY_ROLE),
      schema: {
        summary: 'Plans, each with its last version',
        tags: ['plans'],
        response: { 200: z.object({ items: z.array(listed) }), ...problems },
      },
    },
    async (request) => ({ items: await plansOf(database, personOf(request).org) }),
  );

  app.get(
    '/v1/plans/:plan',
    {
      ...door(ANY_ROLE),
      schema: {
        summary: 'A version of a plan with its calendar and the anomalies of its source',
        tags: ['plans'],
        params: z.strictObject({ plan: key }),
        querystring: z.strictObject({ version }),
        response: {
          // The shape of a plan is the domain's own, and longer than any client wants here as a schema.
          200: z.object({
            plan: z.string(),
            version: z.int(),
            hash: z.string(),
            yaml: z.string(),
            content: z.unknown(),
            calendar: z.unknown(),
          }),
          ...problems,
        },
      },
    },
    async (request) => {
      const found = await planVersion(
        database,
        personOf(request).org,
        request.params.plan,
        request.query.version ?? null,
      );
      if (found === null) throw new Problem('NOT_FOUND');
      const { plan, version, hash, yaml, content } = found;
      return { plan, version, hash, yaml, content, calendar: resolvePlan(content, calendar) };
    },
  );
}
