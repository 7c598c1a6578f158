import { z } from 'zod';
import { commandsById } from '../../store/reads/commands.ts';
import type { App } from '../app-type.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { ACTING, ANY_ROLE, door, personOf } from '../doors.ts';
import { idParams, uuid } from '../fields.ts';
import { type Identity, UNIT_ROLES } from '../identity.ts';
import { Problem } from '../problem.ts';
import { problems } from '../problem-schema.ts';
import { proposalBodies } from '../proposals/commands.ts';
import { commandsBeside } from './bodies.ts';
import { commandIds, type ListPlace, listId, takeList } from './list.ts';
import { commandSchema } from './schema.ts';
import { commandShown } from './shown.ts';

const tags = ['commands'];

const place = z.tuple([z.string().min(8).max(200), z.int().min(1).max(1_000)]);

const listParams = z.strictObject({
  id: z
    .string()
    .max(400)
    .transform((text, context) => {
      const read = place.safeParse(decoded(text));
      if (read.success) return { key: read.data[0], count: read.data[1] };
      context.issues.push({ code: 'custom', input: text, message: 'Send the id of a list as this API gave it.' });
      return z.NEVER;
    }),
});

const listSchema = z
  .object({
    id: z.string(),
    count: z.int(),
    waiting: z.int(),
    done: z.int(),
    refused: z.int(),
    items: z.array(commandSchema),
  })
  .meta({ id: 'CommandList' });

const item = commandsBeside(proposalBodies, { proposal: uuid });

export function commandRoutes(app: App, dependencies: ApiDependencies): void {
  const { database } = dependencies;

  app.get(
    '/v1/commands/:id',
    {
      ...door(ANY_ROLE),
      schema: { summary: 'How a command ended', tags, params: idParams, response: { 200: commandSchema, ...problems } },
    },
    async (request) => {
      const by = personOf(request);
      const [row] = await commandsById(database, by.org, [request.params.id]);
      if (row === undefined || !maySee(by, row)) throw new Problem('NOT_FOUND');
      return commandShown(row);
    },
  );

  app.post(
    '/v1/command-lists',
    {
      ...door(ACTING),
      schema: {
        summary: 'Commands on many proposals at once',
        description: 'All are written down or none; then each is decided for itself. Progress is where Location says.',
        tags,
        body: z.strictObject({ items: z.array(item).min(1).max(1_000) }),
        response: { 202: listSchema, ...problems },
      },
    },
    async (request, reply) => {
      const listed = await takeList(dependencies, request, request.body.items);
      const list = await listShown(dependencies, personOf(request), listed);
      return reply.code(202).header('location', `/v1/command-lists/${list.id}`).send(list);
    },
  );

  app.get(
    '/v1/command-lists/:id',
    {
      ...door(ACTING),
      schema: {
        summary: 'How far your list has come',
        tags,
        params: listParams,
        response: { 200: listSchema, ...problems },
      },
    },
    async (request) => {
      const list = await listShown(dependencies, personOf(request), request.params.id);
      if (list.items.length === 0) throw new Problem('NOT_FOUND');
      return list;
    },
  );
}

async function listShown(
  { database }: ApiDependencies,
  by: Identity,
  of: ListPlace,
): Promise<z.output<typeof listSchema>> {
  const items = (await commandsById(database, by.org, commandIds(by, of))).map(commandShown);
  const having = (status: string) => items.filter((each) => each.status === status).length;
  return {
    id: listId(of),
    count: of.count,
    waiting: having('waiting'),
    done: having('done'),
    refused: having('refused'),
    items,
  };
}

/** A unit's people see what their unit sent; an administrator only what they sent themselves. */
function maySee(by: Identity, { actor, unit }: { actor: string; unit: string | null }): boolean {
  if (actor === by.id) return true;
  if (by.role === 'administrator') return false;
  return UNIT_ROLES.includes(by.role) ? unit === by.unit : true;
}

function decoded(text: string): unknown {
  try {
    return JSON.parse(Buffer.from(text, 'base64url').toString('utf8'));
  } catch {
    return null;
  }
}
