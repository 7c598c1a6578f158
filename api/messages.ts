import type { z } from 'zod';

/** What the caller should do about an issue, where the schema's own field says nothing better. */
export function describeIssue(issue: z.core.$ZodRawIssue): string | undefined {
  switch (issue.code) {
    case 'invalid_type':
      return issue.input === undefined
        ? `This field is missing. Send ${article(issue.expected)}.`
        : `Send ${article(issue.expected)}; values are never converted.`;
    case 'invalid_value':
      return `Send one of: ${issue.values.map(String).join(', ')}.`;
    case 'too_big':
      return `Send at most ${issue.maximum} ${UNITS[issue.origin] ?? ''}`.trimEnd().concat('.');
    case 'too_small':
      return `Send at least ${issue.minimum} ${UNITS[issue.origin] ?? ''}`.trimEnd().concat('.');
    case 'invalid_format':
      return `Send it in the format ${issue.format}.`;
    default:
      return undefined;
  }
}

const UNITS: Readonly<Record<string, string>> = { string: 'characters', array: 'entries', map: 'fields' };

const ARTICLES: Readonly<Record<string, string>> = {
  int: 'a whole number',
  object: 'an object',
  record: 'an object',
  array: 'a list',
  boolean: 'true or false',
};

function article(expected: string): string {
  return ARTICLES[expected] ?? `a ${expected}`;
}
