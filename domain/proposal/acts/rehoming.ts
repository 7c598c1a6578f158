import { refuseAhead } from '../../day-ahead.ts';
import { accept, refuse } from '../../refusal.ts';
import { type Act, needed } from '../act.ts';
import { happened, type Mark } from '../events.ts';
import type { ProposalFacts } from '../facts.ts';
import { lateBy } from '../held.ts';
import { openedOf, type ProposalState } from '../state.ts';
import { confirmedTo } from './registration.ts';

/**
 * Row 25: units are merged or abolished, and the case goes to another one with everything that was done; the event keeps
 * whose it was. A case from below is of no unit of this level.
 */
export const rehome: Act<'Rehome'> = (state, command, facts) => {
  const { unit, document } = command.body;
  const by = lateBy(state, command.receivedAt);
  const { unit: from, origin } = openedOf(state).opened;
  const { known, onePerson } = needed(facts.home, 'home');
  if (origin === 'below') return refuse('OUT_OF_ORDER', 'row 25: only of a case of this level', { origin });
  if (!known || unit === from) return refuse('NO_OTHER_UNIT', 'row 25', { unit, current: from });
  return (
    refuseAhead(document.on, command.receivedAt, 'row 25') ??
    accept(happened('Rehomed', { from, unit, onePerson, document, ...afterRehoming(state, onePerson, facts, by) }))
  );
};

/** A unit of one person has no head to wait for: what waits for one goes on as that unit's own would. */
function afterRehoming(state: ProposalState, onePerson: boolean, facts: ProposalFacts, now: number) {
  if (!onePerson) return { marks: [] };
  const marks: readonly Mark[] = ['one person'];
  return state.position.state === 'awaitingHead' ? { marks, to: confirmedTo(state, facts, now) } : { marks };
}
