import { endOfDay, type LocalDate } from '../../calendar/local-date.ts';
import { refuseAhead } from '../../day-ahead.ts';
import { accept, type Decision, refuse } from '../../refusal.ts';
import type { Received } from '../../stream.ts';
import { type Act, needed } from '../act.ts';
import type { AnswerFromAboveBody } from '../commands.ts';
import { happened, type Mark, type ProposalEvent } from '../events.ts';
import { stillAhead, withoutDue } from '../position.ts';
import type { ProposalState } from '../state.ts';
import type { Position } from '../states.ts';
import { woken } from './waking.ts';

/**
 * Row 19. The level above acts on its own streams and its acts are carried here; where it does not run the product
 * the office records the paper, and the event says that it was reported.
 */
export const acknowledge: Act<'Acknowledge'> = (state, command) =>
  refuseUnreported(state, command) ??
  refuseReportedAhead(command, command.body.on) ??
  accept(happened('AcknowledgedAbove', { on: command.body.on, marks: reportedMarks(command), to: state.position }));

export const returnFromAbove: Act<'ReturnFromAbove'> = (state, command) => {
  const { dueOn, reported } = command.body;
  const dueAt = dueOn === null ? null : endOfDay(dueOn);
  // What the level above did itself it did in time; here it is only heard later.
  const late = reported && dueAt !== null && dueAt <= command.receivedAt;
  const to: Position = {
    ...withoutDue(state.position, 'returnedFromAbove'),
    dueAt,
    onMissed: dueAt === null ? null : 'escalate',
  };
  return (
    refuseUnreported(state, command) ??
    (late ? refuse('DUE_IN_THE_PAST', 'row 19', { dueOn }) : null) ??
    accept(happened('ReturnedFromAbove', { items: command.body.items, marks: reportedMarks(command), to }))
  );
};

export const answerFromAbove: Act<'AnswerFromAbove'> = (state, command) =>
  refuseUnreported(state, command) ?? answered(state.position, command);

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
  return (
    refuseReportedAhead(command, on) ??
    accept(
      happened('AwardGranted', { decision: null, number, on, authority, marks, to: withoutDue(position, 'granted') }),
    )
  );
}

/** What a level that runs the product carries here it has decided upon itself; what is typed from its paper is looked at. */
function refuseReportedAhead({ body, receivedAt }: Reported, on: LocalDate): Decision<never> | null {
  return body.reported ? refuseAhead(on, receivedAt, 'row 19') : null;
}

type Reported = Received<{ kind: string; body: { reported: boolean } }>;

/**
 * A level above that runs the product speaks for itself. For one that does not, the office types in what its paper
 * says, always marked as reported.
 */
function refuseUnreported({ above }: ProposalState, command: Reported): Decision<never> | null {
  const recorder = above === null ? 'standingOffice' : 'outbox';
  const fits = command.by.role === recorder && command.body.reported === (above === null);
  return fits
    ? null
    : refuse('WRONG_ROLE', 'row 19: who records an answer from above', {
        allowed: [recorder],
        reported: above === null,
      });
}

function reportedMarks(command: Reported): readonly Mark[] {
  return command.body.reported ? ['reported'] : [];
}

/** Row 20. */
export const supplement: Act<'Supplement'> = (state, command) =>
  accept(happened('Supplemented', { evidence: command.body.evidence, to: withoutDue(state.position, 'sentUp') }));

/**
 * The level above has taken what was sent, perhaps while this case was told to wait for it again: it goes on above. Told
 * each time, so that the last that is heard from above is how the case stands there.
 */
export const acknowledgeSupplement: Act<'AcknowledgeSupplement'> = (state) =>
  accept(happened('SupplementAcknowledged', { to: withoutDue(state.position, 'sentUp') }));

/**
 * The end above was undone. The case stands as it now stands above, which need not be where the end left it: a case there
 * does not take a supplement that crossed its end. A date that has passed meanwhile is not held against it.
 */
export const reopenFromAbove: Act<'ReopenFromAbove'> = (state, command, facts) => {
  const step = needed(state.endedFrom ?? undefined, 'endedFrom');
  const stands = command.body.returned ? 'returnedFromAbove' : 'sentUp';
  const to = step.state === stands ? stillAhead(step, command.receivedAt) : withoutDue(step, stands);
  return accept<ProposalEvent>(
    ...woken(state, happened('ReopenedFromAbove', { to }), facts, command.receivedAt).events,
  );
};
