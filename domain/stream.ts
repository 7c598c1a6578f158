import type { Json } from './json.ts';
import type { Basis, Envelope, StreamRef } from './ledger/envelope.ts';
import { partsReader } from './ledger/parts.ts';
import type { Decision, Refusal } from './refusal.ts';
import type { Role } from './roles.ts';

/** Streams whose timers or waiting need a workflow, and streams that are rows with a history. */
export const WORKFLOW_STREAMS = ['year', 'proposal', 'decision', 'submission'] as const;
export const ROW_STREAMS = ['session', 'unitRound', 'receipt', 'office'] as const;
export type StreamKindName = (typeof WORKFLOW_STREAMS)[number] | (typeof ROW_STREAMS)[number];

/** A stream's name is its kind and an opaque id: `proposal/0192…`. It is also the workflow's id. */
export function streamName(kind: StreamKindName, id: string): string {
  return `${kind}/${id}`;
}

export function kindOf(stream: string): StreamKindName {
  const kind = stream.slice(0, stream.indexOf('/'));
  const known = [...WORKFLOW_STREAMS, ...ROW_STREAMS].find((name) => name === kind);
  if (known === undefined) throw new Error(`Unknown kind of stream: ${stream}`);
  return known;
}

export function idOf(stream: string): string {
  return stream.slice(stream.indexOf('/') + 1);
}

export function hasWorkflow(stream: string): boolean {
  return WORKFLOW_STREAMS.some((kind) => kind === kindOf(stream));
}

/** Who acts, as the identity check found them; `unit` for the roles that speak for one unit. */
export type Actor = { id: string; role: Role; org: string; unit: string | null; actingFor: string | null };

/** A command as it was received; `body` has passed the schema of its kind. */
export type Received<C> = C & {
  id: string;
  by: Actor;
  receivedAt: number;
  at: number;
  basis: Basis | null;
  cause: StreamRef | null;
};

/** An event as folded: with its envelope. */
export type Recorded<E> = E & { envelope: Envelope };

/**
 * Texts of the ledger as events, from the first of a command to the last of one; a list in parts is whole again. Only
 * deciders' events are written there, so their shape is that of the stream's kind.
 */
export function recordedIn<E>(texts: readonly string[]): Recorded<E>[] {
  const { read } = partsReader();
  return texts.flatMap((text) => {
    const envelope = read(JSON.parse(text) as Envelope);
    return envelope === null ? [] : [{ kind: envelope.kind, body: envelope.body, envelope } as unknown as Recorded<E>];
  });
}

/** An act carried to another stream by the outbox; its command id is derived from the event. */
export type Carried = { org: string; stream: string; kind: string; body: Json };

/** What all streams have in common, so that one step can serve them all. */
export type StreamKind<S, C extends { kind: string }, E extends { kind: string }, F> = {
  name: StreamKindName;
  /** Changes when `decide` may give other events for the same input. */
  revision: number;
  initial: S;
  evolve(state: S, event: Recorded<E>): S;
  decide(state: S, command: Received<C>, facts: F): Decision<E>;
  /** Of an event that an older revision recorded: what was carried then, since the ledger holds those acts and no others. */
  carry(state: S, event: Recorded<E>): readonly Carried[];
  /** What the sender of a carried act must hear when it is refused here; most need hear nothing. */
  carryRefusal?(org: string, command: Received<C>, refusal: Refusal): readonly Carried[];
};
