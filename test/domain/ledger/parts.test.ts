import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Json } from '../../../domain/json.ts';
import type { Envelope } from '../../../domain/ledger/envelope.ts';
import { LIST_PART, MOST_LINES, partsReader, takenApart } from '../../../domain/ledger/parts.ts';
import { seed } from '../calendar/seed.ts';

/** An act as the ledger has it: its parts, then the event itself, each naming the hash of the one before. */
function written(body: Json, mostLines: number, facts: Json = null): Envelope[] {
  const events: Envelope[] = [];
  const write = (kind: string, ofBody: Json, ofFacts: Json) => {
    events.push(
      envelope({ seq: events.length + 1, kind, body: ofBody, facts: ofFacts, prev: `hash ${events.length}` }),
    );
    return `hash ${events.length}`;
  };
  const part = (items: readonly Json[]) => write(LIST_PART, { items }, null);
  const apartFacts = takenApart(facts, mostLines, part);
  write('Done', takenApart(body, mostLines, part), apartFacts);
  return events;
}

function envelope(of: Pick<Envelope, 'seq' | 'kind' | 'body' | 'facts' | 'prev'>): Envelope {
  return {
    v: 1,
    org: 'o',
    stream: 'decision/1',
    commandId: 'c',
    index: of.seq - 1,
    cause: null,
    revision: 1,
    actor: 'a',
    role: 'standingOffice',
    actorOrg: 'o',
    actingFor: null,
    receivedAt: 0,
    at: 0,
    planVersion: null,
    rulePack: null,
    basis: null,
    ...of,
  };
}

function readAll(events: readonly Envelope[]): (Envelope | null)[] {
  const { read } = partsReader();
  return events.map(read);
}

const numbers = (count: number): number[] => Array.from({ length: count }, (_, index) => index);

test('a list of a thousand lines stands in its event; of one more, in two parts before it', () => {
  expect(written({ lines: numbers(MOST_LINES) }, MOST_LINES)).toHaveLength(1);
  const apart = written({ lines: numbers(MOST_LINES + 1) }, MOST_LINES);
  expect(apart.map(({ kind }) => kind)).toEqual([LIST_PART, LIST_PART, 'Done']);
  expect(apart[0]?.body).toEqual({ items: numbers(MOST_LINES) });
  expect(apart[1]?.body).toEqual({ items: [MOST_LINES] });
});

test('the event that closes the act names the hashes of its parts where the list would stand', () => {
  const [, , closing] = written({ register: 'QĐ', lines: [1, 2, 3] }, 2);
  expect(closing?.body).toEqual({ register: 'QĐ', lines: { inParts: ['hash 1', 'hash 2'] } });
});

test('what is read is what was decided, whatever lists it holds', () => {
  const json: fc.Arbitrary<Json> = fc.letrec<{ value: Json }>((tie) => ({
    value: fc.oneof(
      { depthSize: 'medium', withCrossShrink: true },
      fc.integer(),
      fc.string(),
      fc.constant(null),
      fc.array(tie('value'), { maxLength: 9 }),
      fc.dictionary(fc.constantFrom('lines', 'copy', 'list', 'reason'), tie('value')),
    ),
  })).value;
  fc.assert(
    fc.property(json, json, fc.integer({ min: 1, max: 4 }), (body, facts, mostLines) => {
      const events = written(body, mostLines, facts);
      const whole = readAll(events);
      expect(whole.slice(0, -1)).toEqual(events.slice(0, -1).map(() => null));
      // Members may stand in another order.
      expect(whole.at(-1)).toEqual({ ...events.at(-1), body, facts });
      for (const event of events)
        expect(longest([event.body, event.facts])).toBeLessThanOrEqual(Math.max(mostLines, 2));
    }),
    { seed },
  );
});

/** Of the lists of hashes only the number is free: a thousand parts hold a million lines. */
function longest(value: Json): number {
  if (typeof value !== 'object' || value === null) return 0;
  if ('inParts' in value) return 0;
  const inside = Object.values(value).map(longest);
  return Math.max(Array.isArray(value) ? value.length : 0, ...inside);
}

describe('a reader takes no part on trust', () => {
  const [first, second, closing] = written({ lines: [1, 2, 3] }, 2);
  const of = (...events: (Envelope | undefined)[]) => events.filter((each) => each !== undefined);

  test('a part that is not there', () => {
    expect(() => readAll(of(second, closing))).toThrow('Part hash 1 is not among the events before');
  });
  test('a part that nobody names', () => {
    const unnamed = closing && { ...closing, body: { lines: { inParts: ['hash 1'] } } };
    expect(() => readAll(of(first, second, unnamed))).toThrow('does not name all of its parts');
  });
  test('a part that is named twice', () => {
    const twice = closing && { ...closing, body: { lines: { inParts: ['hash 1', 'hash 1', 'hash 2'] } } };
    expect(() => readAll(of(first, second, twice))).toThrow('Part hash 1');
  });
  test('a part without items, and a place without hashes', () => {
    expect(() => readAll(of(first && { ...first, body: { items: 1 } }))).toThrow('without items');
    expect(() => readAll(of(closing && { ...closing, body: { lines: { inParts: 2 } } }))).toThrow('without hashes');
  });
  test('and a body that has such a place of its own is a defect', () => {
    expect(() => written({ lines: { inParts: [] } }, 2)).toThrow('inParts');
  });
});
