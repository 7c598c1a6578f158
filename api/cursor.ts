import { z } from 'zod';

const place = z.tuple([z.int(), z.string().regex(/^[0-9a-f-]{36}$/)]);

/** Where a page ends: the sort key and id of its last row. Opaque to clients, and names nothing that they did not see. */
export function cursorOf(last: { key: number; id: string }): string {
  return Buffer.from(JSON.stringify([last.key, last.id])).toString('base64url');
}

export const cursor = z
  .string()
  .max(200)
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

function decoded(text: string): unknown {
  try {
    return JSON.parse(Buffer.from(text, 'base64url').toString('utf8'));
  } catch {
    return null;
  }
}
