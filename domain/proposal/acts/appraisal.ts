import { dateOf } from '../../calendar/local-date.ts';
import { accept, refuse } from '../../refusal.ts';
import type { Act } from '../act.ts';
import { happened, type Mark } from '../events.ts';
import { positionAfter, withinState, withServiceDue } from '../position.ts';
import type { PinnedRound, Route } from '../round.ts';
import { openedOf } from '../state.ts';

/** Row 11b: the later of paper and files counts; the service time starts there, and so on no day that is still to come. */
export const receive: Act<'Receive'> = (state, command, facts) => {
  const { paperOn, filesOn } = command.body;
  const receivedForAppraisalOn = paperOn > filesOn ? paperOn : filesOn;
  const receivedOn = dateOf(command.receivedAt);
  if (receivedForAppraisalOn > receivedOn)
    return refuse('RECEIPT_DAY_AHEAD', 'row 11b: what is received has come', { paperOn, filesOn, receivedOn });
  const to = withServiceDue(withinState(state.position, 'inAppraisal'), facts.serviceDue);
  return accept(happened('Received', { paperOn, filesOn, receivedForAppraisalOn, to }));
};

/** Rows 12 and 12a: by someone who neither proposed nor confirmed it; without a council only on a named rule. */
export const appraise: Act<'Appraise'> = (state, command) => {
  const { opened, round } = openedOf(state);
  if (state.proposers.includes(command.by.id)) {
    return refuse('SAME_PERSON', 'row 12', { submittedBy: state.submittedBy, confirmedBy: state.confirmedBy });
  }
  const voted = hasCouncil(round, opened.route);
  if (!voted && command.body.rule === null)
    return refuse('RULE_REQUIRED', 'row 12a: the rule that needs no vote', { round: round.key });
  const marks: readonly Mark[] = voted ? [] : ['no council'];
  const to = positionAfter(round, state.position.stage, opened.route, command.receivedAt);
  return accept(happened('Appraised', { ...command.body, marks, to }));
};

/** On the way that the title goes: a council of the other route does not vote on it. */
export function hasCouncil({ stages }: PinnedRound, route: Route): boolean {
  return stages.some((stage) => stage.kind === 'council' && (stage.route === 'any' || stage.route === route));
}
