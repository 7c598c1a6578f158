import type { FastifySchemaCompiler } from 'fastify';
import type { z } from 'zod';
import { describeIssue } from './messages.ts';
import type { FieldError } from './problem.ts';

type Part = 'body' | 'querystring' | 'params' | 'headers';

/** A request that does not fit its route's schema; carries every issue, none is dropped. */
export class RequestInvalid extends Error {
  readonly part: Part;
  readonly issues: readonly z.core.$ZodIssue[];

  constructor(part: Part, issues: readonly z.core.$ZodIssue[]) {
    super('The request does not fit the schema');
    this.part = part;
    this.issues = issues;
  }
}

export const compileValidator: FastifySchemaCompiler<z.ZodType> = ({ schema, httpPart }) => {
  return (data: unknown) => {
    const read = schema.safeParse(data, { error: describeIssue, reportInput: true });
    if (read.success) return { value: read.data };
    return { error: new RequestInvalid(partOf(httpPart), read.error.issues) };
  };
};

function partOf(httpPart: string | undefined): Part {
  return httpPart === 'querystring' || httpPart === 'params' || httpPart === 'headers' ? httpPart : 'body';
}

export function fieldErrors({ part, issues }: RequestInvalid): FieldError[] {
  const errors = issues.flatMap((issue) => errorsOf(issue, part === 'body' ? [] : [part]));
  // A number that is too large fails two checks of zod with the same words.
  const byPlace = new Map(errors.map((error) => [`${error.pointer} ${error.code}`, error]));
  return [...byPlace.values()];
}

type Path = readonly PropertyKey[];

function errorsOf(issue: z.core.$ZodIssue, base: Path): FieldError[] {
  const path = [...base, ...issue.path];
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({
      pointer: pointerOf([...path, key]),
      code: 'UNKNOWN_FIELD',
      message: `There is no field "${key}" here. Leave it out, or correct its name.`,
    }));
  }
  if (issue.code === 'invalid_union') return ofUnion(issue, path);
  return [{ pointer: pointerOf(path), code: codeOf(issue), message: issue.message }];
}

/** A union that has no kind to choose by is told by the branch that the sender seems to have meant. */
function ofUnion(issue: z.core.$ZodIssueInvalidUnion, path: Path): FieldError[] {
  const closest = issue.errors.filter((branch) => branch.length > 0).sort((a, b) => misfit(a) - misfit(b))[0];
  const told = issue.message !== '' && issue.message !== 'Invalid input';
  if (told || closest === undefined) {
    return [{ pointer: pointerOf(path), code: 'NOT_ACCEPTED', message: issue.message }];
  }
  return closest.flatMap((each) => errorsOf(each, path));
}

const OTHER_BRANCH = 100;

/** Fields that are missing or unknown at its top speak against a branch more than whatever is wrong inside it. */
function misfit(branch: readonly z.core.$ZodIssue[]): number {
  const atTop = branch.filter(
    ({ code, path, input }) =>
      (code === 'unrecognized_keys' && path.length === 0) || (input === undefined && path.length === 1),
  );
  return atTop.length * OTHER_BRANCH + branch.length;
}

function codeOf(issue: z.core.$ZodIssue): string {
  if (issue.code === 'invalid_type') return issue.input === undefined ? 'MISSING' : 'WRONG_TYPE';
  return CODES[issue.code] ?? 'NOT_ACCEPTED';
}

const CODES: Readonly<Partial<Record<z.core.$ZodIssue['code'], string>>> = {
  too_big: 'TOO_LARGE',
  too_small: 'TOO_SMALL',
  invalid_format: 'WRONG_FORMAT',
  invalid_value: 'NOT_ACCEPTED',
};

/** RFC 6901. */
export function pointerOf(path: Path): string {
  return path.map((part) => `/${String(part).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
}
