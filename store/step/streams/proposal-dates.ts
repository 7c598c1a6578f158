import { continuedFrom, dueAfter, type TermEnd } from '../../../domain/calendar/deadline.ts';
import { atTime } from '../../../domain/calendar/local-date.ts';
import type { Term } from '../../../domain/plan/plan.ts';
import type { CommandOf } from '../../../domain/proposal/commands.ts';
import type { AfterHold, ServiceDue } from '../../../domain/proposal/facts.ts';
import { afterHoldOf, stoppedClock } from '../../../domain/proposal/held.ts';
import { stageOf } from '../../../domain/proposal/round.ts';
import type { ProposalState } from '../../../domain/proposal/state.ts';
import type { Received } from '../../../domain/stream.ts';
import type { StepContext } from '../stream-step.ts';

// What the working calendar says of a case; nothing is read for it.

export type WithoutDatabase = Omit<StepContext, 'tx'>;

/** The clock that starts when a dossier is full: of the step that it comes back to, or of the registration. */
export function serviceTermOfStep(state: ProposalState): Term | null {
  if (state.opened === null) return null;
  const step = state.leftStep ?? state.position;
  // A case that waits to be received has no clock yet: it starts with the receipt.
  return step.state === 'nominated' ? null : (stageOf(state.opened.round, step.stage)?.serviceTime ?? null);
}

/** A complaint that is upheld at the registration begins its service time; at any other stage none begins. */
export function registrationTerm({ opened }: ProposalState, key: string | null): Term | null {
  const stage = opened === null ? null : stageOf(opened.round, key);
  return stage?.kind === 'registration' ? stage.serviceTime : null;
}

export function serviceDueNow({ command, dependencies }: WithoutDatabase, term: Term | null): ServiceDue {
  if (term === null) return null;
  const { dueAt, provisional } = dueAfter(command.receivedAt, term, dependencies.calendar);
  return { dueAt, provisional: provisional !== null };
}

export function receivedDue(
  { dependencies }: WithoutDatabase,
  state: ProposalState,
  { body }: Received<CommandOf<'Receive'>>,
): ServiceDue {
  const term = state.opened === null ? null : (stageOf(state.opened.round, state.position.stage)?.serviceTime ?? null);
  if (term === null) return null;
  const later = body.paperOn > body.filesOn ? body.paperOn : body.filesOn;
  const { dueAt, provisional } = dueAfter(atTime(later, '12:00'), term, dependencies.calendar);
  return { dueAt, provisional: provisional !== null };
}

/** Row 21: the calendar has the last word on what was left of a clock, and on a date that passed meanwhile. */
export function afterHold({ command, dependencies }: WithoutDatabase, state: ProposalState): AfterHold {
  const { calendar } = dependencies;
  const dueOf = ({ dueAt, provisional }: TermEnd) => ({ dueAt, provisional: provisional !== null });
  const clock = stoppedClock(state);
  const resumed = clock === null ? null : dueOf(continuedFrom(command.receivedAt, clock, calendar));
  return { resumed, grace: dueOf(dueAfter(command.receivedAt, afterHoldOf(state), calendar)) };
}
