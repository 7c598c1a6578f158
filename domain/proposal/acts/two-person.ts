import { accept, type Decision, refuse } from '../../refusal.ts';
import type { Role } from '../../roles.ts';
import type { Received } from '../../stream.ts';
import type { Act } from '../act.ts';
import { happened, type ProposalEvent, type TwoPersonAct } from '../events.ts';
import type { ProposalFacts } from '../facts.ts';
import { withoutDue } from '../position.ts';
import type { ProposalState } from '../state.ts';
import { nominated, notNominated, propose } from './nomination.ts';

/** Row 10: undone only from the ends that a lapse or a unit's own no made, and only by two people. */
export const reinstate: Act<'Reinstate'> = (state, command) =>
  propose(state, { kind: command.kind, body: command.body });

/** Row 22: before the tally the head alone; afterwards the head asks and the office grants; sent up, A asks and P grants. */
export const withdraw: Act<'Withdraw'> = (state, command, facts) => {
  const signed = refuseSigned(facts);
  if (signed !== null) return signed;
  const aloneBefore = !state.tallied && command.by.role === 'unitHead';
  return aloneBefore
    ? withdrawn(state, command.body.reason)
    : propose(state, { kind: command.kind, body: command.body });
};

/** A decision that is signed holds its lines: what is signed is undone by a counter-decision only. */
function refuseSigned(facts: ProposalFacts): Decision<never> | null {
  return facts.listing === 'signed' ? refuse('ALREADY_SIGNED', 'row 22', {}) : null;
}

function withdrawn(
  state: ProposalState,
  reason: Extract<ProposalEvent, { kind: 'Withdrawn' }>['body']['reason'],
): Decision<ProposalEvent> {
  return accept(happened('Withdrawn', { reason, to: withoutDue(state.position, 'withdrawn') }));
}

/** Who may settle a pending act: never the person who proposed it. */
export function confirmersOf(state: ProposalState, act: TwoPersonAct): readonly Role[] {
  switch (act.kind) {
    case 'Nominate':
    case 'NotNominate':
      return ['unitHead'];
    case 'Reinstate':
      return ['standingOffice', 'councilChair'];
    case 'Withdraw':
      return state.position.state === 'sentUp' || state.position.state === 'returnedFromAbove'
        ? ['outbox']
        : ['standingOffice'];
  }
}

export const confirmAct: Act<'ConfirmAct'> = (state, command, facts) => {
  const no = refuseSettling(state, command.body.act, command.by);
  if (no !== null || state.pendingAct === null) return no ?? noSuchAct(command.body.act);
  return carryOut(state, state.pendingAct.act, command, facts);
};

export const declineAct: Act<'DeclineAct'> = (state, command) => {
  const no = refuseSettling(state, command.body.act, command.by);
  return no ?? accept(happened('ActDeclined', command.body));
};

function refuseSettling(state: ProposalState, act: number, by: { id: string; role: Role }): Decision<never> | null {
  const pending = state.pendingAct;
  if (pending === null || pending.seq !== act) return noSuchAct(act);
  const allowed = confirmersOf(state, pending.act);
  if (!allowed.includes(by.role)) return refuse('WRONG_ROLE', 'two-person acts', { allowed });
  return pending.by === by.id ? refuse('SAME_PERSON', 'two-person acts', { act }) : null;
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
      return nominated(state, { ...command, ...act });
    case 'NotNominate':
      return notNominated(state, { ...command, ...act });
    case 'Reinstate':
      return reinstated(state, act.body.reason, command.receivedAt);
    case 'Withdraw':
      return refuseSigned(facts) ?? withdrawn(state, act.body.reason);
  }
}

/** Back to the exact step. A date that has passed meanwhile is not held against the case a second time. */
function reinstated(
  state: ProposalState,
  reason: Extract<ProposalEvent, { kind: 'Reinstated' }>['body']['reason'],
  now: number,
): Decision<ProposalEvent> {
  const step = state.leftStep ?? state.position;
  const open = step.dueAt !== null && now < step.dueAt;
  const to = { ...step, dueAt: open ? step.dueAt : null, onMissed: open ? step.onMissed : null };
  return accept(happened('Reinstated', { reason, to }));
}
