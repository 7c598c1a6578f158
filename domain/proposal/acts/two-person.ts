import { accept, type Decision, refuse } from '../../refusal.ts';
import type { Role } from '../../roles.ts';
import type { Actor, Received } from '../../stream.ts';
import type { PrivateText } from '../../text.ts';
import { type Act, needed } from '../act.ts';
import type { UpperCase } from '../commands.ts';
import { closesInForce } from '../dates-in-force.ts';
import { happened, type Mark, type ProposalEvent, type TwoPersonAct } from '../events.ts';
import type { ProposalFacts } from '../facts.ts';
import { stillAhead, withoutDue } from '../position.ts';
import { openedOf, type ProposalState } from '../state.ts';
import { BEFORE_TALLY, isAbove, type Position } from '../states.ts';
import { confirmerOfScore, scoreCorrected } from './corrected-entry.ts';
import { importConfirmed } from './importing.ts';
import { nominated, notNominated, propose } from './nomination.ts';
import { reopened } from './second-look.ts';
import { woken } from './waking.ts';

/** Row 10: undone only from the ends that a lapse or a unit's own no made, only by two people, while the round lasts. */
export const reinstate: Act<'Reinstate'> = (state, command, facts) =>
  refuseClosed(state, command.receivedAt, facts) ?? propose(state, { kind: command.kind, body: command.body });

/** An amendment does not reach a case that is over, so the round's end is that of the round in force. */
function refuseClosed(state: ProposalState, receivedAt: number, facts: ProposalFacts): Decision<never> | null {
  const closesAt = closesInForce(state, facts.round ?? openedOf(state).round);
  return closesAt !== null && receivedAt >= closesAt
    ? refuse('ROUND_CLOSED', 'row 10: before the council closes', { closedAt: closesAt })
    : null;
}

/** Row 22: before the tally the head alone; afterwards the head asks and the office grants; sent up, A asks and P grants. */
export const withdraw: Act<'Withdraw'> = (state, command, facts) => {
  const no = refuseSigned(state, facts) ?? refuseTallied(facts, 'row 22: before the tally');
  if (no !== null) return no;
  return withdrawsAlone(state)
    ? withdrawn(state, command.body.reason, [])
    : propose(state, { kind: command.kind, body: command.body });
};

/** Without a council there is no tally; what the office has passed is then withdrawn as after one. */
function withdrawsAlone({ tallied, position }: ProposalState): boolean {
  return !tallied && BEFORE_TALLY.includes(position.state);
}

/**
 * A decision that is signed holds its lines: what is signed is undone by a counter-decision only. So does a signed
 * letter, until the case itself knows that it was sent up; from then on the level above grants a withdrawal.
 */
export function refuseSigned(state: ProposalState, facts: ProposalFacts): Decision<never> | null {
  const onItsWay = state.position.state === 'onDecision' || state.position.state === 'onSubmission';
  return onItsWay && facts.listing === 'signed' ? refuse('ALREADY_SIGNED', 'row 22', {}) : null;
}

/**
 * The council has voted and the case has yet to hear of it. A wish to withdraw would fall as soon as the result moves
 * the case, so the head asks when it is there.
 */
function refuseTallied({ tallyStandsIn: session = null }: ProposalFacts, rule: string): Decision<never> | null {
  return session === null ? null : refuse('TALLY_STANDS', rule, { session });
}

function withdrawn(state: ProposalState, reason: PrivateText, marks: readonly Mark[]): Decision<ProposalEvent> {
  return accept(happened('Withdrawn', { reason, marks, to: withoutDue(state.position, 'withdrawn') }));
}

/** What of a case tells who may settle an act; without `above` the level above is taken to run the product. */
type Settled = { position: Pick<Position, 'state'>; above?: UpperCase | null };

/** Who may settle a pending act: never the person who proposed it. */
export function confirmersOf(state: Settled & Pick<ProposalState, 'opened'>, act: TwoPersonAct): readonly Role[] {
  return act.kind === 'CorrectEntry' ? [confirmerOfScore(state, act.body)] : confirmersOfKind(state, act.kind);
}

/** The same, of an act whose confirmers do not hang on what it says. */
export function confirmersOfKind(state: Settled, kind: Exclude<TwoPersonAct['kind'], 'CorrectEntry'>): readonly Role[] {
  switch (kind) {
    case 'Nominate':
    case 'NotNominate':
      return ['unitHead'];
    case 'Reinstate':
    case 'Reopen':
    case 'Import':
      return ['standingOffice', 'councilChair'];
    case 'Withdraw':
      return isHeldAbove(state.position.state) && state.above !== null ? ['outbox'] : ['standingOffice'];
  }
}

/** An end above may be taken back, and a wish that was heard there stands meanwhile. */
function isHeldAbove(state: Position['state']): boolean {
  return isAbove(state) || state === 'refusedAbove';
}

export const confirmAct: Act<'ConfirmAct'> = (state, command, facts) => {
  const no = refuseSettling(state, command.body.act, command.by);
  if (no !== null || state.pendingAct === null) return no ?? noSuchAct(command.body.act);
  return carryOut(state, state.pendingAct.act, command, facts);
};

export const declineAct: Act<'DeclineAct'> = (state, command) => {
  const no = refuseSettling(state, command.body.act, command.by);
  if (no !== null) return no;
  const declined = happened('ActDeclined', command.body);
  if (state.position.state !== 'importing') return accept(declined);
  // Row 30: there is no place to stay at; the case ends, and its place is free for another import.
  const to = withoutDue(state.position, 'withdrawn');
  return accept<ProposalEvent>(declined, happened('Withdrawn', { reason: command.body.reason, marks: [], to }));
};

function refuseSettling(
  state: ProposalState,
  act: number,
  by: Pick<Actor, 'id' | 'role' | 'org'>,
): Decision<never> | null {
  const pending = state.pendingAct;
  if (pending === null || pending.seq !== act) return noSuchAct(act);
  const allowed = confirmersOf(state, pending.act);
  if (!allowed.includes(by.role)) return refuse('WRONG_ROLE', 'two-person acts', { allowed });
  return pending.by === by.id && pending.org === by.org ? refuse('SAME_PERSON', 'two-person acts', { act }) : null;
}

function noSuchAct(act: number) {
  return refuse('NO_ACT_PENDING', 'two-person acts', { act });
}

function carryOut(
  state: ProposalState,
  act: TwoPersonAct,
  command: Received<{ kind: 'ConfirmAct'; body: { act: number } }>,
  facts: ProposalFacts,
): Decision<ProposalEvent> {
  switch (act.kind) {
    case 'Nominate':
      return nominated(state, { ...command, ...act }, facts);
    case 'NotNominate':
      return notNominated(state, { ...command, ...act }, facts);
    case 'Reinstate':
      return (
        refuseClosed(state, command.receivedAt, facts) ?? reinstated(state, act.body.reason, command.receivedAt, facts)
      );
    case 'Reopen':
      return (
        refuseTallied(facts, 'row 29: before the council') ??
        reopened(state, act.body.stage, act.body.reason, command.receivedAt)
      );
    case 'CorrectEntry':
      return scoreCorrected(state, act.body);
    case 'Import':
      return importConfirmed(state, act.body.stage, command.receivedAt);
    case 'Withdraw':
      // A grant of a level above that does not run the product is recorded by the office from its paper.
      return (
        refuseSigned(state, facts) ??
        withdrawn(state, act.body.reason, isAbove(state.position.state) && state.above === null ? ['reported'] : [])
      );
  }
}

/**
 * Back to the exact step, and under the calendar that was amended meanwhile. A date that was missed, or has passed, is
 * not held against the case again.
 */
function reinstated(
  state: ProposalState,
  reason: PrivateText,
  now: number,
  facts: ProposalFacts,
): Decision<ProposalEvent> {
  const step = needed(state.endedFrom ?? undefined, 'endedFrom');
  const to = state.position.state === 'lapsed' ? { ...step, dueAt: null, onMissed: null } : stillAhead(step, now);
  return accept<ProposalEvent>(...woken(state, happened('Reinstated', { reason, to }), facts, now).events);
}
