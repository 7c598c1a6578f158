import { z } from 'zod';
import type { YearCommand } from '../../domain/award-year/year.ts';
import { evidence, key, localDate, paper, privateText } from '../fields.ts';
import type { Holds, PutAside, Same } from '../written-text.ts';

const version = z.int('Send a whole number.').min(1).max(1_000_000);

export const publishPlan = z.strictObject({ plan: key, version });

/** Bodies of what people may do to a published year. */
export const yearBodies = {
  AmendPlan: z.strictObject({ plan: key, version, reason: privateText }),
  MarkTaskDone: z.strictObject({ task: key, owner: key, evidence: evidence.default([]) }),
  ConfirmTask: z.strictObject({ task: key, owner: key }),
  ReturnTask: z.strictObject({ task: key, owner: key, reason: privateText }),
  DateTask: z.strictObject({ task: key, lastDayOn: localDate, document: paper }),
};

type Bodies = { [K in keyof typeof yearBodies]: PutAside<z.output<(typeof yearBodies)[K]>> };
type DomainBodies = { [C in YearCommand as C['kind'] & keyof Bodies]: C['body'] };
export type YearBodiesAgree = Holds<Same<Bodies, DomainBodies>>;
