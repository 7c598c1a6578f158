import type { z } from 'zod';
import type { Clock } from '../../store/clock.ts';
import type { Transaction } from '../../store/database.ts';
import { type Draft, draftOf } from '../../store/desk/drafts.ts';
import { boardState, isDraftInSight, isInSight, isOfSameUnit } from '../../store/reads/board-state.ts';
import type { Sight } from '../../store/reads/sight.ts';
import type { Ordered } from '../commands/bodies.ts';
import type { Identity } from '../identity.ts';
import { invalid, Problem, unknownReference } from '../problem.ts';
import { sightOf } from '../sight-of.ts';
import type { proposalBodies } from './commands.ts';

export type ProposalOrder = Ordered<typeof proposalBodies>;
type BodyOf<K extends keyof typeof proposalBodies> = z.output<(typeof proposalBodies)[K]>;

/** Who sends it, and by which clock they see what they see. */
export type Asking = { by: Identity; clock: Clock };

/**
 * What must be right before a command on a proposal is written down: that there is such a case, that a draft is begun
 * by its own unit only, and that what freezes a dossier freezes the version that the person saw.
 */
export async function checkCommand(
  tx: Transaction,
  { by, clock }: Asking,
  id: string,
  order: ProposalOrder,
): Promise<void> {
  const state = await boardState(tx, by.org, id);
  const draft = await draftOf(tx, by.org, id);
  if (state === null && draft === null) throw new Problem('NOT_FOUND');
  if (state === null && draft !== null) return checkBeginning(tx, sightOf(by, clock), draft, order);
  // Before the domain looks at it: a refusal there tells where the case stands.
  if (!(await isInSight(tx, sightOf(by, clock), id))) throw new Problem('NOT_FOUND');
  if (order.basis === null)
    throw invalid({
      pointer: '/basis',
      code: 'MISSING',
      message: 'Send the basis that you read with the case: {"seq": …}.',
    });
  checkDossier(draft, order);
  if (order.kind === 'AmendSubject') await checkSubject(tx, by, id, order.body);
}

async function checkSubject(
  tx: Transaction,
  by: Identity,
  id: string,
  { fact }: BodyOf<'AmendSubject'>,
): Promise<void> {
  if ('subject' in fact && !(await isOfSameUnit(tx, by.org, id, fact.subject)))
    throw unknownReference('/body/fact/subject', 'The unit has no such subject. Choose one from GET /v1/subjects.');
}

async function checkBeginning(tx: Transaction, sight: Sight, draft: Draft, order: ProposalOrder): Promise<void> {
  if (!(await isDraftInSight(tx, sight, draft.id))) throw new Problem('NOT_FOUND');
  if (order.kind === 'Nominate' && order.body.draft !== draft.id) {
    throw unknownReference('/body/draft', 'The case begins with this act: name its draft, the id in the address.');
  }
  checkDossier(draft, order);
}

function checkDossier(draft: Draft | null, { kind, body }: ProposalOrder): void {
  if (kind === 'Nominate' && draft !== null && body.draft !== null) checkNominated(draft, body);
  if (kind !== 'Submit' && kind !== 'Resubmit' && kind !== 'Import') return;
  if (draft === null) throw new Problem('NOT_FOUND');
  if (kind !== 'Resubmit' && body.draft !== draft.id) {
    throw unknownReference('/body/draft', 'Name the draft of this case: the id in the address.');
  }
  refuseOlder(draft, body);
}

function checkNominated(draft: Draft, { title, rowVersion }: BodyOf<'Nominate'>): void {
  if (rowVersion === null)
    throw invalid({
      pointer: '/body/rowVersion',
      code: 'MISSING',
      message: 'Send the row version of the draft that you read: this act freezes it.',
    });
  if (title !== draft.title)
    throw unknownReference('/body/title', 'The draft is for another title: name that one, or change the draft first.');
  refuseOlder(draft, { rowVersion });
}

function refuseOlder({ rowVersion }: Draft, seen: BodyOf<'Resubmit'>): void {
  if (rowVersion !== seen.rowVersion)
    throw new Problem('DRAFT_CHANGED', { facts: { rowVersion, seen: seen.rowVersion } });
}
