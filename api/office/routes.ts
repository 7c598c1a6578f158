import { z } from 'zod';
import { dateOf, type LocalDate } from '../../domain/calendar/local-date.ts';
import { type ClusterComposition, inForceOn } from '../../domain/office/clusters.ts';
import { COUNCILS, type Composition, compositionOn, SEATS } from '../../domain/office/councils.ts';
import { DEPUTISED } from '../../domain/office/deputies.ts';
import type { OfficeCommand } from '../../domain/office/office.ts';
import type { Queryable } from '../../store/database.ts';
import { textsOf } from '../../store/desk/private-texts.ts';
import { officeShown } from '../../store/facts/office.ts';
import { inForceAt } from '../../store/facts/standing-in.ts';
import { actsForOthers } from '../../store/reads/acts-for-others.ts';
import { asOfNow } from '../../store/reads/as-of.ts';
import { officeStream } from '../../store/reads/office-stream.ts';
import type { App } from '../app-type.ts';
import { commandsOf } from '../commands/bodies.ts';
import { commandResponses, refusalSchema } from '../commands/schema.ts';
import { takeCommand } from '../commands/take.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { BUSINESS, door, OFFICE, personOf } from '../doors.ts';
import { key, limit, localDate, paper, personId, privateName, seq } from '../fields.ts';
import { problems } from '../problem-schema.ts';
import type { Holds, PutAside, Same } from '../written-text.ts';

const member = z.strictObject({
  name: privateName,
  person: personId.nullable().meta({ description: 'Where the member is one of the people of the office.' }),
  seat: z.enum(SEATS),
  votes: z.boolean().meta({ description: 'Whether a secretary votes, say yourself: it is in the paper.' }),
  standing: z.boolean().meta({ description: 'Whether the member sits in the standing part, as the paper has it.' }),
});

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
  ConstituteCouncil: z.strictObject({
    council: z.enum(COUNCILS),
    members: z.array(member).min(1).max(100),
    fromOn: localDate.meta({ description: 'In force from this day until a later one is.' }),
    document: paper,
  }),
  ConstituteCluster: z.strictObject({
    cluster: key,
    units: z.array(key).min(1).max(200),
    head: key.meta({ description: 'One of the units, as is the deputy head.' }),
    deputyHead: key.nullable(),
    fromOn: localDate.meta({ description: 'In force from this day until a later one of the cluster is.' }),
    document: paper,
  }),
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
    settles: z
      .object({ firstAt: z.int(), lastAt: z.int() })
      .optional()
      .meta({ description: 'It was entered again for what a recovery brought back: received first and last when.' }),
  })
  .meta({ id: 'Deputyship' });

const constitution = z
  .object({
    constitution: z.int(),
    council: z.string(),
    fromOn: z.string(),
    document: shownPaper,
    members: z.array(
      z.object({
        name: z.string().nullable(),
        person: z.string().nullable(),
        seat: z.string(),
        votes: z.boolean(),
        standing: z.boolean(),
      }),
    ),
    inForce: z.boolean(),
  })
  .meta({ id: 'Constitution' });

const clusterShown = z
  .object({
    constitution: z.int(),
    cluster: z.string(),
    units: z.array(z.string()),
    head: z.string(),
    deputyHead: z.string().nullable(),
    fromOn: z.string(),
    document: shownPaper,
    inForce: z.boolean(),
  })
  .meta({ id: 'ClusterConstitution' });

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
        summary: 'Name a deputy with dates, or constitute a council or a cluster',
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
        summary: 'Who stands in for whom, who sits in which council, and which units form a cluster; and when',
        tags,
        response: {
          200: z.object({
            asOf: z.int(),
            deputyships: z.array(deputyship),
            councils: z.array(constitution),
            clusters: z.array(clusterShown),
          }),
          ...problems,
        },
      },
    },
    async (request) => {
      const asOf = await asOfNow(database, clock);
      const { org } = personOf(request);
      const shown = await officeShown(database, org);
      const inForce = await inForceAt(database, org, shown?.deputyships ?? [], asOf);
      const deputyships = (shown?.deputyships ?? []).map(({ seq: number, ...each }) => ({
        ...each,
        deputyship: number,
        inForce: inForce.some(({ seq: one }) => one === number),
      }));
      const today = dateOf(asOf);
      const clusters = clustersShown(shown?.clusters ?? [], today);
      return { asOf, deputyships, councils: await councilsShown(database, shown?.councils ?? [], today), clusters };
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

/** With the members' names, which the desk keeps. */
async function councilsShown(db: Queryable, known: readonly Composition[], today: LocalDate) {
  const texts = known.flatMap(({ members }) => members.map(({ name }) => name.text));
  const words = await textsOf(db, texts);
  return known.map(({ seq: number, members, ...each }) => ({
    ...each,
    constitution: number,
    members: members.map(({ name, ...member }) => ({ ...member, name: words.get(name.text) ?? null })),
    inForce: compositionOn(known, each.council, today)?.seq === number,
  }));
}

function clustersShown(known: readonly ClusterComposition[], today: LocalDate) {
  const inForce = inForceOn(known, today).map(({ seq: number }) => number);
  return known.map(({ seq: number, units, ...each }) => ({
    ...each,
    units: [...units],
    constitution: number,
    inForce: inForce.includes(number),
  }));
}
