import type { Json } from '../json.ts';
import type { Envelope } from './envelope.ts';

/**
 * A list of more lines than this is written in parts: events of their own before the one that closes the act, which
 * names their hashes where its list would stand. So no event outgrows what can be read, sent and proved by itself.
 */
export const MOST_LINES = 1_000;

export const LIST_PART = 'ListPart';

/** What stands in the place of a list that was written in parts: the hashes of those events, in order. */
const PLACE = 'inParts';

/** The value with its long lists taken out; `write` writes one part and gives its hash. */
export function takenApart(value: Json, mostLines: number, write: (items: readonly Json[]) => string): Json {
  if (typeof value !== 'object' || value === null) return value;
  if (isList(value)) {
    const items = value.map((item) => takenApart(item, mostLines, write));
    return items.length > mostLines ? { [PLACE]: chunks(items, mostLines).map(write) } : items;
  }
  if (PLACE in value) throw new Error(`A member named ${PLACE} would be read as a list`);
  return mapMembers(value, (member) => takenApart(member, mostLines, write));
}

export type PartsReader = {
  /** The event with its lists whole again, or null for a part, whose event is still to come. Throws where parts differ. */
  read(envelope: Envelope): Envelope | null;
};

/** Reads a stream from its beginning, or from the end of any command. */
export function partsReader(): PartsReader {
  let held = new Map<string, readonly Json[]>();
  let last: readonly Json[] | null = null;
  return {
    read(envelope) {
      // The hash of an event stands in the next one: a reader that cannot compute hashes still knows them.
      if (last !== null) held.set(envelope.prev, last);
      last = itemsOf(envelope);
      if (last !== null) return null;
      const parts = held;
      held = new Map();
      const facts = putTogether(envelope.facts, parts);
      const body = putTogether(envelope.body, parts);
      if (parts.size > 0) throw new Error(`Event ${envelope.seq} of ${envelope.stream} does not name all of its parts`);
      return { ...envelope, facts, body };
    },
  };
}

function itemsOf({ kind, body }: Envelope): readonly Json[] | null {
  if (kind !== LIST_PART) return null;
  const items = typeof body === 'object' && body !== null && 'items' in body ? body.items : undefined;
  if (items === undefined || !isList(items)) throw new Error('A part without items');
  return items;
}

/** Each part is named once, so what is used is taken away. */
function putTogether(value: Json, parts: Map<string, readonly Json[]>): Json {
  if (typeof value !== 'object' || value === null) return value;
  if (isList(value)) return value.map((item) => putTogether(item, parts));
  if (PLACE in value) return hashesIn(value[PLACE]).flatMap((hash) => taken(parts, hash));
  return mapMembers(value, (member) => putTogether(member, parts));
}

function taken(parts: Map<string, readonly Json[]>, hash: string): readonly Json[] {
  const items = parts.get(hash);
  if (items === undefined) throw new Error(`Part ${hash} is not among the events before`);
  parts.delete(hash);
  return items.map((item) => putTogether(item, parts));
}

function hashesIn(place: Json | undefined): string[] {
  if (place === undefined || !Array.isArray(place)) throw new Error('A place of parts without hashes');
  return place.map(String);
}

function mapMembers(value: { readonly [key: string]: Json }, map: (member: Json) => Json): Json {
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, map(member)]));
}

function chunks(items: readonly Json[], size: number): (readonly Json[])[] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, index) =>
    items.slice(index * size, (index + 1) * size),
  );
}

function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}
