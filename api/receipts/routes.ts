import { z } from 'zod';
import type { ReceiptCommand } from '../../domain/receipt/receipt.ts';
import type { Transaction } from '../../store/database.ts';
import { roundInForce } from '../../store/facts/round.ts';
import type { App } from '../app-type.ts';
import { type AnyOrdered, commandsOf } from '../commands/bodies.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { key, localDate, paper, privateText, proposalIds, returnItems, uuid } from '../fields.ts';
import type { Identity } from '../identity.ts';
import { listRoutes } from '../lists/list-routes.ts';
import { unknownReference } from '../problem.ts';
import type { Holds, PutAside, Same } from '../written-text.ts';

const takeLines = z.strictObject({ proposals: proposalIds, plan: key, round: key });

const receiptBodies = {
  AcknowledgeReceipt: z.strictObject({ on: localDate }),
  TakeLines: takeLines,
  ReturnLines: z.strictObject({
    proposals: proposalIds,
    items: returnItems,
    dueOn: localDate.nullable().default(null),
  }),
  RefuseLine: z.strictObject({ proposal: uuid, reason: privateText }),
  RedecideLine: z.strictObject({
    proposal: uuid,
    complaint: paper,
    grounds: privateText,
    upheld: z.boolean().meta({ description: 'Whether the line is open again here, and waits above again below.' }),
  }),
  GrantWithdrawal: z.strictObject({ proposal: uuid }),
  DeclineWithdrawal: z.strictObject({ proposal: uuid, reason: privateText }),
};

type Bodies = { [K in keyof typeof receiptBodies]: PutAside<z.output<(typeof receiptBodies)[K]>> };
type DomainBodies = { [C in ReceiptCommand as C['kind'] & keyof Bodies]: C['body'] };
export type ReceiptBodiesAgree = Holds<Same<Bodies, DomainBodies>>;

/** Submissions as the level above received them; the outbox opens them, so nobody posts one. */
export function receiptRoutes(app: App, dependencies: ApiDependencies): void {
  listRoutes(app, dependencies, {
    kind: 'receipt',
    noun: 'receipts',
    name: 'submission from below',
    commands: commandsOf(receiptBodies),
    acting: ['standingOffice', 'authorityHead'],
    check: refuseUnknownRound,
  });
}

/** The lines begin cases in this round, so it must be there before the command is. */
async function refuseUnknownRound(tx: Transaction, by: Identity, { kind, body }: AnyOrdered): Promise<void> {
  if (kind !== 'TakeLines') return;
  const { plan, round } = takeLines.parse(body);
  if ((await roundInForce(tx, by.org, plan, round)) !== null) return;
  throw unknownReference('/body/round', 'No published plan has this round. Choose one from GET /v1/rounds.');
}
