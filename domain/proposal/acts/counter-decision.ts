import { dateOf } from '../../calendar/local-date.ts';
import { refuseAhead } from '../../day-ahead.ts';
import { accept, type Decision, refuse } from '../../refusal.ts';
import type { Role } from '../../roles.ts';
import type { Received } from '../../stream.ts';
import { type Act, needed } from '../act.ts';
import type { CommandOf } from '../commands.ts';
import { type CounterPaper, happened, type Recoverable } from '../events.ts';
import type { ProposalFacts } from '../facts.ts';
import { withoutDue } from '../position.ts';
import type { ProposalState } from '../state.ts';

type Counter = Received<CommandOf<'Correct' | 'Revoke'>>;

/** Row 24: what was signed is mended by another paper only; the award stays where it is, and its old words stay visible. */
export const correct: Act<'Correct'> = (state, command, facts) => {
  const { corrected } = command.body;
  return (
    refuseCounter(state, command, facts) ??
    accept(happened('AwardCorrected', { ...paperOf(state, command, facts), corrected, to: state.position }))
  );
};

/** Row 24: the award ends; whatever was handed out is to come back, and the office records each thing that does. */
export const revoke: Act<'Revoke'> = (state, command, facts) => {
  const to = withoutDue(state.position, 'revoked');
  return (
    refuseCounter(state, command, facts) ??
    accept(happened('AwardRevoked', { ...paperOf(state, command, facts), recover: handedOut(state), to }))
  );
};

function refuseCounter(state: ProposalState, command: Counter, facts: ProposalFacts): Decision<never> | null {
  return refuseStranger(state, command) ?? refuseDay(state, command) ?? refuseTaken(state, command, facts);
}

function awardOf(state: ProposalState) {
  return needed(state.award ?? undefined, 'award');
}

/**
 * Whoever decided undoes it: the authority here, or a level above that runs the product and speaks for itself. For one
 * that does not, the office records its paper.
 */
function recorderOf(state: ProposalState): Role {
  if (awardOf(state).decision !== null) return 'authorityHead';
  return state.above === null ? 'standingOffice' : 'outbox';
}

function refuseStranger(state: ProposalState, { by, body }: Counter): Decision<never> | null {
  const recorder = recorderOf(state);
  const reported = recorder === 'standingOffice';
  return by.role === recorder && body.reported === reported
    ? null
    : refuse('WRONG_ROLE', 'row 24: who undoes an award', { allowed: [recorder], reported });
}

/** Not before the award itself, and on a day that has come; a level above that runs the product has looked for itself. */
function refuseDay(state: ProposalState, { by, body, receivedAt }: Counter): Decision<never> | null {
  const { on: grantedOn } = awardOf(state);
  const receivedOn = dateOf(receivedAt);
  const possible = by.role === 'outbox' || (body.on >= grantedOn && body.on <= receivedOn);
  return possible ? null : refuse('NUMBER_DAY_IMPOSSIBLE', 'row 24', { on: body.on, grantedOn, receivedOn });
}

function refuseTaken(state: ProposalState, { body }: Counter, facts: ProposalFacts): Decision<never> | null {
  if (awardOf(state).decision === null) return null;
  const { takenBy } = needed(facts.counter, 'counter');
  return takenBy === null
    ? null
    : refuse('NUMBER_TAKEN', 'row 24: authority’s register', { number: body.number, by: takenBy });
}

function paperOf(state: ProposalState, { body }: Counter, { counter }: ProposalFacts): CounterPaper {
  const { decision, authority } = awardOf(state);
  const { number, on, reason, reported } = body;
  const register = decision === null ? { authority, register: null } : registerOf(needed(counter, 'counter'));
  return { number, on, decision, ...register, reason, marks: reported ? ['reported'] : [] };
}

function registerOf({ authority, register }: { authority: string; register: string }) {
  return { authority, register };
}

function handedOut({ conferral }: ProposalState): Recoverable[] {
  if (conferral === null) return [];
  const items = conferral.items.map((name) => ({ kind: 'item' as const, name }));
  const { cash } = conferral;
  return cash === null || cash === 0 ? items : [...items, { kind: 'cash', amount: cash }];
}

/** Row 24: one thing that has come back, on a day that has come, and not before it was asked back. */
export const recordRecovery: Act<'RecordRecovery'> = (state, command) => {
  const { item, on } = command.body;
  const { revokedOn } = state;
  const open = state.recovery[item - 1]?.recoveredOn === null;
  if (!open) return refuse('NOTHING_TO_RECOVER', 'row 24', { item, items: state.recovery.length });
  if (revokedOn !== null && on < revokedOn) return refuse('RECOVERED_BEFORE_REVOKED', 'row 24', { on, revokedOn });
  return (
    refuseAhead(on, command.receivedAt, 'row 24') ??
    accept(happened('RecoveryRecorded', { item, on, to: state.position }))
  );
};
