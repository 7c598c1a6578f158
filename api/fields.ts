import { z } from 'zod';
import { mayBeNamed, parseLocalDate } from '../domain/calendar/local-date.ts';
import { WrittenText } from './written-text.ts';

/** Controls, invisible and unassigned characters: two names that look alike would differ, and PostgreSQL refuses some. */
const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Cn}\p{Zl}\p{Zp}]/u;
const UNPRINTABLE_BUT_LINES = /(?![\n\t])[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Cn}\p{Zl}\p{Zp}]/u;

function text(longest: number, unprintable: RegExp) {
  return z
    .string()
    .min(1, 'This text is empty. Write it, or leave the field out where it may be.')
    .max(longest)
    .refine((value) => !unprintable.test(value), {
      error: 'This text holds an invisible or control character. Type it again as plain text.',
    })
    .overwrite((value) => (value.isWellFormed() ? value.normalize('NFC') : value));
}

/** One line: names, numbers of papers, keys typed by people. */
export const line = (longest = 300) => text(longest, UNPRINTABLE);

/** Several lines. */
export const prose = (longest = 20_000) => text(longest, UNPRINTABLE_BUT_LINES);

/** Free text that the ledger may hold only as a commitment; the words go to the desk (design section 7). */
export const privateText = prose(10_000)
  .transform((value) => new WrittenText(value))
  .meta({ description: 'Free text. It is kept apart from the ledger, which holds a salted commitment to it.' });

/** A name on one line, kept apart as free text is. */
export const privateName = line(200)
  .transform((value) => new WrittenText(value))
  .meta({ description: 'A name. It is kept apart from the ledger, which holds a salted commitment to it.' });

export const uuid = z
  .string()
  .regex(
    /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/,
    'Send an id as this API gave it, in small letters.',
  )
  .meta({ format: 'uuid' });

/** Keys of plans, rounds, stages, units, tasks. */
export const key = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9_.-]{0,62}$/, 'Send a key of the plan: ASCII letters, digits, hyphens, at most 63.');

/** The rule that an act rests on: a key, since it goes into the ledger, where no words about a person may stand. */
export const ruleKey = z
  .string()
  .regex(
    /^(?=.{1,63}$)[a-z0-9]+(?:[.-][a-z0-9]+)*$/,
    'Send the key of a rule, such as "dieu-84.khoan-1": small ASCII letters, digits, "." and "-", at most 63. Words about it go with the reason or the grounds.',
  );

/** It goes into the ledger with every act, where nothing is ever taken out. */
export const personId = z.string().regex(/^[A-Za-z0-9][\w.-]{0,99}$/, {
  error: ({ input }) =>
    String(input).includes('@')
      ? 'Choose an id that is no mail address: it stands in the ledger for ever. The address goes in `email`.'
      : 'Send an id of ASCII letters, digits, "_", "." and "-", at most 100.',
});

export const hash = z
  .string()
  .regex(/^[0-9a-f]{64}$/, 'Send the SHA-256 of the exact bytes, 64 small hexadecimal digits.');

export const localDate = z
  .string()
  .transform((value, context) => {
    const date = parseLocalDate(value);
    if (date !== null && mayBeNamed(date)) return date;
    const message = date === null ? 'Send a date that exists, as YYYY-MM-DD.' : 'Send a date from 1945 to 2200.';
    context.issues.push({ code: 'custom', input: value, message });
    return z.NEVER;
  })
  .meta({ format: 'date' });

const WHOLE = 'Send a whole number, not a text and not a fraction.';
export const count = (most = 1_000_000) => z.int(WHOLE).min(0).max(most);

/** The seq of an event or act. */
export const seq = z.int(WHOLE).min(1).max(1_000_000_000);

/** The domain keeps the date of another register's paper as it was typed, though it too must exist. */
const dateText = localDate.transform((date): string => date);

export const paper = z.strictObject({ number: line(100), on: dateText, file: hash.nullable().default(null) });

export const evidence = z.array(z.strictObject({ key, hash })).max(60);

export const returnItems = z
  .array(z.strictObject({ key, note: privateText }))
  .min(1)
  .max(60);

/**
 * Of the acts on a list the longest is a council's result, some 200 bytes a line with every count; that of a list as long
 * as this is still under the limit of a body, so that whatever was drawn up can be carried to its end.
 */
export const LONGEST_LIST = 4_000;

export const proposalIds = z
  .array(uuid)
  .min(1)
  .max(LONGEST_LIST)
  .superRefine((ids, context) => {
    const seen = new Set<string>();
    for (const [place, id] of ids.entries()) {
      if (seen.size < seen.add(id).size) continue;
      context.addIssue({
        code: 'custom',
        path: [place],
        message: 'This case is named before in the list. Name each once.',
      });
    }
  })
  .meta({ uniqueItems: true });

export const tally = z.strictObject({
  members: count(10_000),
  for: count(10_000),
  against: count(10_000),
  blank: count(10_000),
  absentInWriting: z.strictObject({ for: count(10_000), against: count(10_000) }).default({ for: 0, against: 0 }),
  secret: z.boolean(),
});

/** What the actor had on screen. */
export const basis = z.strictObject({ seq, dossier: hash.nullable().default(null) }).meta({
  description: 'The seq of the stream that you read. A material change since then refuses the command as STALE.',
});

export const emptyBody = z.strictObject({}).default({});

/** In an address, where everything is text. */
export const idParams = z.strictObject({ id: uuid });

export const yesNo = z.enum(['true', 'false']).transform((value) => value === 'true');

export const limit = z
  .string()
  .regex(/^(?:[1-9]\d?|1\d\d|200)$/, 'Send a whole number from 1 to 200.')
  .transform(Number)
  .default(50);

export const instantText = z
  .string()
  .regex(/^\d{1,15}$/, 'Send an instant in epoch milliseconds.')
  .transform(Number);
