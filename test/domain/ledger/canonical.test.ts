import canonicalize from 'canonicalize';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Json } from '../../../domain/json.ts';
import { canonicalText } from '../../../domain/ledger/canonical.ts';
import { seed } from '../calendar/seed.ts';

test('RFC 8785 section 3.2.2: literals, escapes and whole numbers', () => {
  expect(canonicalText({ literals: [null, true, false] })).toBe('{"literals":[null,true,false]}');
  // The string of the RFC's sample: € $ U+000F U+000A A ' B " \ \ " /
  expect(canonicalText({ string: '€$\u000f\nA\'B"\\\\"/' })).toBe('{"string":"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}');
  expect(canonicalText({ numbers: [0, -0, 1, -1, 9_007_199_254_740_991, -9_007_199_254_740_991, 1e15] })).toBe(
    '{"numbers":[0,0,1,-1,9007199254740991,-9007199254740991,1000000000000000]}',
  );
  expect(canonicalText('\b\t\n\f\r\u0000\u001f\u007f\u2028')).toBe('"\\b\\t\\n\\f\\r\\u0000\\u001f\u007f\u2028"');
});

test('RFC 8785 section 3.2.3: members are sorted by UTF-16 code units, at every depth', () => {
  const sample = {
    '\u20ac': 'Euro Sign',
    '\r': 'Carriage Return',
    // The RFC's key U+FB33 is not NFC and is refused below; U+FB00 sorts after the surrogates as it does.
    '\ufb00': 'Latin Small Ligature Ff',
    '1': 'One',
    '\ud83d\ude00': 'Emoji: Grinning Face',
    '\u0080': 'Control',
    '\u00f6': 'Latin Small Letter O With Diaeresis',
  };
  expect(canonicalText(sample)).toBe(
    '{"\\r":"Carriage Return","1":"One","\u0080":"Control","ö":"Latin Small Letter O With Diaeresis","€":"Euro Sign","😀":"Emoji: Grinning Face","ﬀ":"Latin Small Ligature Ff"}',
  );
  expect(canonicalText({ b: [{ d: 1, c: { f: [], e: {} } }], a: '' })).toBe(
    '{"a":"","b":[{"c":{"e":{},"f":[]},"d":1}]}',
  );
});

const text = fc.string({ unit: 'binary' }).map((value) => value.normalize('NFC'));
const json: fc.Arbitrary<Json> = fc.letrec<{ value: Json }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.constantFrom(null, true, false),
    fc.maxSafeInteger(),
    text,
    fc.array(tie('value'), { maxLength: 5 }),
    fc.dictionary(text, tie('value'), { maxKeys: 6, noNullPrototype: false }),
  ),
})).value;

test('on every value that the ledger may hold, an independent canonicalizer writes the same bytes', () => {
  fc.assert(
    fc.property(json, (value) => {
      expect(canonicalText(value)).toBe(canonicalize(value));
    }),
    { seed, numRuns: 1_000 },
  );
});

test('the text reads back as the value, and is its own canonical text', () => {
  fc.assert(
    fc.property(json, (value) => {
      const written = canonicalText(value);
      const read = JSON.parse(written) as Json;
      expect(canonicalText(read)).toBe(written);
    }),
    { seed, numRuns: 300 },
  );
});

test('the order in which members were set changes nothing', () => {
  expect(canonicalText({ a: 1, b: 2 })).toBe(canonicalText({ b: 2, a: 1 }));
});

class Amount {
  value = 1;
}

test.each<[string, unknown]>([
  ['a fraction', 0.1],
  ['an unsafe integer', 9_007_199_254_740_992],
  ['not a number', Number.NaN],
  ['infinity', Number.POSITIVE_INFINITY],
  ['undefined', undefined],
  ['an undefined member', { a: undefined }],
  ['an undefined item', [undefined]],
  // biome-ignore lint/suspicious/noSparseArray: a hole is the case.
  ['a hole in a list', [1, , 2]],
  ['a function', () => 1],
  ['a symbol', Symbol('a')],
  ['a big integer', 1n],
  ['a date', new Date(0)],
  ['a map', new Map()],
  ['an instance', new Amount()],
  ['a lone high surrogate', '\ud800'],
  ['a lone low surrogate', 'a\udc00b'],
  ['a lone surrogate in a key', { '\ud800': 1 }],
  ['text that is not NFC', 'Hoàng'.normalize('NFD')],
  ['a key that is not NFC', { ['ậ'.normalize('NFD')]: 1 }],
  ['an object with its own way to JSON', { toJSON: () => 'other' }],
  ['any of these deep within', { a: [{ b: 0.5 }] }],
])('%s is no ledger value', (_what, value) => {
  expect(() => canonicalText(value as Json)).toThrow();
});

test('an object without a prototype is a plain one', () => {
  expect(canonicalText(Object.assign(Object.create(null), { b: 1, a: 2 }) as Json)).toBe('{"a":2,"b":1}');
});
