import type { Json } from '../json.ts';
import type { Role } from '../roles.ts';

/** Changes when a member is added or its meaning changes; old events keep the version they were written with. */
export const ENVELOPE_VERSION = 1;

/** What the actor had on screen: a material change since then refuses the command as `STALE`. */
export type Basis = { seq: number; dossier: string | null };

export type StreamRef = { stream: string; seq: number };

/**
 * One fact of the ledger. Every member is hashed, so nothing here may ever be erased: personal values and free text
 * stand as salted commitments, and the values in the desk.
 * Instants are epoch milliseconds. `recorded_at` is beside it in the row, outside the hash.
 */
export type Envelope = {
  v: number;
  org: string;
  stream: string;
  /** From 1, without gaps. */
  seq: number;
  kind: string;
  commandId: string;
  /** Place of this event among those of its command. */
  index: number;
  /** The event of another stream that led to this one. */
  cause: StreamRef | null;
  /** The decider's revision: CI re-decides every event by it. */
  revision: number;
  actor: string;
  role: Role;
  actorOrg: string;
  actingFor: string | null;
  /** When the API or the transaction of the cause took the command. Lateness is judged by it. */
  receivedAt: number;
  /** Business time: `receivedAt` for people, the due instant for a timer, the cause's time for a carried act. */
  at: number;
  planVersion: string | null;
  rulePack: string | null;
  basis: Basis | null;
  /** What the decision read beside its stream; on the command's first event only, parts of lists not counted. */
  facts: Json;
  body: Json;
  /** Hash of the event before; for the first, of the log's origin and the stream. */
  prev: string;
};

/** Bytes that go before the canonical text, so that a leaf can never be taken for a node (RFC 6962). */
export const LEAF_PREFIX = 0x00;

/** Text whose SHA-256 is the first link: a chain cannot be moved to another stream or installation. */
export function firstLinkText(logOrigin: string, org: string, stream: string): string {
  return `vinh-danh/ledger/v1\n${logOrigin}\n${org}\n${stream}\n`;
}
