import { z } from 'zod';
import type { App } from './app-type.ts';
import { door } from './doors.ts';
import { Problem } from './problem.ts';
import { problems } from './problem-schema.ts';
import { PROBLEMS, type ProblemCode, problemType } from './problems.ts';

const page = z.object({ type: z.string(), code: z.string(), status: z.int(), title: z.string(), whatToDo: z.string() });

/** The `type` of every problem document is the address of its own explanation. */
export function problemPages(app: App): void {
  app.get(
    '/problems',
    {
      ...door('everyone'),
      schema: {
        summary: 'Every problem that this API can answer with',
        tags: ['problems'],
        response: { 200: z.object({ items: z.array(page) }) },
      },
    },
    async () => ({ items: Object.keys(PROBLEMS).filter(isCode).map(pageOf) }),
  );

  app.get(
    '/problems/:code',
    {
      ...door('everyone'),
      schema: {
        summary: 'One problem explained',
        tags: ['problems'],
        params: z.strictObject({ code: z.string() }),
        response: { 200: page, ...problems },
      },
    },
    async (request) => {
      const { code } = request.params;
      if (!isCode(code)) throw new Problem('NOT_FOUND');
      return pageOf(code);
    },
  );
}

function isCode(text: string): text is ProblemCode {
  return Object.hasOwn(PROBLEMS, text);
}

function pageOf(code: ProblemCode) {
  return { type: problemType(code), code, ...PROBLEMS[code] };
}
