import type { FastifyReply, FastifyRequest } from 'fastify';
import type { z } from 'zod';
import type { SubjectKind } from '../../domain/plan/plan.ts';
import { type PinnedRound, titleIn } from '../../domain/proposal/round.ts';
import { idOf } from '../../domain/stream.ts';
import { inTransaction, type Transaction } from '../../store/database.ts';
import { addDraft, type Draft, draftOf } from '../../store/desk/drafts.ts';
import { planVersion } from '../../store/desk/plan-versions.ts';
import { settleAtOnce } from '../../store/desk/settle-at-once.ts';
import { addSubject, subjectOf } from '../../store/desk/subjects.ts';
import { roundInForce } from '../../store/facts/round.ts';
import { derivedId } from '../../store/hash.ts';
import { writeDown } from '../commands/write-down.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { personOf } from '../doors.ts';
import { idempotencyKey } from '../idempotency-key.ts';
import type { Identity } from '../identity.ts';
import { Problem, unknownReference } from '../problem.ts';
import type { newDraft } from './schema.ts';

type NewDraft = z.output<typeof newDraft>;

/**
 * Row 1 of the life table. The command's row makes a repeat find the first draft. It holds no name and no word of the
 * dossier, and it settles at once, since a draft is a row of the desk and no stream.
 */
export async function saveDraft(
  { database, clock }: ApiDependencies,
  request: FastifyRequest,
  reply: FastifyReply,
  asked: NewDraft,
) {
  const by = personOf(request);
  const key = idempotencyKey(request);
  const draft = await inTransaction(database, async (tx) => {
    const { plan, round, title } = asked;
    const order = { by, idempotencyKey: key, stream: { begins: 'proposal' }, kind: 'SaveDraft', basis: null };
    const body = { plan, round, title };
    const command = await writeDown(tx, clock, { ...order, body, besides: asked }, () => Promise.resolve());
    const id = idOf(command.stream);
    if (command.outcome === null) {
      await makeDraft(tx, by, id, asked);
      await settleAtOnce(tx, by.org, command.id);
    }
    return draftOf(tx, by.org, id);
  });
  if (draft === null) throw new Error('A draft that was just saved is gone');
  return reply
    .code(201)
    .headers({ location: `/v1/proposals/${draft.id}`, etag: etagOf(draft) })
    .send(draft);
}

export function etagOf({ rowVersion }: Pick<Draft, 'rowVersion'>): string {
  return `"${rowVersion}"`;
}

async function makeDraft(tx: Transaction, by: Identity, id: string, asked: NewDraft): Promise<void> {
  const round = await roundInForce(tx, by.org, asked.plan, asked.round);
  if (round === null)
    throw unknownReference('/round', 'No published plan has this round. Choose one from GET /v1/rounds.');
  const unit = await unitFor(tx, by, asked, round);
  const { subject, kind } = await subjectFor(tx, by, id, unit, asked);
  refuseTitle(round, asked.title, kind);
  const { plan, title, achievement, content } = asked;
  await addDraft(tx, by.org, {
    id,
    plan,
    round: asked.round,
    unit,
    subject,
    title,
    achievement,
    content,
    createdBy: by.id,
  });
}

async function unitFor(tx: Transaction, by: Identity, asked: NewDraft, round: PinnedRound): Promise<string> {
  if (by.role === 'standingOffice') return unitNamed(tx, by, asked, round);
  if (by.unit === null) throw new Error('A clerk without a unit came in');
  if (asked.fromPaper) throw unknownReference('/fromPaper', 'The standing office imports cases. Leave the field out.');
  if (asked.unit !== null && asked.unit !== by.unit) {
    throw unknownReference('/unit', `You propose for ${by.unit}. Leave the field out, or name that unit.`);
  }
  return by.unit;
}

async function unitNamed(
  tx: Transaction,
  by: Identity,
  { plan, unit, fromPaper }: NewDraft,
  round: PinnedRound,
): Promise<string> {
  if (!round.officeProposes && !fromPaper)
    throw new Problem('FORBIDDEN', { facts: { role: by.role, allowed: ['unitClerk'], round: round.key } });
  const known = (await planVersion(tx, by.org, plan, round.planVersion))?.content.units ?? [];
  if (unit === null || !known.some((each) => each.key === unit)) {
    throw unknownReference('/unit', 'Name the unit of the plan whose case it is.');
  }
  return unit;
}

async function subjectFor(
  tx: Transaction,
  by: Identity,
  draft: string,
  unit: string,
  { subject }: NewDraft,
): Promise<{ subject: string; kind: SubjectKind }> {
  if ('new' in subject) {
    const id = derivedId('subject', by.org, draft);
    await addSubject(tx, by.org, { id, unit, ...subject.new });
    return { subject: id, kind: subject.new.kind };
  }
  const known = await subjectOf(tx, by.org, subject.id);
  if (known === null || known.unit !== unit) {
    throw unknownReference(
      '/subject/id',
      'The unit has no such subject. Choose one from GET /v1/subjects, or send a new one.',
    );
  }
  return { subject: known.id, kind: known.kind };
}

/** Told while the clerk is still writing; the domain says it again when the case begins. */
function refuseTitle(round: PinnedRound, code: string, kind: SubjectKind): void {
  const title = titleIn(round, code);
  if (title === null) {
    const titles = round.titles.map((each) => each.code).join(', ');
    throw unknownReference('/title', `The round does not award this title. Send one of: ${titles}.`);
  }
  if (!title.subjects.includes(kind)) {
    throw unknownReference(
      '/title',
      `This title is for: ${title.subjects.join(', ')}. Choose another title or subject.`,
    );
  }
}
