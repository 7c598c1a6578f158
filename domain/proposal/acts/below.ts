import { accept, type Decision, refuse } from '../../refusal.ts';
import { type Act, needed } from '../act.ts';
import { happened, type ProposalEvent } from '../events.ts';
import { lateBy } from '../held.ts';
import { positionAfter, withoutDue } from '../position.ts';
import { stageOfKind } from '../round.ts';
import { openedOf, type ProposalState } from '../state.ts';
import { backTo, mendedLate, openingFacts, refuseOpening, refuseUnpublished } from './registration.ts';
import { refuseSigned } from './two-person.ts';

/** A proposal of this level's own pipeline, opened by a line of a submission that the office here has taken. */
export const openFromBelow: Act<'OpenFromBelow'> = (_state, command, facts) => {
  const opening = needed(facts.opening, 'opening');
  if (opening === null) return refuseUnpublished({ plan: command.body.plan, round: command.body.round });
  const no = refuseOpening(opening);
  if (no !== null) return no;
  const from = openingFacts(opening, []);
  // The sender's cover letter is its nomination: a pipeline that units enter too is entered behind theirs.
  const entered = stageOfKind(from.round, 'nomination') ?? stageOfKind(from.round, 'registration');
  const to = positionAfter(from.round, entered?.key ?? null, from.route, command.receivedAt);
  return accept(happened('OpenedFromBelow', { ...from, lower: command.body.lower, to }));
};

/** Row 20: the level below mends what this step returned to it, and the case goes on at that step. */
export const supplementFromBelow: Act<'SupplementFromBelow'> = (state, command, facts) => {
  const own = refuseOwn(state);
  if (own !== null) return own;
  const back = mendedLate(state, 'returned', facts, command.receivedAt);
  if (!back.ok) return back;
  const step = needed(state.leftStep ?? undefined, 'leftStep');
  const to = backTo(back.state, step, facts, lateBy(state, command.receivedAt));
  const supplemented = happened('SupplementedFromBelow', { evidence: command.body.evidence, to });
  return accept<ProposalEvent>(...back.events, supplemented);
};

/** Row 22: the authority below asks for its case back. The wish changes nothing here until the office answers it. */
export const askWithdrawalFromBelow: Act<'AskWithdrawalFromBelow'> = (state, command) => {
  const { wishDeclined: known } = state;
  const { act: asked } = command.body;
  if (asked <= known) return refuse('OLDER_THAN_KNOWN', 'row 22: a wish that was declined', { known, asked });
  return refuseOwn(state) ?? accept(happened('WithdrawalAskedFromBelow', command.body));
};

export const grantWithdrawal: Act<'GrantWithdrawal'> = (state, _command, facts) => {
  const asked = state.withdrawalAsked;
  if (asked === null) return refuse('NO_ACT_PENDING', 'row 22', {});
  return (
    refuseSigned(state, facts) ??
    accept(happened('Withdrawn', { reason: asked.reason, marks: [], to: withoutDue(state.position, 'withdrawn') }))
  );
};

export const declineWithdrawal: Act<'DeclineWithdrawal'> = (state, command) => {
  const asked = state.withdrawalAsked;
  if (asked === null) return refuse('NO_ACT_PENDING', 'row 22', {});
  return accept(happened('WithdrawalDeclined', { act: asked.act, reason: command.body.reason }));
};

function refuseOwn(state: ProposalState): Decision<never> | null {
  const { origin } = openedOf(state).opened;
  return origin === 'below' ? null : refuse('OUT_OF_ORDER', 'rows 20, 22: only of a case from below', { origin });
}
