import type { Json } from '../../domain/json.ts';
import { ENVELOPE_VERSION, type Envelope } from '../../domain/ledger/envelope.ts';
import { LIST_PART, takenApart } from '../../domain/ledger/parts.ts';
import type { CommandOutcome } from '../../domain/refusal.ts';
import type { CommandRow } from '../commands/command-row.ts';
import type { Transaction } from '../database.ts';
import { canonicalEvent, eventHash, firstLink } from '../hash.ts';
import { statement } from '../statement.ts';

export type Head = { seq: number; hash: string };

export type Sealed = { envelope: Envelope; text: string; hash: string };

export type Undressed = { kind: string; body: Json };

export type Dressing = {
  command: CommandRow;
  head: Head | null;
  logOrigin: string;
  revision: number;
  planVersion: string | null;
  rulePack: string | null;
  facts: Json;
  /** A longer list is written in parts. */
  mostLines: number;
};

/** Gives decided events their envelopes, each linked to the one before; the parts of a long list come before its event. */
export function dress(events: readonly Undressed[], dressing: Dressing): Sealed[] {
  const sealed: Sealed[] = [];
  const write = (event: Undressed, facts: Json) => {
    const each = sealedAfter(sealed, event, facts, dressing);
    sealed.push(each);
    return each.hash;
  };
  for (const [index, { kind, body }] of events.entries()) {
    const apart = (value: Json) =>
      takenApart(value, dressing.mostLines, (items) => write({ kind: LIST_PART, body: { items } }, null));
    const facts = index === 0 ? apart(dressing.facts) : null;
    write({ kind, body: apart(body) }, facts);
  }
  return sealed;
}

function sealedAfter(before: readonly Sealed[], event: Undressed, facts: Json, dressing: Dressing): Sealed {
  const { command, head, logOrigin } = dressing;
  const prev = before.at(-1)?.hash ?? head?.hash ?? firstLink(logOrigin, command.org, command.stream);
  const envelope = envelopeOf(event, { index: before.length, prev, facts }, dressing);
  const text = canonicalEvent(envelope);
  return { envelope, text, hash: eventHash(text) };
}

type Place = Pick<Envelope, 'index' | 'prev' | 'facts'>;

function envelopeOf(event: Undressed, { index, prev, facts }: Place, dressing: Dressing): Envelope {
  const { command, head, revision, planVersion, rulePack } = dressing;
  return {
    v: ENVELOPE_VERSION,
    org: command.org,
    stream: command.stream,
    seq: (head?.seq ?? 0) + index + 1,
    kind: event.kind,
    commandId: command.id,
    index,
    cause: command.cause,
    revision,
    actor: command.by.id,
    role: command.by.role,
    actorOrg: command.by.org,
    actingFor: command.by.actingFor,
    receivedAt: command.receivedAt,
    at: command.at,
    planVersion,
    rulePack,
    basis: command.basis,
    facts,
    body: event.body,
    prev,
  };
}

const APPEND = statement(
  `with settled as (
     update command set outcome = $12, settled_at = clock_timestamp(), last_error = null where org_id = $1 and id = $13),
   moved as (
     insert into head (org_id, stream, seq, hash, over) values ($1, $2, $3, $4, $5)
     on conflict (org_id, stream) do update set seq = excluded.seq, hash = excluded.hash, over = excluded.over)
   insert into event (org_id, stream, seq, kind, command_id, index_in_command, hash, text)
   select $1, $2, * from unnest($6::int[], $7::text[], $8::uuid[], $9::int[], $10::text[], $11::text[])`,
);

/**
 * Appends to the stream, moves its head and settles the command that did it, in the caller's transaction, which holds
 * the head's lock. One statement, since every one has a cost of its own.
 */
export async function appendAndSettle(
  tx: Transaction,
  sealed: readonly Sealed[],
  { over, outcome }: { over: boolean; outcome: CommandOutcome },
): Promise<void> {
  const last = sealed.at(-1);
  if (last === undefined) return;
  const { org, stream, seq } = last.envelope;
  await tx.query(
    APPEND([
      org,
      stream,
      seq,
      last.hash,
      over,
      sealed.map((each) => each.envelope.seq),
      sealed.map((each) => each.envelope.kind),
      sealed.map((each) => each.envelope.commandId),
      sealed.map((each) => each.envelope.index),
      sealed.map((each) => each.hash),
      sealed.map((each) => each.text),
      JSON.stringify(outcome),
      last.envelope.commandId,
    ]),
  );
}
