import { z } from 'zod';

/** Where a page ends: the sort key and id of its last row. Opaque to clients, and names nothing that they did not see. */
export function cursorOf(last: { key: number; id: string }): string {
  return Buffer.from(JSON.stringify([last.key, last.id])).toString('base64url');
}

/** A cursor as it comes back, where the rows of a list have such ids. */
function cursorTo(id: z.ZodString) {
  const place = z.tuple([z.int(), id]);
  return z
    .string()
    .max(1_000)
    .transform((text, context) => {
      const read = place.safeParse(decoded(text));
      if (read.success) return { key: read.data[0], id: read.data[1] };
      context.issues.push({
        code: 'custom',
        input: text,
        message: 'Send the cursor of an earlier page as it was given, or none.',
      });
      return z.NEVER;
    });
}

export const cursor = cursorTo(z.string().regex(/^[0-9a-f-]{36}$/));

/** What is owed has no id of its own: its place in the order is what it is about. */
export const owedCursor = cursorTo(z.string().max(600));

/** The same request for the next page. */
export function nextUrl(url: string, next: string): string {
  const address = new URL(url, 'http://here');
  address.searchParams.set('cursor', next);
  return `${address.pathname}${address.search}`;
}

function decoded(text: string): unknown {
  try {
    return JSON.parse(Buffer.from(text, 'base64url').toString('utf8'));
  } catch {
    return null;
  }
}
