import { expect, test } from 'vitest';
import { endOfDay, startOfDay } from '../../../domain/calendar/local-date.ts';
import {
  isAskedHere,
  type LineStatus,
  RECEIPT,
  RECEIPT_TABLE,
  type ReceiptCommand,
} from '../../../domain/receipt/receipt.ts';
import { ALL_ROLES, type Role } from '../../../domain/roles.ts';
import { LETTER, short, WORDS } from '../../builders/case.ts';
import { Story } from '../story.ts';

const copied = (proposal: string) => ({
  proposal,
  upper: `upper-${proposal}`,
  title: 'BK',
  subject: { id: `subject-${proposal}`, kind: 'person' as const, commitment: 'aa' },
  dossier: 'd1',
  round: 'annual',
});
const evidence = [{ key: 'report', hash: 'e1' }];
const items = [{ key: 'report', note: WORDS }];
const receive: ReceiptCommand = {
  kind: 'ReceiveSubmission',
  body: {
    from: 'below',
    submission: 'submission/1',
    letter: LETTER,
    copyHash: 'cc',
    lines: [copied('a'), copied('b')],
  },
};
const acknowledge: ReceiptCommand = { kind: 'AcknowledgeReceipt', body: { on: '2021-12-20' } };
const take = (...proposals: string[]): ReceiptCommand => ({
  kind: 'TakeLines',
  body: { proposals, plan: 'city-2021', round: 'intake' },
});
const giveBack = (...proposals: string[]): ReceiptCommand => ({
  kind: 'ReturnLines',
  body: { proposals, items, dueOn: '2022-01-10' },
});
const refuse = (proposal: string): ReceiptCommand => ({ kind: 'RefuseLine', body: { proposal, reason: WORDS } });
const supplement = (proposal: string): ReceiptCommand => ({ kind: 'SupplementReceived', body: { proposal, evidence } });
const ask = (proposal: string, act = 12): ReceiptCommand => ({
  kind: 'AskWithdrawal',
  body: { proposal, act, reason: WORDS },
});
const grant = (proposal: string): ReceiptCommand => ({ kind: 'GrantWithdrawal', body: { proposal } });

const received = () => new Story(RECEIPT, {}).does(receive, 'outbox');
const acknowledged = () => received().does(acknowledge, 'standingOffice');
const below = (id: string) => ({ org: 'below', stream: `proposal/${id}` });

test('a submission is received as it was sent, every line open', () => {
  expect(received().state).toMatchObject({
    phase: 'received',
    from: 'below',
    copyHash: 'cc',
    status: { a: 'open', b: 'open' },
  });
  expect(received().carried()).toEqual([]);
});

test('acknowledged, each case below hears of it', () => {
  expect(acknowledged().carried()).toEqual(
    ['a', 'b'].map((id) => ({ ...below(id), kind: 'Acknowledge', body: { on: '2021-12-20', reported: false } })),
  );
  expect(short(acknowledged().asks(acknowledge, 'standingOffice'))).toBe('OUT_OF_ORDER');
});

test('nothing is dealt with before it is acknowledged, and only by the office', () => {
  for (const command of [take('a'), giveBack('a'), refuse('a')]) {
    expect(short(received().asks(command, 'standingOffice'))).toBe('OUT_OF_ORDER');
    expect(short(acknowledged().asks(command, 'authorityHead'))).toBe('WRONG_ROLE');
  }
});

test('a line that is taken opens a case here, tied to the copy that was received', () => {
  const one = acknowledged().does(take('b'), 'standingOffice');
  expect(one.carried()).toEqual([
    {
      org: 'office',
      stream: 'proposal/upper-b',
      kind: 'OpenFromBelow',
      body: {
        lower: { org: 'below', proposal: 'b', submission: 'submission/1', copyHash: 'cc' },
        plan: 'city-2021',
        round: 'intake',
        title: 'BK',
        subject: copied('b').subject,
        dossier: 'd1',
      },
    },
  ]);
  expect(one.state.status).toEqual({ a: 'open', b: 'taken' });
});

test('a line is dealt with once, and an act on lines names some, each once', () => {
  const one = acknowledged().does(take('a'), 'standingOffice');
  for (const command of [take('a'), giveBack('a'), refuse('a'), take('b', 'a'), take('c')]) {
    expect(short(one.asks(command, 'standingOffice'))).toBe('LINE_NOT_READY');
  }
  expect(short(one.asks(take(), 'standingOffice'))).toBe('LINE_UNKNOWN');
  expect(short(one.asks(giveBack('b', 'b'), 'standingOffice'))).toBe('LINE_UNKNOWN');
});

test('a returned line waits for its supplement and is then open again', () => {
  const one = acknowledged().does(giveBack('a'), 'standingOffice');
  expect(one.carried()).toEqual([
    { ...below('a'), kind: 'ReturnFromAbove', body: { items, dueOn: '2022-01-10', reported: false } },
  ]);
  expect(short(one.asks(take('a'), 'standingOffice'))).toBe('LINE_NOT_READY');
  one.does(supplement('a'), 'outbox');
  expect(one.carried()).toEqual([{ ...below('a'), kind: 'AcknowledgeSupplement', body: {} }]);
  expect(short(one.asks(take('a'), 'standingOffice'))).toEqual(['LinesTaken']);
});

test('returned lines are due at the end of their day, which must still be ahead', () => {
  const end = endOfDay('2022-01-10');
  const one = acknowledged();
  expect(short(one.asks(giveBack('a'), 'standingOffice', { at: end - 1 }))).toEqual(['LinesReturned']);
  expect(short(one.asks(giveBack('a'), 'standingOffice', { at: end }))).toBe('DUE_IN_THE_PAST');
  const undated: ReceiptCommand = { kind: 'ReturnLines', body: { proposals: ['a'], items, dueOn: null } };
  expect(short(one.asks(undated, 'standingOffice', { at: end }))).toEqual(['LinesReturned']);
});

test('a refused line answers the case below', () => {
  expect(acknowledged().does(refuse('a'), 'standingOffice').carried()).toEqual([
    { ...below('a'), kind: 'AnswerFromAbove', body: { outcome: 'refused', reason: WORDS, reported: false } },
  ]);
});

// Of the very day on which all of this happens.
const COMPLAINT = { number: '9/ĐN', on: '2021-01-04', file: null };
const redecide = (proposal: string, upheld: boolean): ReceiptCommand => ({
  kind: 'RedecideLine',
  body: { proposal, complaint: COMPLAINT, grounds: WORDS, upheld },
});

test('a complaint about a refused line that is upheld opens it again here, and the case below waits above again', () => {
  const one = acknowledged().does(refuse('a'), 'standingOffice').does(redecide('a', true), 'authorityHead');
  expect(one.carried()).toEqual([{ ...below('a'), kind: 'ReopenFromAbove', body: { returned: false } }]);
  expect(one.state.status).toEqual({ a: 'open', b: 'open' });
  expect(short(one.asks(take('a'), 'standingOffice'))).toEqual(['LinesTaken']);
});

test('a line that was refused while it waited for its supplement waits for it again when it is opened again', () => {
  const one = acknowledged().does(giveBack('a'), 'standingOffice').does(refuse('a'), 'standingOffice');
  one.does(redecide('a', true), 'authorityHead');
  expect(one.carried()).toEqual([{ ...below('a'), kind: 'ReopenFromAbove', body: { returned: true } }]);
  expect(one.state.status).toEqual({ a: 'returned', b: 'open' });
  one.does(supplement('a'), 'outbox').does(refuse('a'), 'standingOffice').does(redecide('a', true), 'authorityHead');
  expect(one.carried()).toEqual([{ ...below('a'), kind: 'ReopenFromAbove', body: { returned: false } }]);
});

test('a supplement that crosses the refusal of its line is kept: opened again, the line does not wait for it any more', () => {
  const one = acknowledged().does(giveBack('a'), 'standingOffice').does(refuse('a'), 'standingOffice');
  one.does(supplement('a'), 'outbox');
  expect(one.carried()).toEqual([]);
  expect(one.state.status).toEqual({ a: 'refused', b: 'open' });
  one.does(redecide('a', true), 'authorityHead');
  expect(one.carried()).toEqual([{ ...below('a'), kind: 'ReopenFromAbove', body: { returned: false } }]);
});

test('what the case below sends when it waits again is kept, though what it had sent before has come meanwhile', () => {
  const one = acknowledged().does(giveBack('a'), 'standingOffice').does(refuse('a'), 'standingOffice');
  one.does(redecide('a', true), 'authorityHead');
  for (const _each of ['sent before the refusal was heard below', 'sent before the first was heard to be taken']) {
    one.does(supplement('a'), 'outbox');
    expect(one.carried()).toEqual([{ ...below('a'), kind: 'AcknowledgeSupplement', body: {} }]);
    expect(one.state.status).toEqual({ a: 'open', b: 'open' });
  }
});

test.each<[LineStatus, () => ReturnType<typeof acknowledged>]>([
  ['open', acknowledged],
  ['returned', () => acknowledged().does(giveBack('a'), 'standingOffice')],
  ['taken', () => acknowledged().does(take('a'), 'standingOffice')],
  ['refused', () => acknowledged().does(refuse('a'), 'standingOffice')],
])('a supplement is taken of a line that is %s, awaited or not', (status, one) => {
  expect(one().state.status.a).toBe(status);
  expect(short(one().asks(supplement('a'), 'outbox'))).toEqual(['SupplementTaken']);
});

test('a complaint that is dismissed is on record, and the line stays refused', () => {
  const one = acknowledged().does(refuse('a'), 'standingOffice').does(redecide('a', false), 'authorityHead');
  expect(one.carried()).toEqual([]);
  expect(one.state.status).toEqual({ a: 'refused', b: 'open' });
  expect(short(one.asks(redecide('a', true), 'authorityHead'))).toEqual(['LineRedecided']);
});

test('only the authority looks at a line again, only at a refused one, and on a complaint that has come', () => {
  const refused = acknowledged().does(refuse('a'), 'standingOffice');
  expect(short(refused.asks(redecide('a', true), 'standingOffice'))).toBe('WRONG_ROLE');
  expect(short(refused.asks(redecide('b', true), 'authorityHead'))).toBe('LINE_NOT_READY');
  const taken = acknowledged().does(take('a'), 'standingOffice');
  expect(short(taken.asks(redecide('a', true), 'authorityHead'))).toBe('LINE_NOT_READY');
  const [day, eve] = [startOfDay('2021-01-04'), startOfDay('2021-01-04') - 1];
  expect(short(refused.asks(redecide('a', true), 'authorityHead', { at: day }))).toEqual(['LineRedecided']);
  expect(short(refused.asks(redecide('a', true), 'authorityHead', { at: eve }))).toBe('DAY_AHEAD');
});

test('a withdrawal that was asked is granted by confirming the act below', () => {
  expect(short(acknowledged().asks(grant('a'), 'standingOffice'))).toBe('NO_ACT_PENDING');
  const one = received().does(ask('a'), 'outbox');
  expect(one.carried()).toEqual([]);
  one.does(grant('a'), 'standingOffice');
  expect(one.carried()).toEqual([{ ...below('a'), kind: 'ConfirmAct', body: { act: 12 } }]);
  expect(one.state.status).toEqual({ a: 'withdrawn', b: 'open' });
  expect(short(one.asks(grant('a'), 'standingOffice'))).toBe('NO_ACT_PENDING');
});

test('a withdrawal that is declined declines the act below, and may be asked again', () => {
  const decline: ReceiptCommand = { kind: 'DeclineWithdrawal', body: { proposal: 'a', reason: WORDS } };
  expect(short(acknowledged().asks(decline, 'standingOffice'))).toBe('NO_ACT_PENDING');
  const one = received().does(ask('a'), 'outbox').does(decline, 'standingOffice');
  expect(one.carried()).toEqual([{ ...below('a'), kind: 'DeclineAct', body: { act: 12, reason: WORDS } }]);
  expect(short(one.asks(grant('a'), 'standingOffice'))).toBe('NO_ACT_PENDING');
  one.does(ask('a', 19), 'outbox').does(grant('a'), 'standingOffice');
  expect(one.carried()).toEqual([{ ...below('a'), kind: 'ConfirmAct', body: { act: 19 } }]);
});

test('a wish that was declined is not asked anew by its echo, only by another', () => {
  const decline: ReceiptCommand = { kind: 'DeclineWithdrawal', body: { proposal: 'a', reason: WORDS } };
  const one = acknowledged().does(ask('a', 12), 'outbox').does(decline, 'standingOffice');
  expect(short(one.asks(ask('a', 12), 'outbox'))).toBe('OLDER_THAN_KNOWN');
  expect(short(one.asks(ask('a', 13), 'outbox'))).toEqual(['WithdrawalAsked']);
  expect(short(one.asks(ask('b', 12), 'outbox'))).toEqual(['WithdrawalAsked']);
});

test('a wish to withdraw stands through a return and its supplement until it is answered', () => {
  const returned = acknowledged().does(ask('a'), 'outbox').does(giveBack('a'), 'standingOffice');
  expect(short(returned.asks(grant('a'), 'standingOffice'))).toEqual(['WithdrawalGranted']);
  returned.does(supplement('a'), 'outbox').does(grant('a'), 'standingOffice');
  expect(returned.carried()).toEqual([{ ...below('a'), kind: 'ConfirmAct', body: { act: 12 } }]);
});

test('a wish for a line that was returned is declined as well as granted', () => {
  const returned = acknowledged().does(ask('a'), 'outbox').does(giveBack('a'), 'standingOffice');
  const decline: ReceiptCommand = { kind: 'DeclineWithdrawal', body: { proposal: 'a', reason: WORDS } };
  expect(isAskedHere(returned.state, 'a')).toBe(true);
  expect(short(returned.asks(decline, 'standingOffice'))).toEqual(['WithdrawalDeclined']);
});

test('a supplement that crosses the grant of a withdrawal finds the line gone', () => {
  const one = acknowledged().does(giveBack('a'), 'standingOffice').does(ask('a'), 'outbox');
  one.does(grant('a'), 'standingOffice');
  expect(short(one.asks(supplement('a'), 'outbox'))).toBe('LINE_NOT_READY');
});

const upperOf = (id: string) => ({ org: 'office', stream: `proposal/upper-${id}` });
const wish = { act: 12, reason: WORDS };

test('what the sender says of a line that was taken goes on to the case that it became', () => {
  const one = acknowledged().does(take('a'), 'standingOffice').does(supplement('a'), 'outbox');
  expect(one.carried()).toEqual([{ ...upperOf('a'), kind: 'SupplementFromBelow', body: { evidence } }]);
  one.does(ask('a'), 'outbox');
  expect(one.carried()).toEqual([{ ...upperOf('a'), kind: 'AskWithdrawalFromBelow', body: wish }]);
  expect(one.state.status).toEqual({ a: 'taken', b: 'open' });
  expect(short(one.asks(grant('a'), 'standingOffice'))).toBe('LINE_NOT_READY');
});

test('a wish that was not answered before the line was taken goes on with it', () => {
  const one = acknowledged().does(ask('a'), 'outbox').does(take('a', 'b'), 'standingOffice');
  expect(one.carried().map(({ stream, kind }) => `${kind} ${stream}`)).toEqual([
    'OpenFromBelow proposal/upper-a',
    'AskWithdrawalFromBelow proposal/upper-a',
    'OpenFromBelow proposal/upper-b',
  ]);
});

const putBack: ReceiptCommand = {
  kind: 'PutLineBack',
  body: { proposal: 'a', code: 'ALREADY_PROPOSED', rule: 'one proposal per subject and title in a round' },
};

test('a line that cannot become a case is open again, with the reason', () => {
  expect(short(acknowledged().asks(putBack, 'outbox'))).toBe('LINE_NOT_READY');
  const one = acknowledged().does(take('a'), 'standingOffice').does(putBack, 'outbox');
  expect(one.state).toMatchObject({ status: { a: 'open', b: 'open' }, putBack: { a: 'ALREADY_PROPOSED' } });
  expect(short(one.asks(refuse('a'), 'standingOffice'))).toEqual(['LineRefused']);
});

test('a line that was refused or withdrawn is not withdrawn again', () => {
  expect(short(acknowledged().does(refuse('a'), 'standingOffice').asks(ask('a'), 'outbox'))).toBe('LINE_NOT_READY');
  const asked = acknowledged().does(ask('a'), 'outbox').does(refuse('a'), 'standingOffice');
  expect(short(asked.asks(grant('a'), 'standingOffice'))).toBe('LINE_NOT_READY');
});

test('a line that waits for its supplement may still be refused', () => {
  const one = acknowledged().does(giveBack('a'), 'standingOffice').does(refuse('a'), 'standingOffice');
  expect(one.state.status).toEqual({ a: 'refused', b: 'open' });
});

const mend: ReceiptCommand = {
  kind: 'CorrectReceivedLetter',
  body: { was: { number: LETTER.number, on: LETTER.on }, number: '16/TTr', on: '2021-12-02', reason: WORDS },
};
const decline = (proposal: string): ReceiptCommand => ({
  kind: 'DeclineWithdrawal',
  body: { proposal, reason: WORDS },
});

/** Where a receipt can stand, line by line. */
const STANDINGS = {
  none: () => new Story(RECEIPT, {}),
  received,
  'received, asked back': () => received().does(ask('a'), 'outbox'),
  acknowledged,
  'acknowledged, asked back': () => acknowledged().does(ask('a'), 'outbox'),
  'acknowledged, one taken': () => acknowledged().does(take('a'), 'standingOffice'),
  'acknowledged, one returned': () => acknowledged().does(giveBack('a'), 'standingOffice'),
  'acknowledged, one refused': () => acknowledged().does(refuse('a'), 'standingOffice'),
  'acknowledged, one withdrawn': () => acknowledged().does(ask('a'), 'outbox').does(grant('a'), 'standingOffice'),
  'acknowledged, nothing open': () =>
    acknowledged().does(take('b'), 'standingOffice').does(refuse('a'), 'standingOffice'),
} as const;

/** Whether the receipt itself takes the act; what its line then says of it stands in the tests beside this one. */
const SPECIFICATION: readonly (readonly [command: ReceiptCommand, who: Role, from: string])[] = [
  [receive, 'outbox', 'none'],
  [acknowledge, 'standingOffice', 'received'],
  [take('a'), 'standingOffice', 'acknowledged'],
  [giveBack('a'), 'standingOffice', 'acknowledged'],
  [refuse('a'), 'standingOffice', 'acknowledged'],
  [redecide('a', true), 'authorityHead', 'acknowledged'],
  [putBack, 'outbox', 'acknowledged'],
  [supplement('a'), 'outbox', 'acknowledged'],
  [ask('a', 40), 'outbox', 'received acknowledged'],
  [grant('a'), 'standingOffice', 'received acknowledged'],
  [decline('a'), 'standingOffice', 'received acknowledged'],
  // Its sender's letter is its sender's to mend, as long as there is a receipt.
  [mend, 'outbox', 'received acknowledged'],
];

test.each(Object.entries(STANDINGS))(
  'a receipt that is %s takes what the specification says, of each role',
  (standing, one) => {
    const [phase = ''] = standing.split(',');
    const differ = SPECIFICATION.flatMap(([command, who, from]) =>
      ALL_ROLES.flatMap((role) => {
        const taken = role === who ? 'taken' : 'WRONG_ROLE';
        const wanted = from.split(' ').includes(phase) ? taken : 'OUT_OF_ORDER';
        const answer = one().asks(command, role);
        const refusal = answer.ok ? 'taken' : answer.refusal.code;
        const got = refusal === 'OUT_OF_ORDER' || refusal === 'WRONG_ROLE' ? refusal : 'taken';
        return wanted === got ? [] : [`${command.kind} by ${role}: ${wanted}, but ${got}`];
      }),
    );
    expect(differ).toEqual([]);
  },
);

test('the specification has every command', () => {
  expect(SPECIFICATION.map(([{ kind }]) => kind).sort()).toEqual(Object.keys(RECEIPT_TABLE).sort());
});

test.each(Object.entries(STANDINGS).filter(([standing]) => standing !== 'none'))(
  'the mended number of a letter is read in a receipt that is %s, and nothing else changes',
  (_standing, one) => {
    const before = one().state;
    expect(before.letter).toEqual({ number: LETTER.number, on: LETTER.on });
    const mended = one().does(mend, 'outbox');
    expect(mended.state).toEqual({ ...before, seq: before.seq + 1, letter: { number: '16/TTr', on: '2021-12-02' } });
    expect(mended.carried()).toEqual([]);
  },
);

test('a submission is received once', () => {
  expect(short(received().asks(receive, 'outbox'))).toBe('OUT_OF_ORDER');
  expect(short(new Story(RECEIPT, {}).asks(receive, 'standingOffice'))).toBe('WRONG_ROLE');
});
