import type { FastifyReply, FastifyRequest } from 'fastify';
import type { CommandOutcome } from '../../domain/refusal.ts';
import { idOf, kindOf, type StreamKindName } from '../../domain/stream.ts';
import type { CommandRow } from '../../store/commands/command-row.ts';
import { inTransaction } from '../../store/database.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { personOf } from '../doors.ts';
import { idempotencyKey } from '../idempotency-key.ts';
import { sendRefusal } from '../send-problem.ts';
import { bring } from './bring.ts';
import type { Order } from './order.ts';
import { type Check, writeDown } from './write-down.ts';

type Ordered = Omit<Order, 'by' | 'idempotencyKey'>;

const nothing: Check = () => Promise.resolve();

/** From request to answer: written down, brought to its stream, answered by how it ended. */
export async function takeCommand(
  dependencies: ApiDependencies,
  request: FastifyRequest,
  reply: FastifyReply,
  { begins, check = nothing, ...order }: Ordered & { begins: boolean; check?: Check },
) {
  const full: Order = { ...order, by: personOf(request), idempotencyKey: idempotencyKey(request) };
  const { database, clock } = dependencies;
  const command = await inTransaction(database, (tx) => writeDown(tx, clock, full, check));
  const log = (error: unknown) => request.log.warn({ err: error, command: command.id }, 'command not yet delivered');
  return answer(request, reply, command, await bring({ ...dependencies, log }, command, begins));
}

function answer(
  request: FastifyRequest,
  reply: FastifyReply,
  { id, stream }: CommandRow,
  outcome: CommandOutcome | null,
) {
  const place = { command: id, stream };
  if (outcome === null) {
    return reply
      .code(202)
      .header('location', `/v1/commands/${id}`)
      .send({ ...place, status: 'waiting' });
  }
  if (!outcome.ok) return sendRefusal(request, reply, id, outcome.refusal);
  const { seq, events } = outcome;
  const began = seq === events.length;
  if (began) reply.header('location', locationOf(stream));
  return reply.code(began ? 201 : 200).send({ ...place, seq, events });
}

/** Nouns by kind of stream. A unit's part in a round is found by its plan and round, not by an id. */
const NOUNS: Readonly<Record<StreamKindName, string>> = {
  year: 'years',
  proposal: 'proposals',
  decision: 'decisions',
  submission: 'submissions',
  session: 'sessions',
  receipt: 'receipts',
  unitRound: 'unit-rounds',
  office: 'office',
};

function locationOf(stream: string): string {
  const noun = NOUNS[kindOf(stream)];
  // An organisation has one.
  if (noun === NOUNS.office) return `/v1/${noun}`;
  return `/v1/${noun}/${idOf(stream)}`;
}
