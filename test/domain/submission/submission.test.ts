import { expect, test } from 'vitest';
import { SUBMISSION, type SubmissionCommand, submissionListings } from '../../../domain/submission/submission.ts';
import { actor, LETTER, short, WORDS } from '../../builders/case.ts';
import { line, Story } from '../story.ts';

const ABOVE = { org: 'city', receipt: 'receipt-1' };
const passed = (proposal: string, change: Parameters<typeof line>[1] = {}) =>
  line(proposal, { stageKind: 'submission', title: 'BK', ...change });

function draft(above: typeof ABOVE | null = ABOVE): SubmissionCommand {
  const lines = [
    { proposal: 'a', upper: 'upper-a' },
    { proposal: 'b', upper: 'upper-b' },
  ];
  return { kind: 'DraftSubmission', body: { above, to: 'Thành phố', lines } };
}
const send: SubmissionCommand = { kind: 'SignAndSend', body: { letter: LETTER } };
const strike: SubmissionCommand = { kind: 'StrikeSubmissionLine', body: { proposal: 'b', reason: WORDS } };
const decline: SubmissionCommand = { kind: 'DeclineSubmissionLetter', body: { reason: WORDS } };

const copied = (proposal: string) => ({
  proposal,
  upper: `upper-${proposal}`,
  title: 'BK',
  subject: { id: `subject-${proposal}`, kind: 'person' as const, commitment: 'aa' },
  dossier: 'd1',
  round: 'annual',
});
const ready = {
  lines: [passed('a', { status: 'listed' }), passed('b', { status: 'listed' })],
  copy: { hash: 'cc', lines: [copied('a'), copied('b')] },
};

const drafted = (above: typeof ABOVE | null = ABOVE) =>
  new Story(SUBMISSION, { lines: [passed('a'), passed('b')] }).does(draft(above), 'standingOffice');

test('a submission takes cases that passed and go upward, and claims each', () => {
  const one = drafted();
  expect(one.state.lines).toEqual([
    { line: 1, proposal: 'a', upper: 'upper-a', title: 'BK' },
    { line: 2, proposal: 'b', upper: 'upper-b', title: 'BK' },
  ]);
  expect(one.carried().map(({ stream, kind, body }) => [stream, kind, body])).toEqual([
    ['proposal/a', 'ListOnSubmission', { submission: 'submission/1', line: 1 }],
    ['proposal/b', 'ListOnSubmission', { submission: 'submission/1', line: 2 }],
  ]);
  expect(submissionListings(one.last(), one.state).map(({ status }) => status)).toEqual(['claimed', 'claimed']);
  const asks = (change: Parameters<typeof line>[1]) =>
    short(new Story(SUBMISSION, { lines: [passed('a'), passed('b', change)] }).asks(draft(), 'standingOffice'));
  expect(asks({ stageKind: 'decision' })).toBe('LINE_NOT_READY');
  expect(asks({ state: 'sentUp' })).toBe('LINE_NOT_READY');
  expect(asks({ heldBy: 'submission/7' })).toBe('LINE_ALREADY_LISTED');
});

test('a signed letter sends every line up, and a copy without votes to the level above', () => {
  const one = drafted().does(send, 'authorityHead', { facts: ready });
  expect(one.carried()).toEqual([
    ...['a', 'b'].map((id) => ({
      org: 'office',
      stream: `proposal/${id}`,
      kind: 'SendUp',
      body: { submission: 'submission/1', letter: LETTER, copyHash: 'cc', above: { ...ABOVE, upper: `upper-${id}` } },
    })),
    {
      org: 'city',
      stream: 'receipt/receipt-1',
      kind: 'ReceiveSubmission',
      body: {
        from: 'office',
        submission: 'submission/1',
        letter: LETTER,
        copyHash: 'cc',
        lines: [copied('a'), copied('b')],
      },
    },
  ]);
  expect(submissionListings(one.last(), one.state).map(({ proposal, status }) => [proposal, status])).toEqual([
    ['a', 'signed'],
    ['b', 'signed'],
  ]);
});

test('where the level above does not run the product, only the cases here are told', () => {
  const one = drafted(null).does(send, 'authorityHead', { facts: ready });
  expect(one.carried().map(({ kind, body }) => [kind, (body as { above: unknown }).above])).toEqual([
    ['SendUp', null],
    ['SendUp', null],
  ]);
});

test('a line that is not ready blocks the letter until it is struck', () => {
  const one = drafted();
  const facts = { ...ready, lines: [passed('a', { status: 'listed' }), passed('b', { status: 'void' })] };
  expect(one.asks(send, 'authorityHead', { facts })).toMatchObject({
    ok: false,
    refusal: { code: 'LINE_NOT_READY', facts: { lines: [{ line: 2, proposal: 'b' }] } },
  });
  one.does(strike, 'standingOffice');
  expect(one.carried()).toEqual([
    {
      org: 'office',
      stream: 'proposal/b',
      kind: 'StrikeFromSubmission',
      body: { submission: 'submission/1', reason: WORDS },
    },
  ]);
  expect(submissionListings(one.last(), one.state)).toEqual([
    { proposal: 'b', kind: 'submission', list: 'submission/1', status: 'void' },
  ]);
  expect(short(one.asks(strike, 'standingOffice'))).toBe('LINE_UNKNOWN');
  expect(short(one.asks(send, 'authorityHead', { facts }))).toEqual(['SubmissionSent']);
});

test('whoever appraised a line never signs the letter, and no letter goes without a line', () => {
  const chief = actor('authorityHead', { id: 'appraiser' });
  expect(short(drafted().asks(send, chief, { facts: ready }))).toBe('SAME_PERSON');
  const empty = drafted()
    .does(strike, 'standingOffice')
    .does({ kind: 'StrikeSubmissionLine', body: { proposal: 'a', reason: WORDS } }, 'authorityHead');
  expect(short(empty.asks(send, 'authorityHead', { facts: ready }))).toBe('LINE_NOT_READY');
});

test('a letter that is not signed declines its lines', () => {
  const one = drafted().does(decline, 'authorityHead');
  expect(one.state.phase).toBe('notSigned');
  expect(one.carried().map(({ stream, kind }) => [stream, kind])).toEqual([
    ['proposal/a', 'DeclineSubmission'],
    ['proposal/b', 'DeclineSubmission'],
  ]);
  for (const command of [send, strike, decline, draft()]) {
    expect(short(one.asks(command, 'authorityHead', { facts: ready }))).toBe('OUT_OF_ORDER');
  }
});

test('the office drafts, the authority signs or does not', () => {
  expect(short(drafted().asks(send, 'standingOffice', { facts: ready }))).toBe('WRONG_ROLE');
  expect(short(drafted().asks(decline, 'standingOffice'))).toBe('WRONG_ROLE');
  expect(short(new Story(SUBMISSION, { lines: [passed('a'), passed('b')] }).asks(draft(), 'authorityHead'))).toBe(
    'WRONG_ROLE',
  );
});

const mend: SubmissionCommand = {
  kind: 'CorrectLetterNumber',
  body: { number: '16/TTr', on: '2021-01-03', reason: WORDS },
};
const was = { number: LETTER.number, on: LETTER.on };
const sent = (above: typeof ABOVE | null = ABOVE) => drafted(above).does(send, 'authorityHead', { facts: ready });

test('a letter that was sent is mended in its number, and everybody who has read it is told: the cases, and the level above', () => {
  const one = sent().does(mend, 'authorityHead');
  expect(one.state.letter).toEqual({ number: '16/TTr', on: '2021-01-03' });
  expect(one.carried()).toEqual([
    ...['a', 'b'].map((id) => ({
      org: 'office',
      stream: `proposal/${id}`,
      kind: 'CorrectNumber',
      body: { list: 'submission/1', was, ...mend.body },
    })),
    { org: 'city', stream: 'receipt/receipt-1', kind: 'CorrectReceivedLetter', body: { was, ...mend.body } },
  ]);
});

test('where the level above does not run the product, only the cases here are told of a mended number', () => {
  const one = sent(null).does(mend, 'authorityHead');
  expect(one.carried().map(({ kind }) => kind)).toEqual(['CorrectNumber', 'CorrectNumber']);
});

test('a number that was mended when nobody above was told has told nobody above', () => {
  const one = sent().does(mend, 'authorityHead');
  const last = one.last();
  const then = { ...last, envelope: { ...last.envelope, revision: 1 } };
  expect(SUBMISSION.carry(one.state, then).map(({ kind }) => kind)).toEqual(['CorrectNumber', 'CorrectNumber']);
});
