import { z } from 'zod';
import { DEPUTISED, deputiesAt } from '../../domain/office/deputies.ts';
import type { OfficeCommand } from '../../domain/office/office.ts';
import { officeShown } from '../../store/facts/office.ts';
import { actsForOthers } from '../../store/reads/acts-for-others.ts';
import { asOfNow } from '../../store/reads/as-of.ts';
import { officeStream } from '../../store/reads/office-stream.ts';
import type { App } from '../app-type.ts';
import { commandsOf } from '../commands/bodies.ts';
import { commandResponses, refusalSchema } from '../commands/schema.ts';
import { takeCommand } from '../commands/take.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { BUSINESS, door, OFFICE, personOf } from '../doors.ts';
import { limit, localDate, paper, personId, seq } from '../fields.ts';
import { problems } from '../problem-schema.ts';
import type { Holds, PutAside, Same } from '../written-text.ts';

const officeBodies = {
  NameDeputy: z.strictObject({
    role: z.enum(DEPUTISED),
    principal: personId.meta({ description: 'Who is stood in for: yourself, or a holder of a role below yours.' }),
    deputy: personId,
    fromOn: localDate,
    toOn: localDate.meta({ description: 'The last day, which still counts.' }),
    document: paper,
  }),
  RevokeDeputy: z.strictObject({ deputyship: seq, lastDayOn: localDate, document: paper }),
};

type Bodies = { [K in keyof typeof officeBodies]: PutAside<z.output<(typeof officeBodies)[K]>> };
export type OfficeBodiesAgree = Holds<Same<Bodies, { [C in OfficeCommand as C['kind']]: C['body'] }>>;

const shownPaper = z.object({ number: z.string(), on: z.string(), file: z.string().nullable() });

const deputyship = z
  .object({
    deputyship: z.int(),
    role: z.string(),
    unit: z.string().nullable(),
    principal: z.string(),
    deputy: z.string(),
    fromOn: z.string(),
    toOn: z.string(),
    document: shownPaper,
    revoked: z.object({ lastDayOn: z.string(), document: shownPaper }).nullable(),
    startsAt: z.int(),
    endsAt: z.int(),
    inForce: z.boolean(),
  })
  .meta({ id: 'Deputyship' });

const actForAnother = z
  .object({
    command: z.string(),
    stream: z.string(),
    kind: z.string(),
    actor: z.string(),
    actorName: z.string().nullable(),
    role: z.string(),
    actingFor: z.string(),
    actingForName: z.string().nullable(),
    receivedAt: z.int(),
    status: z.enum(['waiting', 'done', 'refused']),
    deputyship: z.int().nullable().meta({ description: 'The naming that it was done by.' }),
    refusal: refusalSchema.nullable(),
  })
  .meta({ id: 'ActForAnother' });

const tags = ['office'];

export function officeRoutes(app: App, dependencies: ApiDependencies): void {
  const { database, clock } = dependencies;

  app.post(
    '/v1/office/commands',
    {
      ...door(['authorityHead', 'councilChair', 'standingOffice', 'unitHead']),
      schema: {
        summary: 'Name a deputy with dates, or revoke one',
        description: `A deputy acts by sending the header Acting-For with the id of the person they stand in for, on any address.`,
        tags,
        body: commandsOf(officeBodies),
        response: commandResponses,
      },
    },
    async (request, reply) =>
      takeCommand(dependencies, request, reply, {
        stream: officeStream(personOf(request).org),
        ...request.body,
        begins: true,
      }),
  );

  app.get(
    '/v1/office',
    {
      ...door(BUSINESS),
      schema: {
        summary: 'Who stands in for whom, and when',
        tags,
        response: { 200: z.object({ asOf: z.int(), deputyships: z.array(deputyship) }), ...problems },
      },
    },
    async (request) => {
      const asOf = await asOfNow(database, clock);
      const known = (await officeShown(database, personOf(request).org))?.deputyships ?? [];
      const deputyships = known.map(({ seq: number, ...each }) => ({
        ...each,
        deputyship: number,
        inForce: deputiesAt([{ ...each, seq: number }], asOf).length > 0,
      }));
      return { asOf, deputyships };
    },
  );

  app.get(
    '/v1/acts-for-others',
    {
      ...door(OFFICE),
      schema: {
        summary: 'Every act that somebody did or tried for another, newest first',
        tags,
        querystring: z.strictObject({ limit }),
        response: { 200: z.object({ items: z.array(actForAnother) }), ...problems },
      },
    },
    async (request) => ({ items: await actsForOthers(database, personOf(request).org, request.query.limit) }),
  );
}
