import type { Envelope } from '../domain/ledger/envelope.ts';
import { LIST_PART, partsReader } from '../domain/ledger/parts.ts';
import { actingFactsAgreement } from './agreement/acting-facts.ts';
import { copyAgreement } from './agreement/copies.ts';
import { correctionAgreement } from './agreement/corrections.ts';
import { councilAgreement } from './agreement/council-results.ts';
import { decisionAgreement } from './agreement/decisions.ts';
import { deputyAgreement } from './agreement/deputies.ts';
import { letterAgreement } from './agreement/letters.ts';
import { listAgreement } from './agreement/lists.ts';
import { registerAgreement } from './agreement/register-numbers.ts';
import { revocationAgreement } from './agreement/revocations.ts';
import { sessionDayAgreement } from './agreement/session-days.ts';
import { canonicalForm } from './canonical.ts';
import { type CarriedCommands, carriedCommands } from './carried-commands.ts';
import type { ExportedCommand } from './exported.ts';
import { type Agreement, eventOf, troubleAt } from './ledger-event.ts';
import { openFold, type StreamFold } from './stream-fold.ts';
import type { Tell } from './trouble.ts';

export type ReplayCounts = {
  /** Commands decided again, and accepted ones that could not be: no row at hand, or another revision of the rules. */
  redecided: number;
  notRedecided: number;
  /** Commands by how they ended. An act of the desk (a draft saved) settles at once and says that it recorded nothing. */
  accepted: number;
  refused: number;
  unsettled: number;
};

export type Replay = {
  /** A stream's commands come before its events, as the exporter writes them. */
  command(row: ExportedCommand): void;
  event(envelope: Envelope): void;
  close(): ReplayCounts;
};

/**
 * Folds every stream, decides every accepted command again from state, command and recorded facts, and compares the
 * streams with one another. Without command rows (`withCommands` false) only what the events say is checked.
 */
export function replay(tell: Tell, withCommands: boolean): Replay {
  const carried = carriedCommands();
  const waits = waitsByCommands(carried);
  const agreements: Agreement[] = [
    decisionAgreement((line) => (!withCommands || waits(line) ? 'waiting' : 'lost')),
    registerAgreement(),
    listAgreement(),
    councilAgreement(),
    correctionAgreement(),
    sessionDayAgreement(),
    copyAgreement(),
    letterAgreement(),
    deputyAgreement(),
    actingFactsAgreement(),
    revocationAgreement(),
  ];
  const counts: ReplayCounts = { redecided: 0, notRedecided: 0, accepted: 0, refused: 0, unsettled: 0 };
  const commands = acceptedCommands(tell);
  const streams = streamReplays({ tell, carried, commands, counts, agreements, withCommands });
  return {
    command(row) {
      if (row.outcome === null) counts.unsettled += 1;
      else if (!row.outcome.ok) counts.refused += 1;
      else if (row.outcome.events.length > 0) {
        counts.accepted += 1;
        commands.add(row);
      }
      carried.found(row);
    },
    event: (envelope) => streams.take(envelope),
    close() {
      streams.close();
      commands.close();
      if (withCommands) carried.close().forEach(tell);
      for (const agreement of agreements) agreement.close().forEach(tell);
      return counts;
    },
  };
}

function waitsByCommands(carried: CarriedCommands) {
  return (line: { org: string; proposal: string; decision: string; seq: number }) =>
    carried.waits({
      org: line.org,
      stream: line.proposal,
      kind: 'GrantAward',
      causeStream: line.decision,
      causeSeq: line.seq,
    });
}

/** Accepted commands whose events have not come by yet. */
type Accepted = {
  add(row: ExportedCommand): void;
  /** The row of these events, once; null where there is none. */
  settle(events: readonly Envelope[]): ExportedCommand | null;
  close(): void;
};

function acceptedCommands(tell: Tell): Accepted {
  const rows = new Map<string, ExportedCommand>();
  return {
    add(row) {
      const key = `${row.org}\n${row.id}`;
      if (rows.has(key)) tell({ org: row.org, stream: row.stream, seq: null, reason: 'commandRepeated', line: null });
      rows.set(key, row);
    },
    settle(events) {
      const [first] = events;
      if (first === undefined) return null;
      const key = `${first.org}\n${first.commandId}`;
      const row = rows.get(key);
      if (row === undefined) return null;
      rows.delete(key);
      if (!tellsTheSame(row, events)) tell(troubleAt(first, 'commandDiffers'));
      return row;
    },
    close() {
      for (const { org, stream, outcome } of rows.values()) {
        tell({ org, stream, seq: outcome?.ok === true ? outcome.seq : null, reason: 'eventsMissing', line: null });
      }
    },
  };
}

/** The row beside the ledger says of itself what the hashed envelopes say. */
function tellsTheSame(row: ExportedCommand, events: readonly Envelope[]): boolean {
  const { by, outcome } = row;
  const ended = { ok: true, seq: events.at(-1)?.seq, events: events.map(({ kind }) => kind) };
  const asRow = [row.stream, by.id, by.role, by.org, by.actingFor, row.receivedAt, row.at, row.basis, row.cause];
  return (
    canonicalForm(outcome) === canonicalForm(ended) &&
    events.every(
      ({ stream, actor, role, actorOrg, actingFor, receivedAt, at, basis, cause }) =>
        canonicalForm([stream, actor, role, actorOrg, actingFor, receivedAt, at, basis, cause]) ===
        canonicalForm(asRow),
    )
  );
}

type StreamState = { fold: StreamFold | null; group: Envelope[] };

type Parts = {
  tell: Tell;
  carried: CarriedCommands;
  commands: Accepted;
  counts: ReplayCounts;
  agreements: readonly Agreement[];
  withCommands: boolean;
};

/** Gathers each stream's events by command and replays a command when its last event has come. */
function streamReplays(parts: Parts): { take(envelope: Envelope): void; close(): void } {
  const streams = new Map<string, StreamState>();
  return {
    take(envelope) {
      const key = `${envelope.org}\n${envelope.stream}`;
      const known = streams.get(key) ?? { fold: opened(parts.tell, envelope), group: [] };
      streams.set(key, known);
      if (known.group[0]?.commandId !== envelope.commandId) replayGroup(parts, known);
      known.group.push(envelope);
    },
    close() {
      for (const known of streams.values()) replayGroup(parts, known);
    },
  };
}

function opened(tell: Tell, envelope: Envelope): StreamFold | null {
  return guard(tell, envelope, () => openFold(envelope.stream)) ?? null;
}

function replayGroup(parts: Parts, known: StreamState): void {
  const { tell, carried, commands, counts, withCommands } = parts;
  const [first] = known.group;
  if (first === undefined) return;
  const command = commands.settle(known.group);
  if (command === null && withCommands) tell(troubleAt(first, 'commandUnknown'));
  const events = wholeEvents(parts, known.group);
  known.group = [];
  compare(parts, events, withCommands ? command?.recovered === true : null);
  const asked = command?.recovered === true ? null : command;
  const replayed = events.length === 0 ? undefined : guard(tell, first, () => known.fold?.apply(events, asked));
  // A stream that could not be read any further is left alone from here: what follows would be guesses.
  if (replayed === undefined) known.fold = null;
  for (const { seq, reason } of replayed?.reasons ?? []) tell({ ...troubleAt(first, reason), seq });
  for (const each of replayed?.carried ?? []) carried.expect(each.event, each.carried);
  if (replayed?.redecided === true) counts.redecided += 1;
  else counts.notRedecided += 1;
}

/** The events of one command, their lists whole again; none where a list's parts are not those that it names. */
function wholeEvents({ tell }: Parts, group: readonly Envelope[]): Envelope[] {
  const { read } = partsReader();
  try {
    const whole = group.flatMap((envelope) => read(envelope) ?? []);
    if (group.at(-1)?.kind !== LIST_PART) return whole;
  } catch {
    // Told below, as is a part that no event follows.
  }
  const [first] = group;
  if (first !== undefined) tell(troubleAt(first, 'partsDiffer'));
  return [];
}

function compare({ tell, agreements }: Parts, events: readonly Envelope[], recovered: boolean | null): void {
  for (const envelope of events)
    guard(tell, envelope, () => {
      for (const agreement of agreements) agreement.take(eventOf(envelope), recovered);
    });
}

/** What rubbish makes the rules throw is a trouble of that event, and never the end of the run. */
function guard<T>(tell: Tell, envelope: Envelope, work: () => T): T | undefined {
  try {
    return work();
  } catch {
    tell(troubleAt(envelope, 'cannotFold'));
    return undefined;
  }
}
