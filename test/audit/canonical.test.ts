import canonicalize from 'canonicalize';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { canonicalForm } from '../../audit/canonical.ts';
import type { Json } from '../../domain/json.ts';
import { canonicalText } from '../../domain/ledger/canonical.ts';

const text = fc.string({ unit: 'binary', maxLength: 12 }).map((each) => each.normalize('NFC'));
const { value } = fc.letrec<{ value: Json }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    fc.constantFrom(null, true, false),
    fc.maxSafeInteger(),
    text,
    fc.array(tie('value'), { maxLength: 5 }),
    fc.dictionary(text, tie('value'), { maxKeys: 6 }),
  ),
}));

describe('the verifier’s own canonical form', () => {
  test('is the writer’s, and the reference’s, for every ledger value', () => {
    fc.assert(
      fc.property(value, (each) => {
        expect(canonicalForm(each)).toBe(canonicalText(each));
        expect(canonicalForm(each)).toBe(canonicalize(each));
      }),
      { numRuns: 5_000 },
    );
  });

  test('is read back as the same text', () => {
    fc.assert(
      fc.property(value, (each) => {
        const form = canonicalForm(each) ?? '';
        expect(canonicalForm(JSON.parse(form))).toBe(form);
      }),
      { numRuns: 2_000 },
    );
  });

  test.each<[string, unknown]>([
    ['a fraction', 1.5],
    ['a number beyond 2^53', 2 ** 53],
    ['no number', Number.NaN],
    ['infinity', Number.POSITIVE_INFINITY],
    ['nothing', undefined],
    ['a function', () => 1],
    ['a symbol', Symbol('x')],
    ['a big integer', 1n],
    ['a lone surrogate', '\ud800'],
    ['a lone surrogate in a key', { '\udc00': 1 }],
    ['a text that is not NFC', 'e\u0301'],
    ['a key that is not NFC', { 'e\u0301': 1 }],
    ['a member that is nothing', { a: undefined }],
    ['a list with a hole', new Array(2)],
    ['a value nested without end', nested(5_000)],
  ])('does not exist for %s', (_name, each) => {
    expect(canonicalForm(each)).toBeNull();
    expect(canonicalForm([each])).toBeNull();
  });

  test('writes minus zero as zero', () => {
    expect(canonicalForm(-0)).toBe('0');
  });
});

function nested(depth: number): unknown {
  let inner: unknown = 1;
  for (let count = 0; count < depth; count += 1) inner = [inner];
  return inner;
}
