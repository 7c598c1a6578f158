import { endOfDay } from '../../calendar/local-date.ts';
import { accept, type Decision, refuse } from '../../refusal.ts';
import type { Received } from '../../stream.ts';
import { type Act, needed } from '../act.ts';
import type { AnswerFromAboveBody } from '../commands.ts';
import { happened, type Mark, type ProposalEvent } from '../events.ts';
import { positionAfter, withoutDue } from '../position.ts';
import type { Position } from '../states.ts';
import { openingFacts, refuseOpening } from './registration.ts';

/** A proposal of this level's own pipeline, opened by a line of a submission that the office here has taken. */
export const openFromBelow: Act<'OpenFromBelow'> = (_state, command, facts) => {
  const opening = needed(facts.opening, 'opening');
  const no = refuseOpening(opening);
  if (no !== null) return no;
  const from = openingFacts(opening, []);
  const to = positionAfter(from.round, null, from.route, command.receivedAt);
  return accept(happened('OpenedFromBelow', { ...from, lower: command.body.lower, to }));
};

/**
 * Row 19. The level above acts on its own streams and its acts are carried here; where it does not run the product
 * the office records the paper, and the event says that it was reported.
 */
export const acknowledge: Act<'Acknowledge'> = (state, command) =>
  refuseUnreported(command) ??
  accept(happened('AcknowledgedAbove', { on: command.body.on, marks: reportedMarks(command), to: state.position }));

export const returnFromAbove: Act<'ReturnFromAbove'> = (state, command) => {
  const dueAt = command.body.dueOn === null ? null : endOfDay(command.body.dueOn);
  const to: Position = {
    ...withoutDue(state.position, 'returnedFromAbove'),
    dueAt,
    onMissed: dueAt === null ? null : 'escalate',
  };
  return (
    refuseUnreported(command) ??
    accept(happened('ReturnedFromAbove', { items: command.body.items, marks: reportedMarks(command), to }))
  );
};

export const answerFromAbove: Act<'AnswerFromAbove'> = (state, command) =>
  refuseUnreported(command) ?? answered(state.position, command);

function answered(
  position: Position,
  command: Received<{ kind: 'AnswerFromAbove'; body: AnswerFromAboveBody }>,
): Decision<ProposalEvent> {
  const marks = reportedMarks(command);
  if (command.body.outcome === 'refused') {
    return accept(
      happened('RefusedAbove', { reason: command.body.reason, marks, to: withoutDue(position, 'refusedAbove') }),
    );
  }
  const { number, on, authority } = command.body;
  return accept(
    happened('AwardGranted', { decision: null, number, on, authority, marks, to: withoutDue(position, 'granted') }),
  );
}

type Reported = Received<{ kind: string; body: { reported: boolean } }>;

/** What a person of this level types in for the level above is always marked as reported; a carried act never is. */
function refuseUnreported(command: Reported): Decision<never> | null {
  const carried = command.by.role === 'outbox';
  return carried !== command.body.reported
    ? null
    : refuse('WRONG_ROLE', 'row 19: who records an answer from above', {
        allowed: carried ? ['outbox'] : ['standingOffice'],
      });
}

function reportedMarks(command: Reported): readonly Mark[] {
  return command.body.reported ? ['reported'] : [];
}

/** Row 20. */
export const supplement: Act<'Supplement'> = (state, command) =>
  accept(happened('Supplemented', { evidence: command.body.evidence, to: withoutDue(state.position, 'sentUp') }));
