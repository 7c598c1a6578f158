import type { OpeningFact } from '../../domain/proposal/facts.ts';
import type { Queryable } from '../database.ts';
import { wasBegunByOffice } from '../desk/drafts.ts';
import { claim } from './claim.ts';
import { freezeDossier, lockDraft } from './dossier.ts';
import { isOnePerson } from './one-person.ts';
import { roundForOpening } from './round.ts';
import { subjectOf } from './subject.ts';

/** What a draft says when it becomes a proposal; its dossier is frozen and its place claimed. */
export async function openingFromDraft(
  db: Queryable,
  org: string,
  draftId: string,
): Promise<{ opening: OpeningFact | null; rowVersion: number }> {
  const draft = await lockDraft(db, org, draftId);
  const round = await roundForOpening(db, org, draft.plan, draft.round);
  if (round === null) return { opening: null, rowVersion: draft.row_version };
  const { plan, unit, subject, title, achievement } = draft;
  const place = { plan, round: round.key, subject, title, achievement, proposal: draftId };
  const opening: OpeningFact = {
    round,
    subject: await subjectOf(db, org, subject),
    unit,
    title,
    achievement,
    dossier: await freezeDossier(db, org, draftId, draft.content),
    onePerson: await isOnePerson(db, org, plan, unit),
    begunByOffice: await wasBegunByOffice(db, org, draftId),
    claimedBy: await claim(db, org, place),
  };
  return { opening, rowVersion: draft.row_version };
}
