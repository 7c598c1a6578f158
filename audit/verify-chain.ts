import { createHash } from 'node:crypto';
import { type Envelope, firstLinkText, LEAF_PREFIX } from '../domain/ledger/envelope.ts';
import { LIST_PART } from '../domain/ledger/parts.ts';
import { canonicalForm } from './canonical.ts';
import { readEnvelope } from './envelope.ts';
import { type ExportedEvent, parsed, readLine } from './exported.ts';
import type { Reason, Trouble } from './trouble.ts';

export type ChainVerifier = {
  /** The envelope, where the text is one; troubles are told as they are found. */
  take(row: ExportedEvent, line: number | null): Envelope | null;
  streams(): number;
};

/** What is remembered of a stream: a few words, however long it is. */
type Last = Place & { seq: number; claimed: string; found: string };

/** Where a command's events stand; `onlyParts` while none but parts of lists has been seen. */
type Place = { commandId: string | null; index: number; onlyParts: boolean };

/**
 * Verifies the chains of an export, one row at a time, streams in any interleaving and each in its own order.
 * It does not find, because nothing in a chain can: a tail that was cut off, a whole stream that is missing, a chain
 * forged anew from some event to its end, a changed `recordedAt`. Those need a copy of the heads kept elsewhere.
 */
export function chainVerifier(originOf: (org: string) => string, tell: (trouble: Trouble) => void): ChainVerifier {
  const lasts = new Map<string, Last>();
  return {
    take(row, line) {
      const key = `${row.org}\n${row.stream}`;
      const last = lasts.get(key) ?? beforeFirst(originOf(row.org), row);
      const found = leafHash(row.text);
      const read = readText(row, found);
      const envelope = typeof read === 'string' ? null : read;
      const reasons = [...(typeof read === 'string' ? [read] : []), ...placeTroubles(row, envelope, last)];
      for (const reason of reasons) tell({ org: row.org, stream: row.stream, seq: row.seq, reason, line });
      lasts.set(key, {
        seq: row.seq,
        claimed: row.hash,
        found,
        ...placeAfter(envelope, last),
      });
      return envelope;
    },
    streams: () => lasts.size,
  };
}

/** The chains of a whole export at once; lines that are commands are left aside. */
export function verifyChain(
  lines: Iterable<string>,
  logOrigin: string,
): { ok: boolean; streams: number; events: number; troubles: Trouble[] } {
  const troubles: Trouble[] = [];
  const tell = (trouble: Trouble) => troubles.push(trouble);
  const verifier = chainVerifier(() => logOrigin, tell);
  let events = 0;
  let count = 0;
  for (const line of lines) {
    count += 1;
    const read = readLine(line);
    if (read === null) tell({ org: null, stream: null, seq: null, reason: 'unreadable', line: count });
    else if ('event' in read) {
      events += 1;
      verifier.take(read.event, count);
    }
  }
  return { ok: troubles.length === 0, streams: verifier.streams(), events, troubles };
}

function beforeFirst(logOrigin: string, { org, stream }: ExportedEvent): Last {
  const link = createHash('sha256')
    .update(firstLinkText(logOrigin, org, stream), 'utf8')
    .digest('hex');
  return { seq: 0, claimed: link, found: link, commandId: null, index: 0, onlyParts: true };
}

function leafHash(text: string): string {
  return createHash('sha256').update(Uint8Array.of(LEAF_PREFIX)).update(text, 'utf8').digest('hex');
}

/** What the row says by itself: the first trouble, or its envelope. A wrong hash leaves nothing to say of the text. */
function readText(row: ExportedEvent, found: string): Envelope | Reason {
  if (found !== row.hash) return 'hash';
  const value = parsed(row.text);
  if (value === undefined || canonicalForm(value) !== row.text) return 'notCanonical';
  const envelope = readEnvelope(value);
  if (typeof envelope === 'string') return envelope;
  const same =
    envelope.org === row.org &&
    envelope.stream === row.stream &&
    envelope.seq === row.seq &&
    (row.kind === undefined || envelope.kind === row.kind);
  return same ? envelope : 'differsFromRow';
}

/** What it says beside the row before. Past a changed event the chain is taken up again, so that each is told once. */
function placeTroubles(row: ExportedEvent, envelope: Envelope | null, last: Last): Reason[] {
  if (row.seq !== last.seq + 1) return ['seq'];
  if (envelope === null) return [];
  const linked = envelope.prev === last.claimed || envelope.prev === last.found;
  const known = last.commandId !== null || last.seq === 0;
  return [
    ...(linked ? [] : (['link'] as const)),
    ...(known && !followsInCommand(envelope, last) ? (['commandIndex'] as const) : []),
    ...(known && !factsInPlace(envelope, last) ? (['factsMisplaced'] as const) : []),
  ];
}

function placeAfter(envelope: Envelope | null, last: Last): Place {
  if (envelope === null) return { commandId: null, index: 0, onlyParts: true };
  const { commandId, index, kind, seq } = envelope;
  // What came before an event that stands out of its place is not known.
  const partsBefore = index === 0 || last.onlyParts || seq !== last.seq + 1;
  return { commandId, index, onlyParts: kind === LIST_PART && partsBefore };
}

/** What was decided upon stands once, on the command's first event that is no part of a list. */
function factsInPlace({ kind, index, facts }: Envelope, last: Last): boolean {
  return facts === null || (kind !== LIST_PART && (index === 0 || last.onlyParts));
}

function followsInCommand({ commandId, index }: Envelope, last: Last): boolean {
  return commandId === last.commandId ? index === last.index + 1 : index === 0;
}
