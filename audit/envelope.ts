import { ENVELOPE_VERSION, type Envelope } from '../domain/ledger/envelope.ts';
import { ALL_ROLES } from '../domain/roles.ts';

type Check = (value: unknown) => boolean;

const isText: Check = (value) => typeof value === 'string' && value !== '';
const isTextOrNull: Check = (value) => value === null || isText(value);
const isInstant: Check = (value) => Number.isSafeInteger(value);
const isCount: Check = (value) => typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
const isSeq: Check = (value) => isCount(value) && value !== 0;
const isHash: Check = (value) => typeof value === 'string' && /^[0-9a-f]{64}$/.test(value);
const isUuid: Check = (value) => typeof value === 'string' && /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(value);

/** Every member of version 1 and what it may be; the compiler asks for each. */
const MEMBERS: Readonly<Record<keyof Envelope, Check>> = {
  v: isSeq,
  org: isText,
  stream: isText,
  seq: isSeq,
  kind: isText,
  commandId: isUuid,
  index: isCount,
  cause: (value) => value === null || hasMembers(value, { stream: isText, seq: isSeq }),
  revision: isSeq,
  actor: isText,
  role: (value) => ALL_ROLES.some((role) => role === value),
  actorOrg: isText,
  actingFor: isTextOrNull,
  receivedAt: isInstant,
  at: isInstant,
  planVersion: isTextOrNull,
  rulePack: isTextOrNull,
  basis: (value) => value === null || hasMembers(value, { seq: isCount, dossier: isTextOrNull }),
  facts: () => true,
  body: () => true,
  prev: isHash,
};

export function readEnvelope(value: unknown): Envelope | 'unknownVersion' | 'notAnEnvelope' {
  if (typeof value !== 'object' || value === null) return 'notAnEnvelope';
  if ('v' in value && isSeq(value.v) && value.v !== ENVELOPE_VERSION) return 'unknownVersion';
  if (!hasMembers(value, MEMBERS)) return 'notAnEnvelope';
  // Each member has just been checked, and there are no others; facts and body are JSON because they were parsed.
  return value as Envelope;
}

/** Exactly these members, each as it should be. */
export function hasMembers(value: unknown, members: Readonly<Record<string, Check>>): boolean {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const found = Object.entries(value);
  return (
    found.length === Object.keys(members).length &&
    found.every(([key, each]) => Object.hasOwn(members, key) && members[key]?.(each) === true)
  );
}
