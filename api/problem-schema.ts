import { z } from 'zod';

export const problemSchema = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    detail: z.string(),
    instance: z.string(),
    requestId: z.string(),
    code: z.string(),
    rule: z.string().optional(),
    facts: z.record(z.string(), z.unknown()).optional(),
    command: z.string().optional(),
    errors: z
      .array(z.object({ pointer: z.string(), code: z.string(), message: z.string(), line: z.int().optional() }))
      .optional(),
  })
  .meta({ id: 'Problem', description: 'RFC 9457. `code` is from a closed list, documented at /problems.' });

export type ProblemDocument = z.output<typeof problemSchema>;

/** For the route's list of responses: every route can answer with a problem. */
export const problems = {
  default: { description: 'A problem', content: { 'application/problem+json': { schema: problemSchema } } },
} as const;
