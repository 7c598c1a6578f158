import { z } from 'zod';
import { defaultLadder } from '../domain/calendar/ladder.ts';
import type {
  Cluster,
  CouncilLevel,
  CouncilRegulation,
  LevelAbove,
  OnMissed,
  Plan,
  Round,
  Source,
  Stage,
  SubjectKind,
  Term,
  Title,
  Unit,
} from '../domain/plan/plan.ts';
import { STAGE_KINDS } from '../domain/plan/stage-rules.ts';
import { AFTER_HOLD } from '../domain/proposal/held.ts';
import { ALL_ROLES } from '../domain/roles.ts';
import { deadline, opening, possibleDate } from './deadline-form.ts';
import { filledText, key, text, titleCode, whole } from './text-form.ts';

// The YAML form of a plan. Every object is strict: an unknown field is a fault, since it is usually a misspelt one.
// A field has a default only where leaving it out says something ("no window of its own", "nothing to hand in").
// The lists of a plan are read item by item, so that one bad row does not hide the faults of the others.

const source = z
  .strictObject({ seed: filledText.optional(), assumed: filledText.optional() })
  .transform((form, context): Source => {
    if (form.seed !== undefined && form.assumed === undefined) return { kind: 'seed', place: form.seed };
    if (form.assumed !== undefined && form.seed === undefined) return { kind: 'assumed', reason: form.assumed };
    context.addIssue({ code: 'custom', message: 'must say either `seed: place in the document` or `assumed: reason`' });
    return z.NEVER;
  });

/** From the lowest to the highest. */
export const LEVELS = ['commune', 'district', 'province', 'state'] as const satisfies readonly CouncilLevel[];

export const cluster = z.strictObject({ key, name: filledText, source }) satisfies z.ZodType<Cluster>;

const term = z.strictObject({
  days: whole(1, 3660),
  unit: z.enum(['calendar', 'working']),
}) satisfies z.ZodType<Term>;

const COUNTABLE = 'must be tasks, units, clusters, rounds, or a list of the names that the document gives';

export const header = z.strictObject({
  key,
  version: whole(1, 10_000),
  title: filledText,
  year: whole(1945, 2200),
  document: z.strictObject({
    number: text,
    /** Every date that the document prints for itself; one that it leaves blank is written as it stands. */
    dates: z.array(z.strictObject({ place: filledText, printed: text })),
    /** Which of them holds, once a named person has said so; a later version of the plan only. */
    amendedDate: possibleDate.optional(),
  }),
  moved: z
    .strictObject({ days: whole(-100_000, 100_000), fromYear: whole(1945, 2200) })
    .nullable()
    .default(null),
  council: z.strictObject({
    key,
    name: filledText,
    level: z.enum(LEVELS),
    chair: filledText,
    standingOffice: filledText,
  }),
  above: z
    .strictObject({
      key,
      name: filledText,
      /** Left out: a province, which stands above every district, and above every commune since 01/7/2025. */
      level: z.enum(LEVELS).default('province'),
      standingOffice: filledText,
      intakePipeline: key,
      /** Left out: the document does not speak of the body as a member of a cluster of that level. */
      cluster: cluster.nullable().default(null),
      source,
    })
    .nullable() satisfies z.ZodType<LevelAbove | null>,
  intake: key.nullable().default(null),
  councilRegulation: z
    .strictObject({
      members: whole(1, 1000),
      threshold: z
        .strictObject({
          numerator: whole(1, 1000),
          denominator: whole(1, 1000),
          base: z.enum(['all', 'present']),
          strict: z.boolean(),
        })
        .refine(
          ({ numerator, denominator }) => numerator <= denominator,
          'asks for more votes than there are; lower the numerator',
        )
        .nullable(),
      source,
    })
    .nullable() satisfies z.ZodType<CouncilRegulation | null>,
  ladder: z
    .strictObject({
      beforeDays: z.array(whole(0, 365)),
      afterDue: z.array(
        z.strictObject({
          days: whole(1, 365),
          unit: z.enum(['calendar', 'working']),
          tells: z.enum(['owner', 'head', 'chair']),
        }),
      ),
    })
    .default({ beforeDays: [...defaultLadder.beforeDays], afterDue: [...defaultLadder.afterDue] }),
  /** Left out: five working days, as the product's own rule has it. */
  afterHold: term.default(AFTER_HOLD),
  /** How many the document says that there are: rows of a list of the plan, or of the names that it gives itself. */
  printedCounts: z
    .array(
      z.strictObject({
        of: z.union([z.enum(['tasks', 'units', 'clusters', 'rounds']), z.array(filledText)], COUNTABLE),
        count: whole(0, 100_000),
        printed: filledText,
        place: filledText,
      }),
    )
    .default([]),
  /** Where the document names the year that it tells of; the loader finds the places that name another. */
  printedYears: z.array(z.strictObject({ place: filledText, printed: filledText })).default([]),
  /** A span of years, how many it is said to have, and the how manieth of them the plan's year is said to be. */
  printedSpans: z
    .array(
      z
        .strictObject({
          from: whole(1945, 2200),
          to: whole(1945, 2200),
          years: whole(1, 300).nullable().default(null),
          nth: whole(1, 300).nullable().default(null),
          printed: filledText,
          place: filledText,
        })
        .refine(({ from, to }) => from <= to, 'ends before it begins; exchange the two years'),
    )
    .default([]),
});

export const unit = z.strictObject({
  key,
  name: filledText,
  cluster: key.nullable().default(null),
  onePerson: z.boolean().default(false),
  source,
}) satisfies z.ZodType<Unit>;

const party = z
  .strictObject({
    office: filledText.optional(),
    unit: key.optional(),
    everyUnit: filledText.optional(),
    everyCluster: filledText.optional(),
    clusterAbove: filledText.optional(),
    named: filledText.optional(),
    /** The unit's name as this row prints it, where it differs from the list of units. */
    name: filledText.optional(),
  })
  .transform((form, context) => {
    const given = PARTIES.filter((kind) => form[kind] !== undefined);
    const [kind] = given;
    if (kind !== undefined && given.length === 1 && (form.name === undefined || kind === 'unit')) {
      return { kind, value: form[kind] ?? '', name: form.name ?? null };
    }
    context.addIssue({
      code: 'custom',
      message: `must name one of ${PARTIES.join(', ')}; \`name\` goes with unit only`,
    });
    return z.NEVER;
  });

const PARTIES = ['office', 'unit', 'everyUnit', 'everyCluster', 'clusterAbove', 'named'] as const;

export type PartyForm = z.output<typeof party>;

export const task = z.strictObject({
  key,
  row: whole(1, 10_000).nullable(),
  content: filledText,
  directedBy: filledText,
  lead: party,
  coordinates: z.array(party).default([]),
  printedQuarter: z
    .union([z.literal(1), z.literal(2), z.literal(3), z.literal(4)], 'must be 1, 2, 3 or 4')
    .nullable()
    .default(null),
  deadline,
  source,
});

export type TaskForm = z.output<typeof task>;

const SUBJECTS = ['person', 'collective', 'household'] as const satisfies readonly SubjectKind[];

export const title = z.strictObject({
  code: titleCode,
  name: filledText,
  kind: z.enum(['title', 'form']),
  subjects: z.array(z.enum(SUBJECTS)).min(1, 'names no kind of subject; write person, collective or household'),
  decidedBy: z.enum(['here', 'above']),
  source,
}) satisfies z.ZodType<Title>;

const ON_MISSED = ['flag', 'lapse', 'escalate', 'block'] as const satisfies readonly OnMissed[];

export const stage = z.strictObject({
  key,
  kind: z.enum(STAGE_KINDS),
  name: filledText,
  opens: opening.nullable().default(null),
  due: deadline,
  onMissed: z.enum(ON_MISSED).default('flag'),
  actors: z.array(z.enum(ALL_ROLES)).min(1, 'has no actor, so nobody could ever pass it; name at least one role'),
  evidence: z.array(z.strictObject({ key, name: filledText })).default([]),
  per: z.enum(['unit', 'proposal']).default('unit'),
  acceptance: z.enum(['office', 'none']).default('none'),
  serviceTime: term.nullable().default(null),
  route: z.enum(['here', 'above', 'any']).default('any'),
  noticeDays: whole(1, 365).nullable().default(null),
  onSilence: z.enum(['wait', 'goOn']).default('wait'),
  source,
}) satisfies z.ZodType<Stage>;

export const pipelineHead = z.strictObject({ key, name: filledText });

export const round = z.strictObject({
  key,
  name: filledText,
  pipeline: key,
  period: z.strictObject({ from: possibleDate, to: possibleDate }),
  standing: z.boolean().default(false),
  titles: z.array(titleCode).min(1, 'has no title, so nothing could be proposed in it; name at least one'),
  afterWindow: z.enum(['refuse', 'acceptMarkedLate']).default('acceptMarkedLate'),
  admitsUnregistered: z.boolean().default(false),
  officeProposes: z.boolean().default(false),
  closes: deadline,
  source,
}) satisfies z.ZodType<Round>;

/** The lists of a plan, in the order in which a reader wants them. */
export const LISTS = [
  'clusters',
  'units',
  'tasks',
  'titles',
  'pipelines',
  'rounds',
] as const satisfies readonly (keyof Plan)[];

/** What a field of a row says when it says nothing. Absent are those that decide what the rest of the row means. */
export const SILENT: Readonly<Record<string, unknown>> = {
  name: '-',
  source: { assumed: '-' },
  cluster: null,
  onePerson: false,
  row: null,
  content: '-',
  directedBy: '-',
  lead: { named: '-' },
  coordinates: [],
  printedQuarter: null,
  deadline: 'none',
  subjects: ['person'],
  opens: null,
  due: 'none',
  onMissed: 'flag',
  actors: ['unitClerk'],
  evidence: [],
  per: 'unit',
  acceptance: 'none',
  serviceTime: null,
  noticeDays: null,
  onSilence: 'wait',
  pipeline: 'none',
  period: { from: '01/01/2000', to: '01/01/2000' },
  standing: false,
  titles: ['NONE'],
  afterWindow: 'refuse',
  admitsUnregistered: false,
  officeProposes: false,
  closes: 'none',
};
