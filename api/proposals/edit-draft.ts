import type { FastifyReply, FastifyRequest } from 'fastify';
import type { z } from 'zod';
import { inTransaction, type Transaction } from '../../store/database.ts';
import { type Draft, draftOf, editDraft, lockDraftRow, wasBegunByOffice } from '../../store/desk/drafts.ts';
import { boardState } from '../../store/reads/board-state.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { personOf } from '../doors.ts';
import type { Identity } from '../identity.ts';
import { Problem, unknownReference } from '../problem.ts';
import { etagOf } from './save-draft.ts';
import type { draftEdit } from './schema.ts';

type Edit = z.output<typeof draftEdit>;

/** A dossier is open while it is a draft, and again when it was sent back or returned. */
const OPEN: readonly (string | null)[] = [null, 'sentBack', 'returned'];

export async function changeDraft(
  { database }: ApiDependencies,
  request: FastifyRequest,
  reply: FastifyReply,
  id: string,
  edit: Edit,
) {
  const by = personOf(request);
  const { org, unit, role } = by;
  const version = versionOf(request.headers['if-match']);
  const draft = await inTransaction(database, async (tx) => {
    const known = await lockDraftRow(tx, org, id);
    if (known === null || (role === 'unitClerk' && known.unit !== unit)) throw new Problem('NOT_FOUND');
    await refuseOffice(tx, by, id);
    await refuseEdit(tx, org, known, version, edit);
    const { title = known.title, achievement = known.achievement, content = known.content } = edit;
    await editDraft(tx, org, id, { title, achievement, content });
    return draftOf(tx, org, id);
  });
  if (draft === null) throw new Error('A draft that was just edited is gone');
  return reply.header('etag', etagOf(draft)).send(draft);
}

/** A unit's words are its own, also when the office has sent them back to be mended. */
async function refuseOffice(tx: Transaction, { org, role }: Identity, id: string): Promise<void> {
  if (role !== 'standingOffice' || (await wasBegunByOffice(tx, org, id))) return;
  throw new Problem('FORBIDDEN', { facts: { role, allowed: ['unitClerk'] } });
}

function versionOf(header: string | undefined): number {
  if (header === undefined) throw new Problem('PRECONDITION_REQUIRED');
  const version = /^"(\d{1,9})"$/.exec(header)?.[1];
  // Whatever else stands there is the tag of no version of this draft.
  return version === undefined ? 0 : Number(version);
}

async function refuseEdit(tx: Transaction, org: string, draft: Draft, version: number, edit: Edit): Promise<void> {
  const state = await boardState(tx, org, draft.id);
  if (!OPEN.includes(state)) throw new Problem('DRAFT_NOT_OPEN', { facts: { state } });
  if (draft.rowVersion !== version) {
    throw new Problem('DRAFT_CHANGED', { facts: { rowVersion: draft.rowVersion }, headers: { etag: etagOf(draft) } });
  }
  if (state !== null && (edit.title !== undefined || edit.achievement !== undefined)) {
    throw unknownReference(
      edit.title === undefined ? '/achievement' : '/title',
      'This stands since the case began. Change `content` only.',
    );
  }
}
