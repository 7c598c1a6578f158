import type { Recorded } from '../stream.ts';
import type { EventOf, ProposalEvent } from './events.ts';
import { stageOf } from './round.ts';
import { type ProposalState, stageRecord } from './state.ts';
import type { Position } from './states.ts';

/**
 * What an event does to the due instant that was missed where a case stands: it sets it, clears it (null), or leaves it
 * as it is (undefined). A position forgets a missed date, since no timer may act for it again; but until the case moves
 * or has another date it is overdue by that one, and the ladder climbs from it.
 */
export function missedDueBy(before: ProposalState, event: Recorded<ProposalEvent>): number | null | undefined {
  const { body } = event;
  if (!('to' in body)) return undefined;
  const stays = isSamePlace(before.position, body.to);
  if (event.kind === 'DeadlineMissed') return stays ? event.body.dueAt : null;
  if (event.kind === 'EvidenceReturned') return missedBefore(before, event);
  if (event.kind === 'Recalendared' && isUndated(before.position, event)) return null;
  return stays && body.to.dueAt === null ? undefined : null;
}

function isSamePlace(one: Position, other: Position): boolean {
  return one.state === other.state && one.stage === other.stage;
}

/** A return is not an extension: what was handed in late and comes back is overdue by the stage's own date. */
function missedBefore(before: ProposalState, { body }: EventOf<'EvidenceReturned'>): number | null {
  const { opened } = before;
  if (opened === null || body.to.dueAt !== null || !stageRecord(before, body.stage).missed) return null;
  return stageOf(opened.round, body.stage)?.dueAt ?? null;
}

/** An amendment took the plan's date away; one that the plan does not print was given by somebody else. */
function isUndated({ printed }: Position, { body }: EventOf<'Recalendared'>): boolean {
  return printed !== null && body.stages.some(({ key, dueAt }) => key === body.to.stage && dueAt === null);
}
