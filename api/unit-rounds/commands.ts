import { z } from 'zod';
import type { UnitRoundCommand } from '../../domain/unit-round/unit-round.ts';
import { evidence, key, LONGEST_LIST, paper, privateText, seq, tally, uuid } from '../fields.ts';
import type { Holds, PutAside, Same } from '../written-text.ts';

const line = z.strictObject({ proposal: uuid, title: key, reason: privateText.nullable().default(null) });
const left = z.strictObject({ proposal: uuid, reason: privateText });

/** The round is in the address, so no body names it. */
export const unitRoundBodies = {
  HandInForUnit: z.strictObject({ stage: key, evidence, except: z.array(left).max(LONGEST_LIST).default([]) }),
  ProposeList: z.strictObject({
    letter: paper,
    unitVote: tally.nullable().default(null),
    lines: z.array(line).max(LONGEST_LIST),
    left: z.array(left).max(LONGEST_LIST).default([]),
  }),
  ConfirmList: z.strictObject({ act: seq }),
  DeclineList: z.strictObject({ act: seq, reason: privateText }),
};

type Bodies = { [K in keyof typeof unitRoundBodies]: PutAside<z.output<(typeof unitRoundBodies)[K]>> };
type DomainBodies = { [C in UnitRoundCommand as C['kind']]: Omit<C['body'], 'round'> };
export type UnitRoundBodiesAgree = Holds<Same<Bodies, DomainBodies>>;
