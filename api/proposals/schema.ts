import { z } from 'zod';
import { STAGE_KINDS } from '../../domain/plan/stage-rules.ts';
import { PROPOSAL_STATES } from '../../domain/proposal/states.ts';
import { cursor } from '../cursor.ts';
import { instantText, key, limit, line, prose, uuid, yesNo } from '../fields.ts';

const content = z
  .record(key, prose())
  .refine((parts) => Object.keys(parts).length <= 60, 'Send at most 60 parts.')
  .meta({ description: 'The parts of the dossier, by key.' });

export const newDraft = z
  .strictObject({
    plan: key,
    round: key,
    title: key,
    achievement: line(500).nullable().default(null),
    unit: key.nullable().default(null).meta({
      description: 'For the standing office where the round lets it propose; a clerk proposes for their own unit.',
    }),
    fromPaper: z
      .boolean()
      .default(false)
      .meta({ description: 'The standing office writes down a case that it will import, in whatever round.' }),
    subject: z.union([
      z.strictObject({ id: uuid }),
      z.strictObject({ new: z.strictObject({ kind: z.enum(['person', 'collective', 'household']), name: line(200) }) }),
    ]),
    content: content.default({}),
  })
  .meta({ id: 'NewDraft' });

export const draftEdit = z
  .strictObject({ title: key.optional(), achievement: line(500).nullable().optional(), content: content.optional() })
  .meta({ id: 'DraftEdit', description: 'What is left out stays. After Submit only `content` may change.' });

const award = z.object({
  decision: z.string().nullable(),
  number: z.string(),
  on: z.string(),
  authority: z.string().nullable(),
});

export const rowSchema = z
  .object({
    id: z.string(),
    seq: z.int(),
    materialSeq: z.int(),
    code: z.string().nullable(),
    plan: z.string(),
    planVersion: z.int(),
    round: z.string(),
    unit: z.string(),
    subject: z.string(),
    subjectKind: z.string(),
    subjectName: z.string(),
    title: z.string(),
    route: z.string().nullable(),
    state: z.enum(PROPOSAL_STATES),
    stage: z.string().nullable(),
    stageKind: z.string().nullable(),
    stagePer: z.string().nullable(),
    assumed: z.boolean(),
    opensAt: z.int().nullable(),
    dueAt: z.int().nullable(),
    missedDueAt: z.int().nullable().meta({ description: 'The date that was missed where it stands.' }),
    printed: z.string().nullable(),
    onMissed: z.string().nullable(),
    overdue: z.boolean(),
    waitsFor: z.string().nullable(),
    stillOwed: z.array(z.string()),
    pendingAct: z.int().nullable(),
    pendingKind: z.string().nullable(),
    withdrawalAsked: z
      .int()
      .nullable()
      .meta({ description: 'The level below asks for its case back, by this act of its own.' }),
    since: z.int(),
    marks: z.array(z.string()),
    missed: z.int(),
    nominated: z.boolean(),
    lowerOrg: z.string().nullable(),
    award: award.nullable(),
    heldSince: z
      .int()
      .nullable()
      .meta({ description: 'Held: no date passes, and nothing brings it nearer to a decision.' }),
    holds: z
      .array(z.int())
      .meta({ description: 'The holds that have not ended, by the seq of the event that began each.' }),
  })
  .meta({
    id: 'BoardRow',
    description: 'Where a proposal stands. Instants are epoch milliseconds; `printed` is the wording of the plan.',
  });

export const draftSchema = z
  .object({
    id: z.string(),
    code: z.string(),
    plan: z.string(),
    round: z.string(),
    unit: z.string(),
    subject: z.string(),
    title: z.string(),
    achievement: z.string().nullable(),
    content: z.record(z.string(), z.string()),
    rowVersion: z.int(),
  })
  .meta({ id: 'Draft' });

export const oneSchema = z.object({
  row: rowSchema,
  draft: draftSchema.nullable(),
  commands: z.array(z.string()).meta({ description: 'What you may do with it now.' }),
  basis: z.object({ seq: z.int(), dossier: z.null() }).nullable().meta({ description: 'Send this with a command.' }),
});

const days = z
  .string()
  .regex(/^\d{1,4}$/, 'Send a whole number of days.')
  .transform(Number);

export const boardQuery = z.strictObject({
  plan: key.optional(),
  round: key.optional(),
  unit: key.optional(),
  title: key.optional(),
  state: z.enum(PROPOSAL_STATES).optional(),
  stage: key.optional(),
  stageKind: z.enum(STAGE_KINDS).optional(),
  waitsFor: key.optional(),
  mark: line(60).optional(),
  dueBefore: instantText.optional(),
  overdue: yesNo.optional(),
  held: yesNo.optional(),
  stuckDays: days.optional(),
  q: line(100).optional(),
  cursor: cursor.optional(),
  limit,
});

export const pageSchema = z.object({ items: z.array(rowSchema), next: z.string().nullable() });

export const summaryQuery = z.strictObject({ plan: key.optional(), round: key.optional() });

export const summarySchema = z.object({
  items: z.array(
    z.object({
      round: z.string(),
      state: z.string(),
      stage: z.string().nullable(),
      count: z.int(),
      overdue: z.int(),
      stuck: z.int(),
    }),
  ),
});
