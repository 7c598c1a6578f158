import { z } from 'zod';
import { problems } from '../problem-schema.ts';

const place = { command: z.string(), stream: z.string() };

export const doneSchema = z
  .object({ ...place, seq: z.int(), events: z.array(z.string()) })
  .meta({ id: 'CommandDone', description: 'What the command recorded; `seq` is the head of the stream after it.' });

export const waitingSchema = z
  .object({ ...place, status: z.literal('waiting') })
  .meta({ id: 'CommandWaiting', description: 'Written down and not yet decided. Look again where Location says.' });

/** How any route that takes a command may answer. */
export const commandResponses = { 200: doneSchema, 201: doneSchema, 202: waitingSchema, ...problems } as const;

export const refusalSchema = z.object({ code: z.string(), rule: z.string(), facts: z.record(z.string(), z.unknown()) });

export const commandSchema = z
  .object({
    ...place,
    kind: z.string(),
    actor: z.string(),
    receivedAt: z.int(),
    status: z.enum(['waiting', 'done', 'refused']),
    seq: z.int().nullable(),
    events: z.array(z.string()),
    refusal: refusalSchema.nullable(),
    attempts: z.int(),
    lastError: z.string().nullable(),
  })
  .meta({ id: 'Command' });
