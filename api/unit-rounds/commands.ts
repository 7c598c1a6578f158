import { z } from 'zod';
import type { UnitRoundCommand } from '../../domain/unit-round/unit-round.ts';
import { count, evidence, key, LONGEST_LIST, paper, privateText, seq, tally, uuid } from '../fields.ts';
import type { Holds, PutAside, Same } from '../written-text.ts';

const line = z.strictObject({ proposal: uuid, title: key, reason: privateText.nullable().default(null) });
const left = z.strictObject({ proposal: uuid, reason: privateText });

const target = z.union([
  z.strictObject({ title: key, number: count(100_000) }),
  z.strictObject({ title: key, percent: count(100), of: key }),
]);

/** The round is in the address, so no body names it. */
export const unitRoundBodies = {
  HandInForUnit: z.strictObject({ stage: key, evidence, except: z.array(left).max(LONGEST_LIST).default([]) }),
  ProposeList: z.strictObject({
    letter: paper,
    unitVote: tally.nullable().default(null),
    lines: z.array(line).max(LONGEST_LIST),
    left: z.array(left).max(LONGEST_LIST).default([]),
  }),
  RegisterTargets: z.strictObject({ targets: z.array(target).min(1).max(60) }),
  ConfirmTargets: z.strictObject({ act: seq }),
  DeclineTargets: z.strictObject({ act: seq, reason: privateText }),
  ConfirmList: z.strictObject({ act: seq }),
  DeclineList: z.strictObject({ act: seq, reason: privateText }),
};

type Bodies = { [K in keyof typeof unitRoundBodies]: PutAside<z.output<(typeof unitRoundBodies)[K]>> };
type DomainBodies = { [C in UnitRoundCommand as C['kind']]: Omit<C['body'], 'round'> };
export type UnitRoundBodiesAgree = Holds<Same<Bodies, DomainBodies>>;
