import { z } from 'zod';
import { offered } from '../../domain/proposal/held.ts';
import { commandsFor } from '../../domain/proposal/life-table.ts';
import { streamName } from '../../domain/stream.ts';
import type { Transaction } from '../../store/database.ts';
import { draftOf } from '../../store/desk/drafts.ts';
import { subjectsOf } from '../../store/desk/subjects.ts';
import { asOfNow } from '../../store/reads/as-of.ts';
import { type BoardRow, boardPage, boardRow, boardSummary } from '../../store/reads/board.ts';
import { boardState } from '../../store/reads/board-state.ts';
import { scoringRoles } from '../../store/reads/scoring-roles.ts';
import type { App } from '../app-type.ts';
import { commandsOf } from '../commands/bodies.ts';
import { commandResponses } from '../commands/schema.ts';
import { takeCommand } from '../commands/take.ts';
import { cursorOf, nextUrl } from '../cursor.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { ACTING, BUSINESS, deskDoor, door, personOf } from '../doors.ts';
import { idParams, limit, line } from '../fields.ts';
import type { TokenRole } from '../identity.ts';
import { Problem } from '../problem.ts';
import { problems } from '../problem-schema.ts';
import { sightOf } from '../sight-of.ts';
import { checkCommand } from './check-command.ts';
import { proposalBodies } from './commands.ts';
import { changeDraft } from './edit-draft.ts';
import { etagOf, saveDraft } from './save-draft.ts';
import {
  boardQuery,
  draftEdit,
  draftSchema,
  newDraft,
  oneSchema,
  pageSchema,
  summaryQuery,
  summarySchema,
} from './schema.ts';

const tags = ['proposals'];
const proposalCommand = commandsOf(proposalBodies);
const subject = z.object({ id: z.string(), kind: z.string(), unit: z.string(), name: z.string() });

export function proposalRoutes(app: App, dependencies: ApiDependencies): void {
  const { database, clock } = dependencies;

  app.post(
    '/v1/proposals',
    {
      ...deskDoor(['unitClerk', 'standingOffice']),
      schema: { summary: 'Begin a draft', tags, body: newDraft, response: { 201: draftSchema, ...problems } },
    },
    async (request, reply) => saveDraft(dependencies, request, reply, request.body),
  );

  app.patch(
    '/v1/proposals/:id/draft',
    {
      ...deskDoor(['unitClerk', 'standingOffice']),
      schema: {
        summary: 'Edit a dossier that is open',
        description: 'Needs If-Match with the ETag that you read.',
        tags,
        params: idParams,
        body: draftEdit,
        response: { 200: draftSchema, ...problems },
      },
    },
    async (request, reply) => changeDraft(dependencies, request, reply, request.params.id, request.body),
  );

  app.post(
    '/v1/proposals/:id/commands',
    {
      ...door(ACTING),
      schema: {
        summary: 'Act on a proposal',
        tags,
        params: idParams,
        body: proposalCommand,
        response: commandResponses,
      },
    },
    async (request, reply) => {
      const by = personOf(request);
      const { id } = request.params;
      const { kind, body, basis } = request.body;
      const check = (tx: Transaction) => checkCommand(tx, { by, clock }, id, request.body);
      const begins = (await boardState(database, by.org, id)) === null;
      return takeCommand(dependencies, request, reply, {
        stream: streamName('proposal', id),
        kind,
        body,
        basis,
        begins,
        check,
      });
    },
  );

  app.get(
    '/v1/proposals',
    {
      ...door(BUSINESS),
      schema: { summary: 'The board', tags, querystring: boardQuery, response: { 200: pageSchema, ...problems } },
    },
    async (request, reply) => {
      const { cursor = null, limit: size, ...filter } = request.query;
      const asOf = await asOfNow(database, clock);
      // One more than asked tells whether there is a next page.
      const rows = await boardPage(database, sightOf(personOf(request), clock), asOf, filter, cursor, size + 1);
      const items = rows.slice(0, size);
      const last = items.at(-1);
      const next = rows.length > size && last !== undefined ? cursorOf({ key: last.place, id: last.id }) : null;
      if (next !== null) reply.header('link', `<${nextUrl(request.url, next)}>; rel="next"`);
      return { items, next };
    },
  );

  app.get(
    '/v1/proposals/:id',
    {
      ...door(BUSINESS),
      schema: { summary: 'One proposal', tags, params: idParams, response: { 200: oneSchema, ...problems } },
    },
    async (request, reply) => {
      const by = personOf(request);
      const row = await boardRow(database, sightOf(by, clock), await asOfNow(database, clock), request.params.id);
      if (row === null) throw new Problem('NOT_FOUND');
      const draft = await draftOf(database, by.org, row.id);
      if (draft !== null) reply.header('etag', etagOf(draft));
      return {
        row,
        draft,
        commands: possible(row, by.role, await scoringRoles(database, by.org, row.id)),
        basis: row.seq === 0 ? null : { seq: row.seq, dossier: null },
      };
    },
  );

  app.get(
    '/v1/board/summary',
    {
      ...door(BUSINESS),
      schema: {
        summary: 'How many cases stand where',
        tags: ['board'],
        querystring: summaryQuery,
        response: { 200: summarySchema, ...problems },
      },
    },
    async (request) => {
      const asOf = await asOfNow(database, clock);
      return { items: await boardSummary(database, sightOf(personOf(request), clock), asOf, request.query) };
    },
  );

  app.get(
    '/v1/subjects',
    {
      ...door(BUSINESS),
      schema: {
        summary: 'Whom your unit has proposed before',
        tags,
        querystring: z.strictObject({ q: line(100).optional(), limit }),
        response: { 200: z.object({ items: z.array(subject) }), ...problems },
      },
    },
    async (request) => {
      const { q = null, limit: most } = request.query;
      return { items: await subjectsOf(database, sightOf(personOf(request), clock), q, most) };
    },
  );
}

/**
 * The commands that the life table allows; those that answer somebody, or recover something, only while that is open, and
 * a correction only to those who have entered something.
 */
function possible(
  { state, stageKind, pendingAct, withdrawalAsked, waitsFor, heldSince }: BoardRow,
  role: TokenRole,
  scoring: readonly string[],
): string[] {
  const idle = [
    ...(pendingAct === null ? ['ConfirmAct', 'DeclineAct'] : []),
    ...(withdrawalAsked === null ? ['GrantWithdrawal', 'DeclineWithdrawal'] : []),
    ...(waitsFor === null ? ['RecordRecovery'] : []),
    ...(scoring.includes(role) ? [] : ['CorrectEntry']),
  ];
  const commands = offered(commandsFor(state, stageKind, role), heldSince !== null);
  return commands.filter((command) => !idle.includes(command));
}
