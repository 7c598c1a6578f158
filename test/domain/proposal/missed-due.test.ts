import { expect, test } from 'vitest';
import { evolveProposal } from '../../../domain/proposal/fold.ts';
import { missedDueBy } from '../../../domain/proposal/missed-due.ts';
import type { PinnedRound, PinnedStage } from '../../../domain/proposal/round.ts';
import { NO_PROPOSAL } from '../../../domain/proposal/state.ts';
import { type Case, caseIn, fullRound } from '../../builders/case.ts';
import { DAY } from '../../builders/round.ts';

/** The missed date of a case, from its first event to its last. */
function missedDueOf({ events }: Case): number | null {
  let state = NO_PROPOSAL;
  let missed: number | null = null;
  for (const event of events) {
    const told = missedDueBy(state, event);
    if (told !== undefined) missed = told;
    state = evolveProposal(state, event);
  }
  return missed;
}

function missing(one: Case): { one: Case; dueAt: number } {
  const dueAt = one.state.position.dueAt ?? 0;
  return { one: one.timePasses(), dueAt };
}

function amended(one: Case, change: Partial<PinnedStage>): PinnedRound {
  const of = one.state.opened?.round ?? one.round;
  return { ...of, planVersion: of.planVersion + 1, stages: of.stages.map((each) => ({ ...each, ...change })) };
}

test('a case that waits where it missed its date is overdue by that date until it moves', () => {
  const { one, dueAt } = missing(caseIn('awaitingHead'));
  expect(dueAt).toBeGreaterThan(0);
  expect(missedDueOf(one)).toBe(dueAt);
  expect(missedDueOf(one.does('Withdraw'))).toBeNull();
});

test('where the case goes on without what was missed, nothing is missed where it now stands', () => {
  const stages = fullRound().stages.map((each) => ({ ...each, onMissed: 'flag' as const }));
  const { one } = missing(caseIn('inStage/checkpoint', { ...fullRound(), stages }));
  expect(one.state.position.stage).not.toBe('checkpoint');
  expect(missedDueOf(one)).toBeNull();
});

test('a lapse is an end, and an end is not overdue; what is reinstated has no date that is held against it', () => {
  const stages = fullRound().stages.map((each) => ({ ...each, onMissed: 'lapse' as const }));
  const { one } = missing(caseIn('inStage/review', { ...fullRound(), stages }));
  expect([one.place, missedDueOf(one)]).toEqual(['lapsed', null]);
  one.does('Reinstate').does('ConfirmAct', { by: 'councilChair' });
  expect([one.place, missedDueOf(one)]).toEqual(['inStage', null]);
});

test('an act that is proposed or declined leaves the missed date', () => {
  const stages = fullRound().stages.map((each) => ({ ...each, onMissed: 'flag' as const }));
  const { one, dueAt } = missing(caseIn('inStage/nomination', { ...fullRound(), stages }));
  expect(missedDueOf(one.does('Nominate'))).toBe(dueAt);
  expect(missedDueOf(one.does('DeclineAct'))).toBe(dueAt);
  expect(missedDueOf(one.does('Nominate').does('ConfirmAct'))).toBeNull();
});

test('what was handed in late and comes back is overdue by the date of its stage; what came in time is not', () => {
  const stages = fullRound().stages.map((each) => ({
    ...each,
    onMissed: 'block' as const,
    acceptance: 'office' as const,
  }));
  const late = missing(caseIn('inStage/review', { ...fullRound(), stages }));
  expect(missedDueOf(late.one.does('HandIn'))).toBeNull();
  expect(missedDueOf(late.one.does('ReturnEvidence'))).toBe(late.dueAt);
  const inTime = caseIn('inStage/review', { ...fullRound(), stages })
    .does('HandIn')
    .does('ReturnEvidence');
  expect(missedDueOf(inTime)).toBeNull();
});

test('an amendment that gives a day ahead, or takes the day away, takes the missed one away; another does not', () => {
  const amending = (change: (dueAt: number) => Partial<PinnedStage>) => {
    const stages = fullRound().stages.map((each) => ({ ...each, onMissed: 'block' as const }));
    const { one, dueAt } = missing(caseIn('inStage/review', { ...fullRound(), stages }));
    return [missedDueOf(one.does('Recalendar', { facts: { round: amended(one, change(dueAt)) } })), dueAt];
  };
  expect(amending((dueAt) => ({ dueAt: dueAt + 99 * DAY }))[0]).toBeNull();
  expect(amending(() => ({ dueAt: null }))[0]).toBeNull();
  const [kept, dueAt] = amending((due) => ({ dueAt: due - DAY }));
  expect(kept).toBe(dueAt);
});

test('a date that the plan did not give stays missed, whatever an amendment says', () => {
  const { one, dueAt } = missing(caseIn('inAppraisal'));
  expect(missedDueOf(one.does('Recalendar', { facts: { round: amended(one, { dueAt: null }) } }))).toBe(dueAt);
});
