import { z } from 'zod';
import { type StreamKindName, streamName } from '../../domain/stream.ts';
import type { Transaction } from '../../store/database.ts';
import { linesOf, listOf, listsOf } from '../../store/reads/lists.ts';
import type { App } from '../app-type.ts';
import type { AnyOrdered, Bodies, Ordered } from '../commands/bodies.ts';
import { commandResponses } from '../commands/schema.ts';
import { takeCommand } from '../commands/take.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { door, OFFICE, personOf } from '../doors.ts';
import { idParams, key, limit } from '../fields.ts';
import type { Identity, TokenRole } from '../identity.ts';
import { Problem } from '../problem.ts';
import { problems } from '../problem-schema.ts';

const inShort = z.object({
  id: z.string(),
  stream: z.string(),
  kind: z.string(),
  seq: z.int(),
  phase: z.string(),
  since: z.int(),
  lineCount: z.int(),
});

const whole = inShort.extend({ state: z.unknown() });

const line = z.object({
  proposal: z.string(),
  code: z.string().nullable(),
  name: z.string(),
  title: z.string(),
  unit: z.string(),
  state: z.string(),
  stage: z.string().nullable(),
  status: z.string(),
});

export type ListNoun<B extends Bodies> = {
  kind: Extract<StreamKindName, 'session' | 'decision' | 'submission' | 'receipt'>;
  noun: string;
  name: string;
  commands: z.ZodType<Ordered<B>>;
  acting: readonly TokenRole[];
  /** What the bodies name must exist before the command is written down. */
  check?: (tx: Transaction, by: Identity, order: AnyOrdered) => Promise<void>;
};

/** Lists are read and acted upon in one way: agendas, decisions, submissions and receipts. */
export function listRoutes<B extends Bodies>(app: App, dependencies: ApiDependencies, list: ListNoun<B>): void {
  const { database } = dependencies;
  const { kind, noun, name, commands, acting, check: checkOrder } = list;
  const tags = [noun];

  app.post(
    `/v1/${noun}/:id/commands`,
    {
      ...door(acting),
      schema: { summary: `Act on a ${name}`, tags, params: idParams, body: commands, response: commandResponses },
    },
    async (request, reply) => {
      const by = personOf(request);
      const stream = streamName(kind, request.params.id);
      // Every union of orders is one of these, which the compiler cannot see through the table's type.
      const order = request.body as AnyOrdered;
      const check = async (tx: Transaction) => {
        if ((await listOf(tx, by.org, stream)) === null) throw new Problem('NOT_FOUND');
        await checkOrder?.(tx, by, order);
      };
      return takeCommand(dependencies, request, reply, {
        stream,
        kind: order.kind,
        body: order.body,
        basis: order.basis,
        begins: false,
        check,
      });
    },
  );

  app.get(
    `/v1/${noun}`,
    {
      ...door(OFFICE),
      schema: {
        summary: `Every ${name}, newest first`,
        tags,
        querystring: z.strictObject({ phase: key.optional(), limit }),
        response: { 200: z.object({ items: z.array(inShort) }), ...problems },
      },
    },
    async (request) => ({
      items: await listsOf(database, personOf(request).org, kind, request.query.phase ?? null, request.query.limit),
    }),
  );

  app.get(
    `/v1/${noun}/:id`,
    {
      ...door(OFFICE),
      schema: {
        summary: `One ${name}, with where its cases stand`,
        tags,
        params: idParams,
        response: { 200: whole.extend({ lines: z.array(line) }), ...problems },
      },
    },
    async (request) => {
      const { org } = personOf(request);
      const found = await listOf(database, org, streamName(kind, request.params.id));
      if (found === null) throw new Problem('NOT_FOUND');
      return { ...found, lines: await linesOf(database, org, kind, request.params.id) };
    },
  );
}
