import { expect, test } from 'vitest';
import { carryFromProposal, carryFromRefusedProposal, listingsOfProposal } from '../../../domain/proposal/carry.ts';
import type { ProposalCommand } from '../../../domain/proposal/commands.ts';
import { evolveProposal } from '../../../domain/proposal/fold.ts';
import type { PinnedRound } from '../../../domain/proposal/round.ts';
import { NO_PROPOSAL } from '../../../domain/proposal/state.ts';
import type { Received } from '../../../domain/stream.ts';
import { actor, Case, caseIn, LOWER, type Standing, UPPER, WORDS } from '../../builders/case.ts';
import { round, stage } from '../../builders/round.ts';

function lastOf(one: Case) {
  const event = one.events.at(-1);
  if (event === undefined) throw new Error('Nothing has happened');
  return event;
}

function carried(one: Case) {
  return carryFromProposal(one.state, lastOf(one));
}

function listed(one: Case) {
  const before = one.events.slice(0, -1).reduce(evolveProposal, NO_PROPOSAL);
  return listingsOfProposal(before, lastOf(one));
}

const toLower = { org: LOWER.org, stream: `proposal/${LOWER.proposal}`, kind: 'AnswerFromAbove' };

function upper(of: PinnedRound = intake()): Case {
  return new Case(of, { unit: 'below', title: of.titles.at(-1)?.code ?? 'LDTT' }).does('OpenFromBelow');
}

function intake(route: 'here' | 'above' = 'here'): PinnedRound {
  return round({
    titles: [{ code: 'BK', route, subjects: ['person'] }],
    stages: [
      stage('appraisal'),
      stage('council'),
      stage('decision', { route: 'here' }),
      stage('submission', { route: 'above' }),
    ],
  });
}

function inCouncil(of?: PinnedRound): Case {
  return upper(of)
    .does('Receive')
    .does('Appraise', { by: actor('standingOffice', { id: 'appraiser' }) })
    .does('PutOnAgenda');
}

test('an award that is granted above flows back to the case below, with its number and authority', () => {
  const one = inCouncil()
    .does('RecordResult')
    .does('ListOnDecision')
    .does('GrantAward', { body: { number: '111', on: '2023-08-16' } });
  expect(carried(one)).toEqual([
    { ...toLower, body: { outcome: 'granted', number: '111', on: '2023-08-16', authority: 'office', reported: false } },
  ]);
});

test('what the level above had from a level above it keeps that level’s authority', () => {
  const sent = () => inCouncil(intake('above')).does('RecordResult').does('ListOnSubmission').does('SendUp');
  const granted = sent().does('AnswerFromAbove', {
    body: { number: '9', on: '2023-11-03', authority: 'state' } as never,
  });
  expect(carried(granted)).toEqual([
    { ...toLower, body: { outcome: 'granted', number: '9', on: '2023-11-03', authority: 'state', reported: false } },
  ]);
  const refused = sent().does('AnswerFromAbove', {
    body: { outcome: 'refused', reason: WORDS, reported: false } as never,
  });
  expect(carried(refused)).toEqual([{ ...toLower, body: { outcome: 'refused', reason: WORDS, reported: false } }]);
});

test('every end of the case above refuses the case below', () => {
  const refused = (reason: typeof WORDS | null) => [
    { ...toLower, body: { outcome: 'refused', reason, reported: false } },
  ];
  expect(carried(upper().does('Receive').does('Reject'))).toEqual(refused(WORDS));
  expect(carried(inCouncil().does('RecordResult', { body: { outcome: 'notPassed' } }))).toEqual(refused(null));
  expect(carried(inCouncil().does('RecordResult').does('ListOnDecision').does('DeclineAward'))).toEqual(refused(WORDS));
  const submitted = inCouncil(intake('above')).does('RecordResult').does('ListOnSubmission');
  expect(carried(submitted.does('DeclineSubmission'))).toEqual(refused(WORDS));
});

const lower = { org: LOWER.org, stream: `proposal/${LOWER.proposal}` };

test('what the case above returns is returned to the case below, with its items and its day', () => {
  const one = upper().does('Return', { body: { dueOn: '2022-02-10' } });
  const items = [{ key: 'report', note: WORDS }];
  expect(carried(one)).toEqual([
    { ...lower, kind: 'ReturnFromAbove', body: { items, dueOn: '2022-02-10', reported: false } },
  ]);
});

test('a withdrawal that the level below asked for is confirmed, or declined, by the act there', () => {
  const asked = () => upper().does('Receive').does('AskWithdrawalFromBelow');
  expect(carried(asked())).toEqual([]);
  expect(carried(asked().does('GrantWithdrawal'))).toEqual([{ ...lower, kind: 'ConfirmAct', body: { act: 12 } }]);
  expect(carried(asked().does('DeclineWithdrawal'))).toEqual([
    { ...lower, kind: 'DeclineAct', body: { act: 12, reason: WORDS } },
  ]);
});

test('a case above that had gone further up and is let go there lets go of the case below', () => {
  const asked = inCouncil(intake('above')).does('RecordResult').does('ListOnSubmission').does('SendUp');
  asked.does('AskWithdrawalFromBelow').does('Withdraw', { by: 'authorityHead' }).does('ConfirmAct', { by: 'outbox' });
  expect(carried(asked)).toEqual([{ ...lower, kind: 'ConfirmAct', body: { act: 12 } }]);
});

test('a case above that lapses ends the case below, and its reinstatement opens that again', () => {
  const lapsing = round({
    ...intake(),
    stages: [stage('appraisal', { onMissed: 'lapse' }), stage('council'), stage('decision')],
  });
  const one = upper(lapsing).does('Return').timePasses();
  expect(one.place).toBe('lapsed');
  expect(carried(one)).toEqual([{ ...toLower, body: { outcome: 'refused', reason: null, reported: false } }]);
  one.does('Reinstate').does('ConfirmAct', { by: 'councilChair' });
  expect(carried(one)).toEqual([{ ...lower, kind: 'ReopenFromAbove', body: { returned: true } }]);
});

test('an end that a level further up takes back is taken back all the way down', () => {
  const one = inCouncil(intake('above')).does('RecordResult').does('ListOnSubmission').does('SendUp');
  const refusal = { outcome: 'refused', reason: null, reported: false } as never;
  one.does('AnswerFromAbove', { body: refusal }).does('ReopenFromAbove');
  expect(carried(one)).toEqual([{ ...lower, kind: 'ReopenFromAbove', body: { returned: false } }]);
});

test('a wish from below ends with the case above, as the act below does, and not with its return', () => {
  const lapsing = round({
    ...intake(),
    stages: [stage('appraisal', { onMissed: 'lapse' }), stage('council'), stage('decision')],
  });
  const one = upper(lapsing).does('Return').does('AskWithdrawalFromBelow');
  expect(one.state.withdrawalAsked).not.toBeNull();
  one.timePasses().does('Reinstate').does('ConfirmAct', { by: 'councilChair' });
  expect(one.state).toMatchObject({ position: { state: 'returned' }, withdrawalAsked: null });
});

test('a line that cannot become a case is told to its receipt, and no other refusal is', () => {
  const one = new Case(round(), { claimedBy: 'proposal/first' });
  const refusal = { code: 'ALREADY_PROPOSED', rule: 'one proposal', facts: {} } as const;
  const cause = { stream: 'receipt/1', seq: 3 };
  const told = (command: Received<ProposalCommand>) => carryFromRefusedProposal('city', command, refusal);
  const body = { proposal: LOWER.proposal, code: 'ALREADY_PROPOSED', rule: 'one proposal' };
  expect(told({ ...one.command('OpenFromBelow'), cause })).toEqual([
    { org: 'city', stream: 'receipt/1', kind: 'PutLineBack', body },
  ]);
  expect(told({ ...one.command('GrantAward'), cause })).toEqual([]);
});

test('the lower level hears nothing of the vote, nor of any step above', () => {
  const one = upper();
  const steps = [
    () => one,
    () => one.does('Receive'),
    () => one.does('Appraise', { by: actor('standingOffice', { id: 'appraiser' }) }),
    () => one.does('PutOnAgenda'),
    () => one.does('RecordResult'),
    () => one.does('ListOnDecision'),
  ];
  expect(steps.map((step) => carried(step()))).toEqual(steps.map(() => []));
});

test('a case of this level tells nobody how it ended', () => {
  for (const standing of ['granted', 'rejected', 'notPassed', 'declined', 'withdrawn'] as const satisfies Standing[]) {
    expect(carried(caseIn(standing))).toEqual([]);
  }
});

const receipt = { org: UPPER.org, stream: `receipt/${UPPER.receipt}` };

test('a supplement reaches the receipt above', () => {
  expect(carried(caseIn('returnedFromAbove').does('Supplement'))).toEqual([
    {
      ...receipt,
      kind: 'SupplementReceived',
      body: { proposal: 'case-1', evidence: [{ key: 'report', hash: 'e1' }] },
    },
  ]);
});

test('a withdrawal is asked of the receipt above by the number of the act', () => {
  const one = caseIn('sentUp withdrawing');
  expect(carried(one)).toEqual([
    { ...receipt, kind: 'AskWithdrawal', body: { proposal: 'case-1', act: one.state.pendingAct?.seq, reason: WORDS } },
  ]);
  expect(carried(caseIn('sentUp on paper withdrawing'))).toEqual([]);
  expect(carried(caseIn('passed/decision withdrawing'))).toEqual([]);
});

test('a level above that took its end back is asked again for the case, but was not by what an older revision recorded', () => {
  const one = caseIn('sentUp withdrawing');
  const act = one.state.pendingAct?.seq;
  one.does('AnswerFromAbove', { body: { outcome: 'refused', reason: WORDS, reported: false } }).does('ReopenFromAbove');
  const { envelope, ...reopened } = lastOf(one);
  const asked = { ...receipt, kind: 'AskWithdrawal', body: { proposal: 'case-1', act, reason: WORDS } };
  const byRevision = (revision: number) =>
    carryFromProposal(one.state, { ...reopened, envelope: { ...envelope, revision } });
  expect([2, 3].map(byRevision)).toEqual([[], [asked]]);
});

test('a case that takes note of a list, or leaves it, says so in the row that ties the two', () => {
  const row = (kind: string, list: string, status: string) => [{ proposal: 'case-1', kind, list, status }];
  expect(listed(caseIn('onAgenda'))).toEqual(row('session', 'session/1', 'listed'));
  expect(listed(caseIn('onAgenda').does('RecordResult'))).toEqual(row('session', 'session/1', 'void'));
  expect(listed(caseIn('onAgenda').does('Defer'))).toEqual(row('session', 'session/1', 'void'));
  expect(listed(caseIn('onDecision'))).toEqual(row('decision', 'decision/1', 'listed'));
  expect(listed(caseIn('onSubmission'))).toEqual(row('submission', 'submission/1', 'listed'));
  expect(listed(caseIn('onAgenda').does('Withdraw'))).toEqual(row('session', 'session/1', 'void'));
  expect(listed(caseIn('onDecision').does('Withdraw').does('ConfirmAct', { by: 'standingOffice' }))).toEqual(
    row('decision', 'decision/1', 'void'),
  );
});

test('lines that the list itself voided, and a letter that was sent, are not touched by the case', () => {
  expect(listed(caseIn('onDecision').does('StrikeFromDecision'))).toEqual([]);
  expect(listed(caseIn('awaitingHead').does('Withdraw'))).toEqual([]);
  expect(listed(caseIn('sentUp withdrawing').does('ConfirmAct', { by: 'outbox' }))).toEqual([]);
});
