import type { ProposalEvent } from '../../../domain/proposal/events.ts';
import type { ProposalState } from '../../../domain/proposal/state.ts';
import { idOf } from '../../../domain/stream.ts';
import type { Change, CommandChanges, TableRows } from '../stream-step.ts';

/** Its places, by the subject and the title that it has come to; a withdrawn case has freed them. */
export function claimRows(
  { org, stream }: { org: string; stream: string },
  commands: readonly CommandChanges<ProposalState, ProposalEvent>[],
): TableRows {
  const opened = commands.at(-1)?.at(-1)?.after.opened ?? null;
  const freed = commands.flat().some(({ event }) => event.kind === 'Withdrawn');
  if (opened === null || freed) return { table: 'proposal_claim', rows: [] };
  const { round, achievement } = opened;
  const place = { org_id: org, plan: round.plan, round: round.key, achievement: achievement ?? '' };
  const rows = placesIn(commands.flat()).map((held) => ({ ...place, ...held, proposal: idOf(stream) }));
  return { table: 'proposal_claim', rows };
}

type HeldPlace = { subject: string; title: string };

/** Another title leaves the places of the first, of each name; the same subject under another name keeps its own, too. */
function placesIn(changes: readonly Change<ProposalState, ProposalEvent>[]): HeldPlace[] {
  let places: HeldPlace[] = [];
  for (const { before, after, event } of changes) {
    if (after.opened === null) continue;
    const here = { subject: after.opened.subject.id, title: after.opened.title };
    if (event.kind === 'SubjectAmended') places = [...(event.body.same ? places : []), here];
    else if (before.opened === null) places = [here];
    else if (before.opened.title !== here.title) places = places.map((held) => ({ ...held, title: here.title }));
  }
  return places;
}
