import { z } from 'zod';
import { onOneConnection, together } from '../../store/database.ts';
import { asOfNow } from '../../store/reads/as-of.ts';
import { owedNow } from '../../store/reads/owed/owed-now.ts';
import { standingInNow } from '../../store/reads/standing-in.ts';
import type { App } from '../app-type.ts';
import { cursorOf, nextUrl, owedCursor } from '../cursor.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { BUSINESS, door, personOf } from '../doors.ts';
import { limit } from '../fields.ts';
import { problems } from '../problem-schema.ts';
import { sightOf } from '../sight-of.ts';

const caseRef = z.object({
  id: z.string(),
  code: z.string().nullable(),
  name: z.string(),
  plan: z.string().nullable(),
  round: z.string(),
  unit: z.string(),
  title: z.string(),
  state: z.string(),
  seq: z.int().meta({ description: 'The basis for a command on this case.' }),
});

const item = z
  .object({
    kind: z.enum(['proposal', 'unitStage', 'unitList', 'list', 'duty', 'pendingAct']),
    ref: z.string(),
    role: z.string(),
    unit: z.string().nullable(),
    commands: z.array(z.string()).meta({ description: 'What settles it, the usual one first.' }),
    plan: z.string().nullable(),
    round: z.string().nullable(),
    stage: z.string().nullable(),
    stageKind: z.string().nullable(),
    list: z.object({ kind: z.string(), phase: z.string(), stream: z.string().nullable() }).nullable(),
    proposals: z.array(caseRef),
    blocked: z.array(z.string()),
    evidence: z.array(z.string()),
    act: z.int().nullable(),
    pendingKind: z.string().nullable(),
    owner: z.string().nullable(),
    year: z.string().nullable(),
    missed: z.boolean(),
    opensAt: z.int().nullable(),
    dueAt: z.int().nullable(),
    printed: z.string().nullable(),
    heldSince: z.int().nullable().meta({ description: 'The case is held since then: no date of it passes.' }),
    overdue: z.boolean(),
    count: z.int(),
  })
  .meta({ id: 'OwedItem' });

const query = z.strictObject({ cursor: owedCursor.optional(), limit });

const response = z.object({
  asOf: z.int(),
  nextAt: z.int().nullable(),
  items: z.array(item),
  next: z.string().nullable(),
  standsInFor: z
    .array(z.object({ principal: z.string(), role: z.string(), unit: z.string().nullable(), until: z.int() }))
    .meta({ description: 'For whom you stand in now; ask again with the header Acting-For for what they owe.' }),
});

export function owedRoutes(app: App, { database, clock }: ApiDependencies): void {
  app.get(
    '/v1/owed',
    {
      ...door(BUSINESS),
      schema: {
        summary: 'What you owe now',
        description: 'What is already on its way is not owed. `nextAt` is when the next thing opens for you.',
        tags: ['owed'],
        querystring: query,
        response: { 200: response, ...problems },
      },
    },
    async (request, reply) => {
      const by = personOf(request);
      const asOf = await asOfNow(database, clock);
      const { cursor: after = null, limit: size } = request.query;
      const reader = { id: by.id, role: by.role, unit: by.unit, sight: sightOf(by, clock) };
      const [{ items, next: last, nextAt }, standsInFor] = await onOneConnection(database, (db) =>
        together([
          owedNow(db, reader, asOf, { after, limit: size }),
          by.actingFor === undefined ? standingInNow(db, by, asOf) : Promise.resolve([]),
        ]),
      );
      const next = last === null ? null : cursorOf(last);
      if (next !== null) reply.header('link', `<${nextUrl(request.url, next)}>; rel="next"`);
      return { asOf, nextAt, items, next, standsInFor };
    },
  );
}
