import { z } from 'zod';
import type { DeadlineSpec } from '../domain/calendar/deadline.ts';
import {
  endOfMonth,
  type LocalDate,
  mayBeNamed,
  parsePrintedDate,
  type Quarter,
} from '../domain/calendar/local-date.ts';
import { filledText, key, text, whole } from './text-form.ts';

// How a plan writes a deadline, one way for each kind:
//   { before: 30/01/2021, printed: "Trước ngày 30/01/2021" }      the day named is already too late
//   { atLatest: 30/01/2021, printed: ... }                         the day named is the last one
//   { within: { from: 01/2023, to: 15/02/2023 }, printed: ... }    both included; a month stands for its first or last day
//   { quarter: Q2/2020, printed: ... }
//   { relative: { days: 7, unit: calendar, before: ceremony }, printed: ... }
//   { setByAbove: true, printed: ... }                             no date until the level above gives it
//   { setByAbove: { plan: KEY, task: KEY }, printed: ... }         the same; that task of its published plan gives it
//   { anomalous: why it cannot be read, printed: ... }             no date until a person amends it
//   none, or { none: true, printed: ... }                          the document does not date it
// `printed` is the document's own wording; only what is assumed may leave it out.

const DAY = /^\d{1,2}\/\d{1,2}\/\d{4}$/;
const MONTH = /^(\d{1,2})\/(\d{4})$/;

const printedDay = z.string('must be a date as d/m/yyyy').regex(DAY, 'must be a date as d/m/yyyy, such as 30/01/2021');
const printedEnd = z
  .string('must be a date as d/m/yyyy or a month as m/yyyy')
  .refine((raw) => DAY.test(raw) || MONTH.test(raw), 'must be a date as d/m/yyyy or a month as m/yyyy');

/** For dates that the plan itself needs: an impossible one is a fault, not an anomaly of a source. */
export const possibleDate = printedDay.transform((raw, context): LocalDate => {
  const date = parsePrintedDate(raw);
  if (date !== null && mayBeNamed(date)) return date;
  const wrong = date === null ? 'is no day of the calendar' : 'is not from 1945 to 2200';
  context.addIssue({ code: 'custom', message: `${raw} ${wrong}; correct it` });
  return z.NEVER;
});

const relativeForm = z
  .strictObject({
    days: whole(0, 3660),
    unit: z.enum(['calendar', 'working']),
    before: key.optional(),
    after: key.optional(),
  })
  .refine(
    ({ before, after }) => (before === undefined) !== (after === undefined),
    'must name one event, under `before` or `after`',
  );

const REVERSED = 'ends on';

const KINDS = ['before', 'atLatest', 'within', 'quarter', 'relative', 'setByAbove', 'anomalous', 'none'] as const;

const deadlineObject = z
  .strictObject({
    printed: text.default(''),
    before: printedDay.optional(),
    atLatest: printedDay.optional(),
    within: z.strictObject({ from: printedEnd, to: printedEnd }).optional(),
    quarter: z
      .string()
      .regex(/^Q[1-4]\/\d{4}$/, 'must be a quarter such as Q2/2021')
      .optional(),
    relative: relativeForm.optional(),
    setByAbove: z
      .union([z.literal(true), z.strictObject({ plan: key, task: key })], {
        // Several plans of the level above may have a task of one key.
        error: 'must be true, or name the plan of the level above and its task: { plan: KEY, task: KEY }',
      })
      .optional(),
    anomalous: filledText.optional(),
    none: z.literal(true).optional(),
  })
  .transform((form, context): DeadlineSpec => {
    const given = KINDS.filter((kind) => form[kind] !== undefined);
    const spec =
      given.length === 1
        ? specOf(form)
        : `must say one of ${KINDS.join(', ')}; it says ${given.join(' and ') || 'none of them'}`;
    if (typeof spec !== 'string') return spec;
    context.addIssue({
      code: 'custom',
      message: spec,
      params: { fault: spec.startsWith(REVERSED) ? 'WINDOW_REVERSED' : 'FIELD_WRONG' },
    });
    return z.NEVER;
  });

export const deadline = z.preprocess((raw) => (raw === 'none' ? { none: true } : raw), deadlineObject);

/** The start of a stage: a day, at whose 00:00 it opens, or a deadline whose beginning it is. */
export const opening = z.preprocess(
  (raw) => (typeof raw === 'string' && DAY.test(raw) ? { before: raw, printed: '' } : raw),
  deadlineObject,
);

type Form = z.input<typeof deadlineObject>;

/** The spec, or what is wrong with the form. */
function specOf(form: Form): DeadlineSpec | string {
  const printed = form.printed ?? '';
  if (form.before !== undefined) return onDay('before', form.before, printed);
  if (form.atLatest !== undefined) return onDay('atLatest', form.atLatest, printed);
  if (form.within !== undefined) return window(form.within, printed);
  if (form.quarter !== undefined) return quarter(form.quarter, printed);
  if (form.relative !== undefined) return relative(form.relative, printed);
  if (form.setByAbove === true) return { kind: 'setByAbove', printed };
  if (form.setByAbove !== undefined) return { kind: 'setByAbove', printed, ...form.setByAbove };
  if (form.anomalous !== undefined) return { kind: 'anomalous', printed, reason: form.anomalous };
  return { kind: 'none', printed };
}

function onDay(kind: 'before' | 'atLatest', raw: string, printed: string): DeadlineSpec {
  const on = namedDay(raw);
  return on === null ? unreadable(printed, raw) : { kind, printed, on };
}

function window(form: { from: string; to: string }, printed: string): DeadlineSpec | string {
  const from = endpoint(form.from, 'from');
  const to = endpoint(form.to, 'to');
  if (from === null) return unreadable(printed, form.from);
  if (to === null) return unreadable(printed, form.to);
  if (from > to) return `${REVERSED} ${form.to}, before it begins on ${form.from}; exchange or correct the two dates`;
  return { kind: 'within', printed, from, to };
}

function endpoint(raw: string, end: 'from' | 'to'): LocalDate | null {
  const isMonth = MONTH.test(raw);
  const first = namedDay(isMonth ? `1/${raw}` : raw);
  return first === null || !isMonth || end === 'from' ? first : endOfMonth(first);
}

function namedDay(raw: string): LocalDate | null {
  const day = parsePrintedDate(raw);
  return day !== null && mayBeNamed(day) ? day : null;
}

function quarter(raw: string, printed: string): DeadlineSpec {
  if (namedDay(`1/1/${raw.slice(3)}`) === null) return unreadable(printed, raw);
  // `as`: the schema has let only Q1 to Q4 through.
  return { kind: 'quarter', printed, year: Number(raw.slice(3)), quarter: Number(raw[1]) as Quarter };
}

function relative(form: z.input<typeof relativeForm>, printed: string): DeadlineSpec {
  const { days, unit, before, after } = form;
  return {
    kind: 'relative',
    printed,
    event: before ?? after ?? '',
    days,
    unit,
    direction: before === undefined ? 'after' : 'before',
  };
}

function unreadable(printed: string, raw: string): DeadlineSpec {
  const isFar = [raw, `1/${raw}`, `1/1/${raw.slice(3)}`].some((date) => parsePrintedDate(date) !== null);
  const reason = isFar ? `${raw} không thuộc năm thi đua nào` : `Ngày ${raw} không có trên lịch`;
  return { kind: 'anomalous', printed: printed || raw, reason };
}
