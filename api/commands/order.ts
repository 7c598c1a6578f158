import type { Json } from '../../domain/json.ts';
import type { Basis } from '../../domain/ledger/envelope.ts';
import type { Identity } from '../identity.ts';

/** A command as a route hands it on: checked in shape, its texts still in it. */
export type Order = {
  by: Identity;
  idempotencyKey: string;
  /** The stream, or the kind of stream that the command begins. */
  stream: string | { begins: string };
  kind: string;
  body: unknown;
  basis: Basis | null;
  /** What belongs to the request and must not stand in the row: it is known by its hash only. */
  besides?: unknown;
  /** What the API adds to the body; it is no part of the request, so a repeat is still the same. */
  added?: (command: string) => Readonly<Record<string, Json>>;
};
