import type { Json } from '../domain/json.ts';
import type { Basis, StreamRef } from '../domain/ledger/envelope.ts';
import type { CommandOutcome } from '../domain/refusal.ts';
import type { Actor } from '../domain/stream.ts';

/** A row of the ledger. `recordedAt` is outside the hash: nothing can be said about it. */
export type ExportedEvent = {
  org: string;
  stream: string;
  seq: number;
  /** The row's own column, beside the text that is hashed; another maker's export may lack it. */
  kind?: string;
  hash: string;
  text: string;
  recordedAt: string;
};

/** A row of the commands; `outcome` is null while it is unsettled. */
export type ExportedCommand = {
  org: string;
  id: string;
  stream: string;
  kind: string;
  body: Json;
  by: Actor;
  basis: Basis | null;
  cause: StreamRef | null;
  receivedAt: number;
  at: number;
  outcome: CommandOutcome | null;
  /** It came back with its events: who did it and how it ended are known, what was asked is not. */
  recovered?: boolean;
};

export type ExportedLine = { event: ExportedEvent } | { command: ExportedCommand } | null;

/** One line of an export: an event or a command, told apart by their members. Null: rubbish. */
export function readLine(line: string): ExportedLine {
  const value = parsed(line);
  if (isEvent(value)) return { event: value };
  return isCommand(value) ? { command: value } : null;
}

export function parsed(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    return value;
  } catch {
    return undefined;
  }
}

function isEvent(value: unknown): value is ExportedEvent {
  if (typeof value !== 'object' || value === null) return false;
  const row: Partial<Record<keyof ExportedEvent, unknown>> = value;
  const texts = [row.org, row.stream, row.hash, row.text].every((each) => typeof each === 'string');
  return texts && Number.isSafeInteger(row.seq) && (row.kind === undefined || typeof row.kind === 'string');
}

function isCommand(value: unknown): value is ExportedCommand {
  if (typeof value !== 'object' || value === null) return false;
  const row: Partial<Record<keyof ExportedCommand, unknown>> = value;
  const texts = [row.org, row.id, row.stream, row.kind].every((each) => typeof each === 'string');
  const instants = Number.isSafeInteger(row.receivedAt) && Number.isSafeInteger(row.at);
  return (
    texts && instants && isPerson(row.by) && isCause(row.cause) && isOutcome(row.outcome) && row.body !== undefined
  );
}

function isPerson(value: unknown): boolean {
  return (
    typeof value === 'object' && value !== null && 'id' in value && typeof value.id === 'string' && 'role' in value
  );
}

function isCause(value: unknown): boolean {
  if (value === null) return true;
  return typeof value === 'object' && value !== undefined && 'stream' in value && 'seq' in value;
}

function isOutcome(value: unknown): boolean {
  if (value === null) return true;
  if (typeof value !== 'object' || !('ok' in value)) return false;
  return value.ok === false || ('seq' in value && 'events' in value && Array.isArray(value.events));
}
