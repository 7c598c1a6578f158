import { createHash } from 'node:crypto';
import type { ExportedCommand, ExportedEvent } from '../../audit/exported.ts';
import { canonicalText } from '../../domain/ledger/canonical.ts';
import { type Envelope, firstLinkText } from '../../domain/ledger/envelope.ts';

export const ORIGIN = 'test.vinh-danh';

/** An export in pieces, as a forger with the whole file on the table sees it. */
export type Exported = { events: ExportedEvent[]; commands: ExportedCommand[] };

export function takeApart(lines: readonly string[]): Exported {
  // The test's own export, made by the exporter a moment ago.
  const rows = lines.map((line) => JSON.parse(line) as ExportedEvent | ExportedCommand);
  return {
    events: rows.filter((row): row is ExportedEvent => 'text' in row),
    commands: rows.filter((row): row is ExportedCommand => 'outcome' in row),
  };
}

export function putTogether({ events, commands }: Exported): string[] {
  return [...commands, ...events].map((row) => JSON.stringify(row));
}

export function hashOf(text: string): string {
  return createHash('sha256').update(Uint8Array.of(0)).update(text).digest('hex');
}

export function envelopeOf(row: ExportedEvent): Envelope {
  return JSON.parse(row.text) as Envelope;
}

/** The row with another envelope, and with the hash that this envelope has. */
export function sealed(row: ExportedEvent, envelope: Envelope): ExportedEvent {
  const text = canonicalText(envelope);
  return {
    ...row,
    org: envelope.org,
    stream: envelope.stream,
    seq: envelope.seq,
    kind: envelope.kind,
    text,
    hash: hashOf(text),
  };
}

/** What a forger with the whole chain can do: numbers, links and hashes made anew from the first event to the last. */
export function chained(rows: readonly ExportedEvent[], origin = ORIGIN): ExportedEvent[] {
  let prev: string | null = null;
  return rows.map((row, index) => {
    const envelope = envelopeOf(row);
    prev ??= createHash('sha256')
      .update(firstLinkText(origin, envelope.org, envelope.stream))
      .digest('hex');
    const next = sealed(row, { ...envelope, seq: index + 1, prev });
    prev = next.hash;
    return next;
  });
}

export function streamsOf(events: readonly ExportedEvent[]): ExportedEvent[][] {
  return [...Map.groupBy(events, ({ org, stream }) => `${org} ${stream}`).values()];
}

/** The export with one stream's events replaced. */
export function withStream(
  exported: Exported,
  before: readonly ExportedEvent[],
  after: readonly ExportedEvent[],
): Exported {
  const gone = new Set(before);
  const at = exported.events.findIndex((row) => gone.has(row));
  const rest = exported.events.filter((row) => !gone.has(row));
  return { ...exported, events: rest.toSpliced(at, 0, ...after) };
}
