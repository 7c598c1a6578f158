import { z } from 'zod';
import { basis } from '../fields.ts';

export type Bodies = Readonly<Record<string, z.ZodType>>;

/** A command by its kind. `basis` is what the caller had on screen. */
export type Ordered<B extends Bodies> = {
  [K in keyof B & string]: { kind: K; body: z.output<B[K]>; basis: z.output<typeof basis> | null };
}[keyof B & string];

/** Any of them, once it does not matter which table it came from. */
export type AnyOrdered = Ordered<Bodies>;

const NOTHING_BESIDE = {};

/**
 * The union of commands that an address takes, from the table of their bodies. A kind that is not in the table is
 * answered with the kinds that are.
 */
export function commandsOf<B extends Bodies>(bodies: B): z.ZodType<Ordered<B>> {
  return commandsBeside(bodies, NOTHING_BESIDE);
}

/** The same, each with members of its own beside it. */
export function commandsBeside<B extends Bodies, S extends z.ZodRawShape>(
  bodies: B,
  beside: S,
): z.ZodType<Ordered<B> & z.output<z.ZodObject<S>>> {
  const options = Object.entries(bodies).map(([kind, body]) =>
    z.strictObject({ ...beside, kind: z.literal(kind), body, basis: basis.nullable().default(null) }),
  );
  const [first, ...rest] = options;
  if (first === undefined) throw new Error('No commands');
  const error = (issue: z.core.$ZodRawIssue) =>
    issue.code === 'invalid_union' ? `Send one of these kinds: ${Object.keys(bodies).join(', ')}.` : undefined;
  // zod cannot follow the table through its entries; the options above are exactly these.
  return z.discriminatedUnion('kind', [first, ...rest], { error }) as unknown as z.ZodType<
    Ordered<B> & z.output<z.ZodObject<S>>
  >;
}
