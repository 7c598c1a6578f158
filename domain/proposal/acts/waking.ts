import type { EventOf, ProposalEvent } from '../events.ts';
import type { ProposalFacts } from '../facts.ts';
import { withCalendar } from '../fold.ts';
import type { ProposalState } from '../state.ts';
import type { Position } from '../states.ts';
import { amendmentOf } from './deadlines.ts';

/** What brings a case back, and the case as the next event finds it. */
export type Woken = { events: readonly ProposalEvent[]; state: ProposalState };

/**
 * A case that is over hears of no amendment: whatever wakes it also brings the calendar that is in force by now. A round
 * that the plan has dropped leaves the case as it was.
 */
export function woken(
  state: ProposalState,
  back: Extract<ProposalEvent, { body: { to: Position } }>,
  { round: inForce }: ProposalFacts,
  now: number,
): Woken {
  const here = { ...state, position: back.body.to };
  const amendment = inForce === undefined ? null : amendmentOf(here, inForce, now);
  if (amendment === null) return { events: [back], state: here };
  return { events: [back, amendment], state: { ...withCalendar(here, amendment.body), position: amendment.body.to } };
}

/** The lapse of this stage is taken back where the case lapsed; where it only missed the date, nothing moves. */
export function afterTakingBack(
  state: ProposalState,
  back: EventOf<'MissedDeadlineTakenBack'> | null,
  facts: ProposalFacts,
  now: number,
): Woken {
  if (back === null) return { events: [], state };
  return state.position.state === 'lapsed' ? woken(state, back, facts, now) : { events: [back], state };
}
