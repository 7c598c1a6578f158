import { z } from 'zod';
import { streamName } from '../../domain/stream.ts';
import type { Transaction } from '../../store/database.ts';
import { planVersion } from '../../store/desk/plan-versions.ts';
import { derivedId } from '../../store/hash.ts';
import { yearOf, yearsOf } from '../../store/reads/years.ts';
import type { App } from '../app-type.ts';
import { commandsOf } from '../commands/bodies.ts';
import { commandResponses } from '../commands/schema.ts';
import { takeCommand } from '../commands/take.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { ACTING, ANY_ROLE, door, personOf } from '../doors.ts';
import { idParams } from '../fields.ts';
import { Problem, unknownReference } from '../problem.ts';
import { problems } from '../problem-schema.ts';
import { publishPlan, yearBodies } from './commands.ts';

const listed = z.object({
  id: z.string(),
  plan: z.string(),
  planVersion: z.int(),
  year: z.int(),
  title: z.string(),
  demo: z.boolean(),
  seq: z.int(),
  toldUntil: z.int(),
  nextAt: z.int().nullable(),
});

const duty = z.object({
  task: z.string(),
  owner: z.string(),
  ownerKind: z.string(),
  dueAt: z.int().nullable(),
  printed: z.string(),
  status: z.string(),
  doneBy: z.string().nullable(),
  late: z.boolean(),
  missed: z.boolean(),
});

const filled = z.object({
  task: z.string(),
  dueAt: z.int().nullable(),
  before: z.int().nullable().meta({ description: 'What the level above had said before.' }),
  kept: z.int().nullable().meta({ description: 'The date that a person entered here, which stays in force.' }),
  above: z.object({ org: z.string(), plan: z.string(), version: z.int(), seq: z.int(), task: z.string() }),
});

const milestone = z.object({ at: z.int(), kind: z.string(), key: z.string(), told: z.boolean() });

const yearCommand = commandsOf(yearBodies);

export function yearRoutes(app: App, dependencies: ApiDependencies): void {
  const { database } = dependencies;

  app.post(
    '/v1/years',
    {
      ...door(['administrator', 'standingOffice']),
      schema: {
        summary: 'Publish a plan: its award year begins',
        tags: ['years'],
        body: publishPlan,
        response: commandResponses,
      },
    },
    async (request, reply) => {
      const { org } = personOf(request);
      // A plan has one year, so its stream is where the plan is: publishing twice meets the first.
      const stream = streamName('year', derivedId('year', org, request.body.plan));
      const check = (tx: Transaction) => refuseMissing(tx, org, request.body);
      return takeCommand(dependencies, request, reply, {
        stream,
        kind: 'PublishPlan',
        body: request.body,
        basis: null,
        begins: true,
        check,
      });
    },
  );

  app.post(
    '/v1/years/:id/commands',
    {
      ...door(ACTING),
      schema: {
        summary: 'Act on an award year',
        tags: ['years'],
        params: idParams,
        body: yearCommand,
        response: commandResponses,
      },
    },
    async (request, reply) => {
      const { org } = personOf(request);
      const { id } = request.params;
      const { kind, body, basis } = request.body;
      const check = async (tx: Transaction) => {
        const year = await yearOf(tx, org, id);
        if (year === null) throw new Problem('NOT_FOUND');
        if (kind !== 'AmendPlan') return;
        if (body.plan !== year.plan)
          throw unknownReference('/body/plan', `This is the year of ${year.plan}. Name that plan.`);
        await refuseMissing(tx, org, body, '/body');
      };
      return takeCommand(dependencies, request, reply, {
        stream: streamName('year', id),
        kind,
        body,
        basis,
        begins: false,
        check,
      });
    },
  );

  app.get(
    '/v1/years',
    {
      ...door(ANY_ROLE),
      schema: {
        summary: 'Award years',
        tags: ['years'],
        response: { 200: z.object({ items: z.array(listed) }), ...problems },
      },
    },
    async (request) => ({ items: await yearsOf(database, personOf(request).org) }),
  );

  app.get(
    '/v1/years/:id',
    {
      ...door(ANY_ROLE),
      schema: {
        summary: 'An award year with its duties and milestones, and every date that came from the level above',
        tags: ['years'],
        params: idParams,
        response: {
          200: listed.extend({ duties: z.array(duty), milestones: z.array(milestone), fromAbove: z.array(filled) }),
          ...problems,
        },
      },
    },
    async (request) => {
      const year = await yearOf(database, personOf(request).org, request.params.id);
      if (year === null) throw new Problem('NOT_FOUND');
      return year;
    },
  );
}

async function refuseMissing(
  tx: Transaction,
  org: string,
  of: { plan: string; version: number },
  base = '',
): Promise<void> {
  if ((await planVersion(tx, org, of.plan, of.version)) !== null) return;
  throw unknownReference(
    `${base}/version`,
    `Version ${of.version} of ${of.plan} was not uploaded. POST /v1/plans first.`,
  );
}
