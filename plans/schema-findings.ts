import type { z } from 'zod';
import type { FaultCode, Finding, Path } from './fault.ts';

/** The schema's answer as findings with a sentence each; `raw` is what was checked, `at` where it stands. */
export function schemaFindings(error: z.ZodError, raw: unknown, at: Path): Finding[] {
  return error.issues.flatMap((issue) => findingsOf(issue, raw, at));
}

type Issue = z.ZodError['issues'][number];

function findingsOf(issue: Issue, raw: unknown, at: Path): Finding[] {
  const path = issue.path.map((part) => (typeof part === 'symbol' ? String(part) : part));
  const here = [...at, ...path];
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((name) => unknownField([...here, name]));
  }
  const value = valueAt(raw, path);
  if (value === undefined) return [missing(here)];
  return [{ code: codeOf(issue, here), at: here, message: sentence(issue, value) }];
}

export function unknownField(at: Path): Finding {
  return { code: 'FIELD_UNKNOWN', at, message: 'is no field of a plan here; correct its spelling or remove it' };
}

export function missing(at: Path): Finding {
  if (at.at(-1) === 'actors')
    return { code: 'NO_ACTOR', at, message: 'is missing, so nobody could ever pass the stage; name at least one role' };
  return { code: 'FIELD_MISSING', at, message: 'is missing; write it' };
}

function codeOf(issue: Issue, at: Path): FaultCode {
  if (issue.code === 'custom' && issue.params?.fault === 'WINDOW_REVERSED') return 'WINDOW_REVERSED';
  return at.at(-1) === 'actors' && issue.code === 'too_small' ? 'NO_ACTOR' : 'FIELD_WRONG';
}

function sentence(issue: Issue, value: unknown): string {
  if (issue.code === 'invalid_type' && issue.message.startsWith('Invalid input')) {
    const quoted =
      issue.expected === 'string' && typeof value === 'number' ? '; put it in quotation marks' : '; correct it';
    return `must be ${article(issue.expected)}, not ${typeName(value)}${quoted}`;
  }
  if (issue.code === 'invalid_value')
    return `must be one of ${issue.values.map(String).join(', ')}; it is ${JSON.stringify(value)}`;
  return issue.message;
}

function article(type: string): string {
  return (
    { string: 'a text', number: 'a number', boolean: 'true or false', array: 'a list', object: 'a group of fields' }[
      type
    ] ?? type
  );
}

function typeName(value: unknown): string {
  if (value === null) return 'empty';
  return Array.isArray(value) ? article('array') : article(typeof value);
}

function valueAt(raw: unknown, path: Path): unknown {
  return path.reduce<unknown>(
    (value, part) => (isRecord(value) || Array.isArray(value) ? Reflect.get(value, part) : undefined),
    raw,
  );
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
