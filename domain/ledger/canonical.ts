import type { Json } from '../json.ts';

/**
 * Canonical JSON text (RFC 8785) over the closed type of `Json`.
 * Throws on whatever other serialisers guess about: fractions, unsafe integers, undefined, lone surrogates, text that
 * is not NFC. npm's canonicalizers agree on clean values and differ on these (measured), and a hash must not depend
 * on which of them a later verifier uses.
 */
export function canonicalText(value: Json): string {
  if (value === null || typeof value === 'boolean') return String(value);
  if (typeof value === 'number') return integerText(value);
  if (typeof value === 'string') return stringText(value);
  if (isList(value)) return `[${Array.from(value, (item) => canonicalText(item)).join(',')}]`;
  if (typeof value === 'object') return objectText(value);
  throw new Error(`Not a ledger value: ${typeof value}`);
}

function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}

function integerText(value: number): string {
  if (!Number.isSafeInteger(value)) throw new Error(`Not a safe integer: ${value}`);
  return Object.is(value, -0) ? '0' : String(value);
}

function stringText(value: string): string {
  if (!value.isWellFormed()) throw new Error('Text with a lone surrogate');
  if (value !== value.normalize('NFC')) throw new Error('Text is not NFC');
  return JSON.stringify(value);
}

function objectText(value: { readonly [key: string]: Json }): string {
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) throw new Error('Not a plain object');
  // Default sort compares UTF-16 code units, which is the order that RFC 8785 asks for.
  const members = Object.keys(value)
    .sort()
    .map((key) => `${stringText(key)}:${canonicalText(member(value, key))}`);
  return `{${members.join(',')}}`;
}

function member(value: { readonly [key: string]: Json }, key: string): Json {
  const found = value[key];
  if (found === undefined) throw new Error(`Undefined member ${key}`);
  return found;
}
