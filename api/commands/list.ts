import type { FastifyRequest } from 'fastify';
import { streamName } from '../../domain/stream.ts';
import { commandId } from '../../store/commands/receive-command.ts';
import { inTransaction } from '../../store/database.ts';
import { sha256 } from '../../store/hash.ts';
import { enqueueDeliveries } from '../../store/step/outbox.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { personOf } from '../doors.ts';
import { idempotencyKey } from '../idempotency-key.ts';
import type { Identity } from '../identity.ts';
import { Problem } from '../problem.ts';
import { checkCommand, type ProposalOrder } from '../proposals/check-command.ts';
import { writeDown } from './write-down.ts';

export type Listed = ProposalOrder & { proposal: string };

/** A list is remembered by nothing but its key and length: its commands' ids are derived from both. */
export type ListPlace = { key: string; count: number };

export function listId({ key, count }: ListPlace): string {
  return Buffer.from(JSON.stringify([key, count])).toString('base64url');
}

export function commandIds({ org, id }: Identity, { key, count }: ListPlace): string[] {
  return Array.from({ length: count }, (_, index) => commandId(org, id, keyAt(key, index)));
}

function keyAt(key: string, index: number): string {
  return `${key}/${String(index + 1).padStart(4, '0')}`;
}

/**
 * Writes all commands of a list down in one transaction, with the jobs that bring them to their streams. All stand or
 * none does; from then on each is decided for itself, and a crash loses none.
 */
export async function takeList(
  { database, clock }: ApiDependencies,
  request: FastifyRequest,
  items: readonly Listed[],
): Promise<ListPlace> {
  const by = personOf(request);
  const key = idempotencyKey(request);
  // Another list under the same key differs at its first command already, and nothing of it is written.
  const whole = sha256(JSON.stringify(items));
  await inTransaction(database, async (tx) => {
    const fresh: string[] = [];
    for (const [index, { proposal, ...order }] of items.entries()) {
      const check = () =>
        checkCommand(tx, { by, clock }, proposal, order).catch((error: unknown) =>
          Promise.reject(placed(error, index)),
        );
      const stream = streamName('proposal', proposal);
      const row = await writeDown(
        tx,
        clock,
        { ...order, by, idempotencyKey: keyAt(key, index), stream, besides: whole },
        check,
      );
      if (row.outcome === null) fresh.push(row.id);
    }
    await enqueueDeliveries(
      tx,
      fresh.map((command) => ({ org: by.org, command })),
    );
  });
  return { key, count: items.length };
}

/** A problem of one command, told at its place in the list. */
function placed(error: unknown, index: number): unknown {
  if (!(error instanceof Problem)) return error;
  const base = `/items/${index}`;
  const errors = error.details.errors?.map((each) => ({ ...each, pointer: `${base}${each.pointer}` }));
  const message = 'This command cannot be taken; the whole list was left out.';
  return new Problem(error.code, {
    ...error.details,
    errors: errors ?? [{ pointer: base, code: error.code, message }],
  });
}
