import { accept, type Decision, refuse } from '../../refusal.ts';
import type { Received } from '../../stream.ts';
import { type Act, needed } from '../act.ts';
import type { CommandOf } from '../commands.ts';
import { happened, type Mark, type ProposalEvent } from '../events.ts';
import type { ProposalFacts } from '../facts.ts';
import { positionAfter, withoutDue } from '../position.ts';
import { type PinnedStage, stageOf, stageOfKind, titleIn } from '../round.ts';
import { openedOf, type ProposalState } from '../state.ts';
import type { Position } from '../states.ts';
import { isLateFor, lateMarks, openingFacts, refuseOpening, refuseWindow } from './registration.ts';

type Nominate = Received<CommandOf<'Nominate'>>;

/** Rows 6 and 11a. A unit's own nomination waits for its head; one carried from the unit's list has been confirmed. */
export const nominate: Act<'Nominate'> = (state, command, facts) => {
  if (state.opened === null) return nominateUnregistered(command, facts);
  const no = refuseTitle(state, command) ?? refuseNominationWindow(state, command.receivedAt);
  if (no !== null) return no;
  if (command.by.role !== 'outbox') return propose(state, { kind: command.kind, body: command.body });
  return nominated(state, command);
};

/** What a confirmed nomination does; the head's confirmation and the carried list come here. */
export function nominated(state: ProposalState, command: Nominate): Decision<ProposalEvent> {
  const { opened, round } = openedOf(state);
  const title = titleIn(round, command.body.title);
  const stage = stageOf(round, state.position.stage);
  if (title === null || stage === null)
    return refuse('TITLE_NOT_IN_ROUND', 'plan: titles of the round', { title: command.body.title });
  const to = positionAfter(round, stage.key, title.route, command.receivedAt);
  const marks: readonly Mark[] = lateMarks(stage, command.receivedAt);
  const { title: code, reason, letter, unitVote } = command.body;
  const body = {
    title: code,
    route: title.route,
    reason: code === opened.title ? null : reason,
    letter,
    unitVote,
    marks,
    to,
  };
  return accept(happened('Nominated', body));
}

function refuseTitle(state: ProposalState, command: Nominate): Decision<never> | null {
  const { opened, round } = openedOf(state);
  const title = titleIn(round, command.body.title);
  if (title === null)
    return refuse('TITLE_NOT_IN_ROUND', 'plan: titles of the round', { title: command.body.title, round: round.key });
  if (!title.subjects.includes(opened.subject.kind)) {
    return refuse('SUBJECT_KIND_NOT_ALLOWED', 'plan: subjects of the title', {
      title: title.code,
      subjectKind: opened.subject.kind,
      allowed: title.subjects,
    });
  }
  if (command.body.title !== opened.title && command.body.reason === null) {
    return refuse('REASON_FOR_DIFFERENCE', 'row 11a: another title than registered', {
      registered: opened.title,
      nominated: command.body.title,
    });
  }
  return null;
}

function refuseNominationWindow(state: ProposalState, receivedAt: number): Decision<never> | null {
  const { round } = openedOf(state);
  const stage = stageOf(round, state.position.stage);
  return stage === null ? null : refuseWindow(stage, round, receivedAt);
}

/** Row 6: in rounds without registration, where the plan admits the unregistered, or when the office itself proposes. */
function nominateUnregistered(command: Nominate, facts: ProposalFacts): Decision<ProposalEvent> {
  const opening = needed(facts.opening, 'opening');
  const { round } = opening;
  const registers = stageOfKind(round, 'registration') !== null;
  if (registers && !round.admitsUnregistered)
    return refuse('REGISTRATION_REQUIRED', `plan: round ${round.key}`, { round: round.key });
  if (command.by.role === 'standingOffice' && !round.officeProposes) {
    return refuse('WRONG_ROLE', 'row 6: the pack does not let the authority propose by itself', {
      allowed: ['unitClerk'],
    });
  }
  const stage = stageOfKind(round, 'nomination');
  const no = refuseOpening(opening) ?? (stage === null ? null : refuseWindow(stage, round, command.receivedAt));
  if (no !== null) return no;
  const facts6 = openingFacts(opening, nominationMarks(stage, registers, command.receivedAt));
  const to = afterNominating(command, stage, facts6, command.receivedAt);
  return accept(
    happened('Nominating', { ...facts6, letter: command.body.letter, unitVote: command.body.unitVote, to }),
  );
}

function nominationMarks(stage: PinnedStage | null, registers: boolean, receivedAt: number): readonly Mark[] {
  const late = stage !== null && isLateFor(stage, receivedAt);
  return [...(late ? ['late' as const] : []), ...(registers ? ['unregistered' as const] : [])];
}

function afterNominating(
  command: Nominate,
  stage: PinnedStage | null,
  opening: ReturnType<typeof openingFacts>,
  now: number,
): Position {
  const direct = command.by.role === 'standingOffice' || opening.onePerson;
  if (direct) return positionAfter(opening.round, stage?.key ?? null, opening.route, now);
  const dueAt = stage?.dueAt != null && now < stage.dueAt ? stage.dueAt : null;
  return {
    state: 'awaitingHead',
    stage: stage?.key ?? null,
    opensAt: null,
    dueAt,
    printed: stage?.printed ?? null,
    onMissed: dueAt === null ? null : 'escalate',
  };
}

export const notNominate: Act<'NotNominate'> = (state, command) => {
  if (command.by.role !== 'outbox') return propose(state, { kind: command.kind, body: command.body });
  return notNominated(state, command);
};

export function notNominated(
  state: ProposalState,
  command: Received<CommandOf<'NotNominate'>>,
): Decision<ProposalEvent> {
  return accept(
    happened('NotNominated', { reason: command.body.reason, to: withoutDue(state.position, 'notNominated') }),
  );
}

/** The first of the two commands of an act that another person confirms: it records the wish and changes no state. */
export function propose(
  state: ProposalState,
  act: Extract<ProposalEvent, { kind: 'ActProposed' }>['body']['act'],
): Decision<ProposalEvent> {
  if (state.pendingAct !== null)
    return refuse('ACT_ALREADY_PENDING', 'two-person acts', {
      act: state.pendingAct.seq,
      kind: state.pendingAct.act.kind,
    });
  return accept(happened('ActProposed', { act }));
}
