import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Json } from '../../../domain/json.ts';
import { canonicalText } from '../../../domain/ledger/canonical.ts';
import { carryFromProposal, listingsOfProposal } from '../../../domain/proposal/carry.ts';
import type { ProposalCommandKind } from '../../../domain/proposal/commands.ts';
import { decideProposal } from '../../../domain/proposal/decide.ts';
import type { ProposalEvent } from '../../../domain/proposal/events.ts';
import { evolveProposal } from '../../../domain/proposal/fold.ts';
import { timerOfCase } from '../../../domain/proposal/held.ts';
import { findRow } from '../../../domain/proposal/life-table.ts';
import { timerOf } from '../../../domain/proposal/position.ts';
import { stageOf } from '../../../domain/proposal/round.ts';
import { NO_PROPOSAL, type ProposalState } from '../../../domain/proposal/state.ts';
import { isEnd, isOver, PROPOSAL_STATES, type ProposalStateName } from '../../../domain/proposal/states.ts';
import { stillOwed, waitsFor } from '../../../domain/proposal/waiting.ts';
import type { Recorded } from '../../../domain/stream.ts';
import type { Case } from '../../builders/case.ts';
import { seed } from '../calendar/seed.ts';
import { beginning, lives, meaning, type Step, steps } from './random-life.ts';

const runs = Number(process.env.FC_RUNS ?? 150);

/** Acts that change an end, and what they must begin with there. */
const COUNTER_ACTS: Partial<Record<ProposalStateName, readonly ProposalCommandKind[]>> = {
  lapsed: ['Reinstate', 'ConfirmAct', 'DeclineAct'],
  notNominated: ['Reinstate', 'ConfirmAct', 'DeclineAct', 'Redecide'],
  refusedAbove: ['ReopenFromAbove', 'Redecide', 'CorrectNumber'],
  rejected: ['Redecide'],
  notPassed: ['Redecide', 'CorrectResult'],
  withdrawn: ['CorrectNumber'],
  declined: ['Redecide'],
  revoked: ['RecordRecovery', 'CorrectNumber', 'CorrectReportedNumber'],
};

test('a random life keeps the promises of the fold, of time and of ends', () => {
  fc.assert(
    fc.property(lives, steps, (life, commands) => {
      const one = beginning(life);
      for (const step of commands) live(one, step);
      const again = one.events.reduce(evolveProposal, NO_PROPOSAL);
      expect(again).toEqual(one.state);
      expect(one.events.map(({ envelope }) => envelope.seq)).toEqual(one.events.map((_, index) => index + 1));
    }),
    { seed, numRuns: runs },
  );
}, 120_000);

function live(one: Case, step: Step): void {
  const { kind, how } = meaning(one, step);
  const command = one.command(kind, how);
  const facts = { ...one.facts(kind), ...how.facts };
  const before = freeze(one.state);
  const answer = decideProposal(before, freeze(command), freeze(facts));
  expect(decideProposal(before, command, facts)).toEqual(answer);
  if (!answer.ok) {
    canonicalText(answer.refusal.facts);
    return;
  }
  expect(answer.events.length).toBeGreaterThan(0);
  const known = one.events.length;
  one.takes(command, answer);
  one.events.slice(known).reduce((state, event) => told(one, state, event), before);
  if (kind === 'DeadlinePassed') {
    expect({ dueAt: timerOfCase(before), setBy: before.dueSetBy }).toEqual(command.body);
  }
  if (isEnd(before.position.state)) {
    const counter = COUNTER_ACTS[before.position.state] ?? [];
    const takenBack = before.position.state === 'lapsed' && answer.events[0]?.kind === 'MissedDeadlineTakenBack';
    // Units are merged whatever has become of their cases.
    expect(takenBack || kind === 'Rehome' || counter.includes(kind)).toBe(true);
  }
  const row = findRow(kind, before.position.state, kindAt(before), command.by.role);
  expect('row' in row && row.to).toContain(one.place);
  standsWell(one);
}

function kindAt({ opened, position }: ProposalState) {
  return opened === null ? null : (stageOf(opened.round, position.stage)?.kind ?? null);
}

/** What each event must be by itself, whatever command it came from. */
function told(one: Case, before: ProposalState, event: Recorded<ProposalEvent>): ProposalState {
  // Only ledger values: no undefined, no fraction, no date.
  canonicalText(ledgerValue(event.body));
  const after = evolveProposal(before, event);
  canonicalText(ledgerValue(carryFromProposal(after, event)));
  canonicalText(ledgerValue(listingsOfProposal(before, event)));
  const moved = before.position.state !== after.position.state || before.position.stage !== after.position.stage;
  if (moved && event.kind !== 'Imported' && !staysAsked(before, after)) expect(after.pendingAct).toBeNull();
  if (event.kind === 'DeadlineMissed' && event.body.consequence === 'lapse')
    lapsesFairly(one, before, event.body.dueAt);
  if (event.kind === 'Appraised') expect(proposersOf(one, event.envelope.seq)).not.toContain(event.envelope.actor);
  return after;
}

/** A wish that the level above has heard outlives its return and the supplement (ADR 0007). */
function staysAsked(before: ProposalState, after: ProposalState): boolean {
  const above = ['sentUp', 'returnedFromAbove', 'refusedAbove'];
  return (
    before.above !== null &&
    before.pendingAct?.act.kind === 'Withdraw' &&
    above.includes(before.position.state) &&
    above.includes(after.position.state)
  );
}

/** What the types cannot say of a body, and canonicalText checks: that it is one. */
function ledgerValue(value: unknown): Json {
  return value as Json;
}

/** Never by a provisional date, and never by one that had passed before the case came to the stage. */
function lapsesFairly(one: Case, { position, opened, leftStep, seq }: ProposalState, dueAt: number): void {
  const stage = opened === null ? null : stageOf(opened.round, position.stage);
  if (leftStep === null) expect(stage?.provisional).toBe(false);
  expect(stage?.onMissed).toBe('lapse');
  expect(['inStage', 'sentBack', 'returned']).toContain(position.state);
  const places = one.events.flatMap(({ body, envelope }) =>
    'to' in body && envelope.seq <= seq
      ? [{ at: envelope.receivedAt, place: `${body.to.state} ${body.to.stage}` }]
      : [],
  );
  const here = `${position.state} ${position.stage}`;
  const entered = places.findLast(({ place }, index) => place === here && places[index - 1]?.place !== here);
  expect(entered?.at).toBeLessThan(dueAt);
}

function proposersOf(one: Case, seq: number): string[] {
  const proposing = ['Submitted', 'SubmittedAgain', 'Nominating', 'Resubmitted', 'Confirmed', 'Nominated'];
  return one.events
    .filter(({ kind, envelope }) => proposing.includes(kind) && envelope.seq < seq)
    .map(({ envelope }) => envelope.actor);
}

function standsWell({ state, events }: Case): void {
  const { position, opened, dueSetBy } = state;
  if (position.stage !== null) expect(opened?.round.stages.map(({ key }) => key)).toContain(position.stage);
  if (position.dueAt !== null) {
    const setter = events[dueSetBy - 1];
    expect(setter !== undefined && 'to' in setter.body && setter.body.to.dueAt).toBe(position.dueAt);
  }
  if (isOver(position.state)) expect(timerOf(position)).toBeNull();
  expect(state.materialSeq).toBeLessThanOrEqual(state.seq);
  const count = (kind: string) => events.filter((event) => event.kind === kind).length;
  expect(state.deadlinesMissed).toBe(count('DeadlineMissed') - count('MissedDeadlineTakenBack'));
  const recovers = state.recovery.some(({ recoveredOn }) => recoveredOn === null);
  expect(waitsFor(state) === null).toBe(isOver(position.state) && state.pendingAct === null && !recovers);
  expect(stillOwed(state).every((key) => stageOf(opened?.round ?? ({ stages: [] } as never), key) !== null)).toBe(true);
}

/** Frozen through and through: a decider that changes what it is given throws. */
function freeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    Object.values(value).forEach(freeze);
  }
  return value;
}

test('random lives come to every state that an act of this release leads to', () => {
  const missing = new Set<string>(PROPOSAL_STATES);
  for (let part = 1; part <= 40 && missing.size > 0; part += 1) {
    for (const [life, commands] of fc.sample(fc.tuple(lives, steps), { seed: part, numRuns: 100 })) {
      const one = beginning(life);
      for (const step of commands) {
        missing.delete(one.place);
        const { kind, how } = meaning(one, step);
        const answer = one.asks(kind, how);
        if (answer.ok) one.takes(one.command(kind, how), answer);
      }
    }
  }
  expect([...missing]).toEqual([]);
});
