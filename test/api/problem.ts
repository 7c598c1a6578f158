import { expect } from 'vitest';
import type { Answer } from './running-api.ts';

export type ProblemBody = {
  type: string;
  title: string;
  status: number;
  detail: string;
  code: string;
  requestId: string;
  rule?: string;
  facts?: Record<string, unknown>;
  command?: string;
  errors?: { pointer: string; code: string; message: string; line?: number }[];
};

/** Every no has the same shape, says what to do, and can be looked up. */
export function expectProblem(
  { status, body, headers }: Answer<unknown>,
  expected: { status: number; code: string },
): ProblemBody {
  // The shape is what the following lines check.
  const problem = body as ProblemBody;
  expect({ status, code: problem.code }).toEqual(expected);
  expect(headers['content-type']).toBe('application/problem+json');
  expect(problem).toMatchObject({
    type: `/problems/${expected.code}`,
    status: expected.status,
    requestId: expect.stringMatching(/^[0-9a-f-]{36}$/),
  });
  expect(problem.title).not.toBe('');
  expect(problem.detail).toMatch(/[.…]$/);
  for (const error of problem.errors ?? []) expect(error.message).toMatch(/[a-z]/i);
  return problem;
}

/** The pointers and codes of a problem, in order. */
export function pointers({ errors = [] }: ProblemBody): string[] {
  return errors.map(({ pointer, code }) => `${pointer} ${code}`);
}
