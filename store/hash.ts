import { createHash, createHmac, randomBytes } from 'node:crypto';
import { canonicalText } from '../domain/ledger/canonical.ts';
import { type Envelope, firstLinkText, LEAF_PREFIX } from '../domain/ledger/envelope.ts';

export function sha256(text: string): string {
  return createHash('sha256').update(text, 'utf8').digest('hex');
}

/** Hash of an event's canonical text, as a Merkle leaf of RFC 6962. */
export function eventHash(text: string): string {
  return createHash('sha256').update(Uint8Array.of(LEAF_PREFIX)).update(text, 'utf8').digest('hex');
}

export function firstLink(logOrigin: string, org: string, stream: string): string {
  return sha256(firstLinkText(logOrigin, org, stream));
}

export function canonicalEvent(envelope: Envelope): string {
  // An envelope is built of ledger values only; canonicalText throws on anything else.
  return canonicalText(envelope);
}

/** An opaque id that is the same for the same cause: a repeat finds what the first try made. RFC 9562, version 8. */
export function derivedId(...parts: readonly string[]): string {
  const hex = sha256(parts.join('\n'));
  const variant = ((Number.parseInt(hex.charAt(16), 16) & 0x3) | 0x8).toString(16);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

export function newSalt(): string {
  return randomBytes(32).toString('hex');
}

/** What the ledger holds instead of a personal value; without the salt it cannot be guessed from a list of names. */
export function commitment(salt: string, value: string): string {
  return createHmac('sha256', Buffer.from(salt, 'hex')).update(value, 'utf8').digest('hex');
}
