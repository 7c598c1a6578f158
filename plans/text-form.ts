import { z } from 'zod';

const UNPRINTABLE = /[\p{Cc}\p{Cs}\p{Co}\p{Zl}\p{Zp}\u200B\u200E\u200F\u202A-\u202E\u2060-\u2064\u2066-\u2069\uFEFF]/u;

/**
 * Text of a plan: NFC, no spaces at its ends. Invisible characters are refused rather than dropped, since two keys or
 * names that look alike would differ.
 */
export const text = z
  .string()
  .transform((raw) => raw.normalize('NFC').trim())
  .refine(
    (value) => !UNPRINTABLE.test(value),
    'holds a line break or an invisible character; write plain text on one line',
  )
  .refine((value) => value.length <= 1000, 'is longer than 1,000 characters; shorten it');

export const filledText = text.refine((value) => value !== '', 'is empty; write the text');

export const key = z
  .string()
  .regex(
    /^[a-z0-9]+(-[a-z0-9]+)*$/,
    'is not a key; use small ASCII letters, digits and single hyphens, such as "phuong-1"',
  )
  .max(60, 'is longer than 60 characters; keys appear in ids, so keep them short');

export const titleCode = z
  .string()
  .regex(/^[A-Z0-9]+(_[A-Z0-9]+)*$/, 'is not a title code; use capital ASCII letters, digits and "_", such as "LDTT"')
  .max(40, 'is longer than 40 characters');

/** An integer that a person would count or write; the limit keeps a slip of the finger from becoming a century. */
export function whole(least: number, most: number) {
  const wanted = `must be a whole number from ${least} to ${most}`;
  return z.number(wanted).int(wanted).min(least, wanted).max(most, wanted);
}
