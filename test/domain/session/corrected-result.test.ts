import { expect, test } from 'vitest';
import type { EnteredTally } from '../../../domain/session/lines.ts';
import { SESSION } from '../../../domain/session/session.ts';
import { actor, LETTER, short, TALLY, WORDS } from '../../builders/case.ts';
import { line, Story } from '../story.ts';

const REGULATION = {
  members: 11,
  threshold: { numerator: 2, denominator: 3, base: 'all', strict: false },
  source: { kind: 'seed', place: 'Quy chế' },
} as const;
const FREE = { votedIn: null, listedOn: null };
const regulations = [{ plan: 'p', planVersion: 1, regulation: REGULATION, proposals: ['a', 'b'] }];
const facts = { regulations, correction: FREE };
const voted = (proposal: string, yes: number): EnteredTally => ({
  proposal,
  tally: { ...TALLY, for: yes, against: 11 - yes },
  minutesSay: 'passed',
});
const correct = (line: EnteredTally) => ({ kind: 'CorrectResult', body: { ...line, reason: WORDS } }) as const;
const confirm = (act: number) => ({ kind: 'ConfirmCorrection', body: { act } }) as const;

/** `a` passed with ten votes, `b` was deferred. */
function closed() {
  const ready = ['a', 'b'].map((id) => line(id, { state: 'readyForCouncil', stageKind: 'council' }));
  const meeting = { meeting: 'meeting', heldOn: '2021-01-04', proposals: ['a', 'b'] } as const;
  const lines = [voted('a', 10), { proposal: 'b', deferred: WORDS }];
  return new Story(SESSION, { lines: ready, ...facts })
    .does({ kind: 'CallSession', body: meeting }, 'councilSecretary')
    .does({ kind: 'EnterResult', body: { lines, minutes: LETTER } }, 'councilSecretary')
    .does({ kind: 'ConfirmResult', body: { act: 2 } }, 'councilChair');
}

const corrected = () => closed().does(correct(voted('a', 7)), 'councilSecretary');

test('the secretary enters a correction and the chair confirms it; then the line is judged again and told to its case', () => {
  const one = corrected();
  expect([one.state.phase, one.carried()]).toEqual(['correcting', []]);
  expect(short(one.asks(confirm(4), 'councilSecretary'))).toBe('WRONG_ROLE');
  expect(short(one.asks(confirm(4), actor('councilChair', { id: 'councilSecretary' })))).toBe('SAME_PERSON');
  expect(short(one.asks(confirm(2), 'councilChair'))).toBe('NO_ACT_PENDING');
  one.does(confirm(4), 'councilChair');
  const { tally } = voted('a', 7);
  const verdict = { result: 'no', rule: '2/3 of all', base: 11, votesFor: 7, needed: 8 };
  const body = { session: 'session/1', correction: 5, outcome: 'notPassed', tally, verdict, reason: WORDS };
  expect(one.carried()).toEqual([{ org: 'office', stream: 'proposal/a', kind: 'CorrectResult', body }]);
  // What was entered first stays where it stood.
  expect(one.state).toMatchObject({ phase: 'closed', entered: { lines: [voted('a', 10), {}] }, correction: null });
  expect(one.state.corrected).toEqual([{ seq: 5, line: voted('a', 7), satUnder: null }]);
});

test('the figure that stands is the latest: the first one may be entered again, and the same is no correction', () => {
  const one = corrected().does(confirm(4), 'councilChair');
  expect(short(one.asks(correct(voted('a', 7)), 'councilSecretary'))).toBe('NOTHING_TO_CORRECT');
  expect(short(one.asks(correct(voted('a', 10)), 'councilSecretary'))).toEqual(['CorrectionEntered']);
  expect(short(closed().asks(correct(voted('a', 10)), 'councilSecretary'))).toBe('NOTHING_TO_CORRECT');
});

test('a correction names the constitution by which it was judged again, beside the one that the session sat under', () => {
  const under = (constitution: number) => ({ facts: { ...facts, sitting: { constitution, seats: 11 } } });
  const one = corrected().does(confirm(4), 'councilChair', under(7));
  expect(one.state).toMatchObject({ satUnder: null, corrected: [{ seq: 5, satUnder: 7 }] });
});

test('only a tally is corrected: a line that was deferred, or is not on the agenda, has none', () => {
  expect(short(closed().asks(correct(voted('b', 10)), 'councilSecretary'))).toBe('NOTHING_TO_CORRECT');
  expect(short(closed().asks(correct(voted('c', 10)), 'councilSecretary'))).toBe('NOTHING_TO_CORRECT');
  expect(short(closed().asks(correct(voted('a', 12)), 'councilSecretary'))).toBe('TALLY_IMPOSSIBLE');
});

test('once a list holds the case, the refusal points to the counter-decision; also where the chair comes too late', () => {
  const listed = { ...facts, correction: { ...FREE, listedOn: 'decision/1' } };
  const no = {
    code: 'TALLY_LISTED',
    facts: { list: 'decision/1' },
    rule: 'row 28: afterwards only by counter-decision',
  };
  expect(closed().asks(correct(voted('a', 7)), 'councilSecretary', { facts: listed })).toMatchObject({ refusal: no });
  expect(corrected().asks(confirm(4), 'councilChair', { facts: listed })).toMatchObject({ refusal: no });
  const again = { ...facts, correction: { ...FREE, votedIn: 'session/2' } };
  expect(short(closed().asks(correct(voted('a', 7)), 'councilSecretary', { facts: again }))).toBe('LINE_UNKNOWN');
});

test('a correction that the chair declines leaves the tally as it was', () => {
  const one = corrected().does({ kind: 'DeclineCorrection', body: { act: 4, reason: WORDS } }, 'councilChair');
  expect([one.state.phase, one.state.corrected, one.carried()]).toEqual(['closed', undefined, []]);
});

test('a correction that its case does not take is put back, and the tally before it stands', () => {
  const one = corrected().does(confirm(4), 'councilChair');
  const putBack = { correction: 5, code: 'TALLY_LISTED', rule: 'row 28' } as const;
  expect(short(one.asks({ kind: 'PutCorrectionBack', body: putBack }, 'councilSecretary'))).toBe('WRONG_ROLE');
  one.does({ kind: 'PutCorrectionBack', body: putBack }, 'outbox');
  expect(short(one.asks({ kind: 'PutCorrectionBack', body: putBack }, 'outbox'))).toBe('NO_ACT_PENDING');
  expect(short(one.asks(correct(voted('a', 10)), 'councilSecretary'))).toBe('NOTHING_TO_CORRECT');
  expect(short(one.asks(correct(voted('a', 7)), 'councilSecretary'))).toEqual(['CorrectionEntered']);
});
