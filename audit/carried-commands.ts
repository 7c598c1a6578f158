import type { Envelope } from '../domain/ledger/envelope.ts';
import type { ProposalCommand } from '../domain/proposal/commands.ts';
import { PROPOSAL } from '../domain/proposal/proposal.ts';
import { type Carried, kindOf, type Received } from '../domain/stream.ts';
import { canonicalForm } from './canonical.ts';
import type { ExportedCommand } from './exported.ts';
import type { Trouble } from './trouble.ts';

/**
 * Events and the commands that they sent to other streams must pair, one to one. An amendment's `Recalendar` is sent to
 * whatever is open on the board at that moment, and a plan's `FillTasks` to the years that wait below, which no stream
 * knows: they must only name an event that exists.
 */
export type CarriedCommands = {
  expect(event: Envelope, carried: Carried): void;
  found(command: ExportedCommand): void;
  /** True while a command of this cause is unsettled or was refused. */
  waits(of: { org: string; stream: string; kind: string; causeStream: string; causeSeq: number }): boolean;
  close(): readonly Trouble[];
};

const OF_THE_BOARD: readonly string[] = ['Recalendar', 'FillTasks'];

type Open = { count: number; trouble: Trouble };

export function carriedCommands(): CarriedCommands {
  const open = new Map<string, Open>();
  const waiting = new Set<string>();
  const move = (key: string, by: 1 | -1, trouble: Trouble) => {
    const count = (open.get(key)?.count ?? 0) + by;
    if (count === 0) open.delete(key);
    else open.set(key, { count, trouble });
  };
  return {
    expect(event, { org, stream, kind, body }) {
      const key = keyOf({ org, stream, kind, causeStream: event.stream, causeSeq: event.seq });
      const trouble: Trouble = {
        org: event.org,
        stream: event.stream,
        seq: event.seq,
        reason: 'notCarried',
        line: null,
      };
      move(`${key}\n${canonicalForm(plain(body))}`, 1, trouble);
    },
    found(command) {
      const { org, stream, kind, by, cause, body, outcome } = command;
      if (cause === null) return;
      for (const told of toldOfRefusal(command)) {
        const key = keyOf({ ...told, causeStream: cause.stream, causeSeq: cause.seq });
        const trouble: Trouble = { org, stream, seq: null, reason: 'notCarried', line: null };
        move(`${key}\n${canonicalForm(plain(told.body))}`, 1, trouble);
      }
      const key = keyOf({ org, stream, kind, causeStream: cause.stream, causeSeq: cause.seq });
      if (outcome?.ok !== true) waiting.add(key);
      if (OF_THE_BOARD.includes(kind) && by.role === 'outbox') return;
      move(`${key}\n${canonicalForm(body)}`, -1, { org, stream, seq: null, reason: 'carriedByNothing', line: null });
    },
    waits: (of) => waiting.has(keyOf(of)),
    close: () => [...open.values()].map(({ trouble }) => trouble),
  };
}

/** What the sender of a refused act must have been told. */
function toldOfRefusal({ org, stream, kind, body, outcome, cause, ...row }: ExportedCommand): readonly Carried[] {
  if (outcome === null || outcome.ok || kindOf(stream) !== 'proposal') return [];
  // The row passed the schema of its kind when it was received, as in the replay of decisions.
  const command = { ...row, kind, body, cause } as unknown as Received<ProposalCommand>;
  return PROPOSAL.carryRefusal?.(org, command, outcome.refusal) ?? [];
}

type Sent = { org: string; stream: string; kind: string; causeStream: string; causeSeq: number };

function keyOf({ org, stream, kind, causeStream, causeSeq }: Sent): string {
  return [org, stream, kind, causeStream, causeSeq].join('\n');
}

function plain(body: unknown): unknown {
  const value: unknown = JSON.parse(JSON.stringify(body));
  return value;
}
