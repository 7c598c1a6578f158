import { expect, test } from 'vitest';
import { startOfDay } from '../../../domain/calendar/local-date.ts';
import type { EnteredLine } from '../../../domain/session/lines.ts';
import type { RegulationFact } from '../../../domain/session/regulation.ts';
import { SESSION, sessionListings } from '../../../domain/session/session.ts';
import { actor, LETTER, short, TALLY, WORDS } from '../../builders/case.ts';
import { line, Story } from '../story.ts';

const ready = (...ids: string[]) => ids.map((id) => line(id, { state: 'readyForCouncil', stageKind: 'council' }));
const call = (...proposals: string[]) =>
  ({ kind: 'CallSession', body: { meeting: 'meeting', heldOn: '2021-01-04', proposals } }) as const;
const enter = (...lines: EnteredLine[]) => ({ kind: 'EnterResult', body: { lines, minutes: LETTER } }) as const;
const voted = (proposal: string, change: Partial<typeof TALLY> = {}): EnteredLine => ({
  proposal,
  tally: { ...TALLY, ...change },
  minutesSay: 'passed',
});

function called() {
  return new Story(SESSION, { lines: ready('a', 'b') }).does(call('a', 'b'), 'councilSecretary');
}

function entered() {
  return called().does(enter(voted('a'), voted('b', { for: 3, against: 8 })), 'councilSecretary');
}

test('a result is entered once the day of the session has come', () => {
  const one = new Story(SESSION, { lines: ready('a') }).does(call('a'), 'councilSecretary');
  const heldOn = startOfDay('2021-01-04');
  expect(short(one.asks(enter(voted('a')), 'councilSecretary', { at: heldOn - 1 }))).toBe('DAY_AHEAD');
  expect(short(one.asks(enter(voted('a')), 'councilSecretary', { at: heldOn }))).toEqual(['ResultEntered']);
});

test('a session was held on no day before one of its cases had come so far', () => {
  const since = (reachedOn: '2021-01-03' | '2021-01-04' | '2021-01-05', id: string) =>
    line(id, { state: 'readyForCouncil', reachedOn });
  const asks = (...lines: ReturnType<typeof line>[]) =>
    new Story(SESSION, { lines }).asks(call(...lines.map(({ proposal }) => proposal)), 'councilSecretary');
  expect(short(asks(since('2021-01-03', 'a'), since('2021-01-04', 'b')))).toEqual(['SessionCalled']);
  expect(asks(since('2021-01-04', 'a'), since('2021-01-05', 'b'))).toMatchObject({
    refusal: {
      code: 'DAY_BEFORE',
      facts: { heldOn: '2021-01-04', lines: [{ proposal: 'b', reachedOn: '2021-01-05' }] },
    },
  });
});

test('a session takes cases that are ready and free, in the order asked, and tells each', () => {
  const one = called();
  expect(one.state.lines).toEqual([
    { line: 1, proposal: 'a' },
    { line: 2, proposal: 'b' },
  ]);
  expect(one.carried()).toEqual([
    { org: 'office', stream: 'proposal/a', kind: 'PutOnAgenda', body: { session: 'session/1', line: 1 } },
    { org: 'office', stream: 'proposal/b', kind: 'PutOnAgenda', body: { session: 'session/1', line: 2 } },
  ]);
  expect(sessionListings(one.last())).toEqual([
    { proposal: 'a', kind: 'session', list: 'session/1', status: 'claimed' },
    { proposal: 'b', kind: 'session', list: 'session/1', status: 'claimed' },
  ]);
});

test('a session names every line that it cannot take', () => {
  const asks = (lines: ReturnType<typeof line>[], ...proposals: string[]) => {
    const answer = new Story(SESSION, { lines }).asks(call(...proposals), 'councilSecretary');
    return answer.ok ? 'ok' : [answer.refusal.code, answer.refusal.facts];
  };
  expect(asks(ready('a'), 'a', 'b')).toEqual(['LINE_UNKNOWN', { unknown: ['b'], repeated: [] }]);
  expect(asks(ready('a'), 'a', 'a')).toEqual(['LINE_UNKNOWN', { unknown: [], repeated: ['a'] }]);
  const held = ready('a').map((each) => ({ ...each, heldBy: 'session/7' }));
  expect(asks(held, 'a')).toEqual(['LINE_ALREADY_LISTED', { lines: [{ proposal: 'a', heldBy: 'session/7' }] }]);
  expect(asks([line('a', { state: 'inStage' })], 'a')).toEqual([
    'LINE_NOT_READY',
    { lines: [{ proposal: 'a', state: 'inStage' }] },
  ]);
});

test('the minutes hold one result for each line of the agenda, no more and no fewer', () => {
  const asks = (...lines: EnteredLine[]) => short(called().asks(enter(...lines), 'councilSecretary'));
  expect(asks(voted('a'))).toBe('LINES_DIFFER');
  expect(asks(voted('a'), voted('b'), voted('c'))).toBe('LINES_DIFFER');
  expect(asks(voted('a'), voted('b'), voted('b'))).toBe('LINES_DIFFER');
  expect(asks(voted('b'), voted('a'))).toEqual(['ResultEntered']);
});

test('a tally of more votes than members, or of none, is a slip of the pen', () => {
  const asks = (change: Partial<typeof TALLY>) =>
    short(called().asks(enter(voted('a'), voted('b', change)), 'councilSecretary'));
  expect(asks({ for: 11, against: 1 })).toBe('TALLY_IMPOSSIBLE');
  expect(asks({ for: 10, against: 1, blank: 1 })).toBe('TALLY_IMPOSSIBLE');
  expect(asks({ absentInWriting: { for: 0, against: 1 } })).toBe('TALLY_IMPOSSIBLE');
  expect(asks({ members: 0, for: 0, against: 0 })).toBe('TALLY_IMPOSSIBLE');
  expect(asks({ for: 11, against: 0 })).toEqual(['ResultEntered']);
});

test('the secretary enters and the chair confirms: never one person, never another act', () => {
  const one = entered();
  expect(one.state.entered).toMatchObject({ seq: 2, by: 'councilSecretary' });
  const confirm = { kind: 'ConfirmResult', body: { act: 2 } } as const;
  expect(short(one.asks(confirm, 'councilSecretary'))).toBe('WRONG_ROLE');
  expect(short(one.asks(confirm, actor('councilChair', { id: 'councilSecretary' })))).toBe('SAME_PERSON');
  expect(short(one.asks({ kind: 'ConfirmResult', body: { act: 1 } }, 'councilChair'))).toBe('NO_ACT_PENDING');
  expect(short(one.asks(confirm, 'councilChair'))).toEqual(['ResultConfirmed']);
});

test('the chair’s confirmation asks again: an amendment may have made the council smaller meanwhile', () => {
  const confirm = { kind: 'ConfirmResult', body: { act: 2 } } as const;
  const regulations = [{ plan: 'p', planVersion: 2, regulation: { ...REGULATION, members: 9 }, proposals: ['a', 'b'] }];
  expect(short(entered().asks(confirm, 'councilChair', { facts: { regulations } }))).toBe('TALLY_IMPOSSIBLE');
});

test('a result that the chair declines is entered again', () => {
  const one = entered().does({ kind: 'DeclineResult', body: { act: 2, reason: WORDS } }, 'councilChair');
  expect(one.state).toMatchObject({ phase: 'called', entered: null });
  expect(one.carried()).toEqual([]);
  expect(one.does(enter(voted('a'), voted('b')), 'councilSecretary').state.phase).toBe('entered');
});

/** Two thirds of eleven members. */
const REGULATION = {
  members: 11,
  threshold: { numerator: 2, denominator: 3, base: 'all', strict: false },
  source: { kind: 'seed', place: 'Quy chế' },
} as const;

function judgedBy(...regulations: RegulationFact[]) {
  return entered().does({ kind: 'ConfirmResult', body: { act: 2 } }, 'councilChair', { facts: { regulations } });
}

test('a confirmed result is judged by the regulation and reaches each case', () => {
  const one = judgedBy({ plan: 'p', planVersion: 1, regulation: REGULATION, proposals: ['a', 'b'] });
  const verdict = { rule: '2/3 of all', base: 11, needed: 8 };
  expect(one.carried()).toEqual([
    {
      org: 'office',
      stream: 'proposal/a',
      kind: 'RecordResult',
      body: {
        session: 'session/1',
        outcome: 'passed',
        tally: TALLY,
        verdict: { ...verdict, result: 'yes', votesFor: 10 },
      },
    },
    {
      org: 'office',
      stream: 'proposal/b',
      kind: 'RecordResult',
      body: {
        session: 'session/1',
        outcome: 'notPassed',
        tally: { ...TALLY, for: 3, against: 8 },
        verdict: { ...verdict, result: 'no', votesFor: 3 },
      },
    },
  ]);
});

test('each line of an agenda is judged by the regulation of its own plan', () => {
  const quarter = { ...REGULATION, threshold: { ...REGULATION.threshold, numerator: 1, denominator: 4 } };
  const [a, b] = judgedBy(
    { plan: 'last-year', planVersion: 2, regulation: REGULATION, proposals: ['a'] },
    { plan: 'this-year', planVersion: 1, regulation: quarter, proposals: ['b'] },
  ).carried();
  expect(a?.body).toMatchObject({ outcome: 'passed', verdict: { rule: '2/3 of all', needed: 8 } });
  expect(b?.body).toMatchObject({ outcome: 'passed', verdict: { rule: '1/4 of all', needed: 3 } });
});

test('a line whose plan knows no regulation goes by the minutes, beside one that has its own', () => {
  const [a, b] = judgedBy(
    { plan: 'last-year', planVersion: 1, regulation: null, proposals: ['b'] },
    { plan: 'this-year', planVersion: 1, regulation: REGULATION, proposals: ['a'] },
  ).carried();
  expect(a?.body).toMatchObject({ verdict: { result: 'yes' } });
  expect(b?.body).toMatchObject({ outcome: 'passed', verdict: { result: 'undetermined', minutesSay: 'passed' } });
});

test('without a regulation the minutes decide, and say so', () => {
  const one = entered().does({ kind: 'ConfirmResult', body: { act: 2 } }, 'councilChair');
  expect(one.carried()[1]?.body).toMatchObject({
    outcome: 'passed',
    verdict: { result: 'undetermined', missing: 'council.threshold', minutesSay: 'passed' },
  });
});

test('a deferred line goes back with its reason and without a vote', () => {
  const one = called().does(enter(voted('a'), { proposal: 'b', deferred: WORDS }), 'councilSecretary');
  one.does({ kind: 'ConfirmResult', body: { act: 2 } }, 'councilChair');
  expect(one.carried()[1]).toEqual({
    org: 'office',
    stream: 'proposal/b',
    kind: 'Defer',
    body: { session: 'session/1', reason: WORDS },
  });
});

test('a closed session is closed, and nothing is entered before it is called', () => {
  const closed = entered().does({ kind: 'ConfirmResult', body: { act: 2 } }, 'councilChair');
  for (const command of [call('a'), enter(voted('a')), { kind: 'ConfirmResult', body: { act: 2 } } as const]) {
    expect(short(closed.asks(command, 'councilSecretary'))).toBe('OUT_OF_ORDER');
  }
  expect(short(new Story(SESSION, {}).asks(enter(voted('a')), 'councilSecretary'))).toBe('OUT_OF_ORDER');
});
