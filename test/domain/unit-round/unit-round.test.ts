import { expect, test } from 'vitest';
import type { PinnedStage } from '../../../domain/proposal/round.ts';
import { UNIT_ROUND, type UnitRoundCommand, type UnitRoundFacts } from '../../../domain/unit-round/unit-round.ts';
import { actor, LETTER, short, TALLY, WORDS } from '../../builders/case.ts';
import { DAY, round, START, stage } from '../../builders/round.ts';
import { Story } from '../story.ts';

const DUE = START + 30 * DAY;
const ROUND = 'test-plan/annual';
const evidence = [{ key: 'report', hash: 'e1' }];

function facts(
  change: Partial<PinnedStage> = {},
  owing: string[] = ['a', 'b', 'c'],
  onePerson = false,
): UnitRoundFacts {
  const stages = [
    stage('checkpoint', { per: 'unit', dueAt: DUE, ...change }),
    stage('scoring', { per: 'unit' }),
    stage('nomination', { per: 'unit', dueAt: DUE, opensAt: START }),
  ];
  return { round: round({ stages, afterWindow: 'refuse' }), owing, onePerson };
}

const handIn = (except: string[] = [], of = 'checkpoint'): UnitRoundCommand => ({
  kind: 'HandInForUnit',
  body: { round: ROUND, stage: of, evidence, except: except.map((proposal) => ({ proposal, reason: WORDS })) },
});
const propose = (lines: string[], left: string[] = [], title = 'LDTT'): UnitRoundCommand => ({
  kind: 'ProposeList',
  body: {
    round: ROUND,
    letter: LETTER,
    unitVote: TALLY,
    lines: lines.map((proposal) => ({ proposal, title, reason: null })),
    left: left.map((proposal) => ({ proposal, reason: WORDS })),
  },
});
const confirm = (act = 1): UnitRoundCommand => ({ kind: 'ConfirmList', body: { act } });
const decline = (act = 1): UnitRoundCommand => ({ kind: 'DeclineList', body: { act, reason: WORDS } });

const unit = (of = facts()) => new Story(UNIT_ROUND, of);
const proposed = () => unit().does(propose(['a', 'b'], ['c']), 'unitClerk');

test('one hand-in serves all of a unit’s proposals that owe the stage, but the exceptions', () => {
  const one = unit().does(handIn(['b']), 'unitClerk');
  expect(one.last().body).toMatchObject({
    unit: 'ward-1',
    stage: 'checkpoint',
    proposals: ['a', 'c'],
    except: [{ proposal: 'b' }],
  });
  expect(one.carried()).toEqual(
    ['a', 'c'].map((id) => ({
      org: 'office',
      stream: `proposal/${id}`,
      kind: 'HandIn',
      body: { stage: 'checkpoint', evidence },
    })),
  );
});

test('a unit hands in for a stage that takes one hand-in for all, and that some proposal owes', () => {
  const asks = (of: UnitRoundFacts, command = handIn()) => short(unit(of).asks(command, 'unitClerk'));
  expect(asks(facts({ per: 'proposal' }))).toBe('STAGE_NOT_OWED');
  expect(asks(facts(), handIn([], 'nowhere'))).toBe('STAGE_NOT_OWED');
  expect(asks(facts({}, []))).toBe('STAGE_NOT_OWED');
  expect(asks(facts(), handIn(['a', 'b', 'c']))).toBe('STAGE_NOT_OWED');
  // Carried, neither would be taken: a score is each proposal's own, and a nomination goes by the list.
  expect(asks(facts(), handIn([], 'scoring'))).toBe('STAGE_NOT_OWED');
  expect(asks(facts(), handIn([], 'nomination'))).toBe('STAGE_NOT_OWED');
});

test('a unit hands in from the opening on, and everything that is asked for', () => {
  const one = unit(facts({ opensAt: START + DAY, evidence: ['report', 'list'] }));
  expect(short(one.asks(handIn(), 'unitClerk', { at: START + DAY - 1 }))).toBe('STAGE_NOT_OPEN');
  expect(short(one.asks(handIn(), 'unitClerk', { at: START + DAY }))).toBe('EVIDENCE_INCOMPLETE');
});

test('the head hands in where the plan names the head', () => {
  expect(short(unit().asks(handIn(), 'unitHead'))).toBe('WRONG_ROLE');
  expect(short(unit(facts({ actors: ['unitClerk', 'unitHead'] })).asks(handIn(), 'unitHead'))).toEqual([
    'UnitHandedIn',
  ]);
});

test('the year-end list names every proposal of the unit once, nominated or left with a reason', () => {
  const asks = (command: UnitRoundCommand) => {
    const answer = unit().asks(command, 'unitClerk');
    return answer.ok ? short(answer) : [answer.refusal.code, answer.refusal.facts];
  };
  expect(asks(propose(['a', 'b']))).toEqual(['LINES_DIFFER', { missing: ['c'], foreign: [], repeated: [] }]);
  expect(asks(propose(['a', 'b', 'c', 'd']))).toEqual(['LINES_DIFFER', { missing: [], foreign: ['d'], repeated: [] }]);
  expect(asks(propose(['a', 'b', 'c'], ['c']))).toEqual([
    'LINES_DIFFER',
    { missing: [], foreign: [], repeated: ['c'] },
  ]);
  expect(asks(propose(['a', 'b'], ['c']))).toEqual(['ListProposed']);
  expect(short(unit(facts({}, [])).asks(propose([]), 'unitClerk'))).toBe('LINES_DIFFER');
  expect(asks(propose(['a', 'b', 'c'], [], 'HCLĐ'))).toEqual([
    'TITLE_NOT_IN_ROUND',
    { title: 'HCLĐ', round: 'annual' },
  ]);
});

test('a list keeps to the window of the nomination, proposed and confirmed', () => {
  expect(short(unit().asks(propose(['a', 'b', 'c']), 'unitClerk', { at: START - 1 }))).toBe('ROUND_NOT_OPEN');
  expect(short(unit().asks(propose(['a', 'b', 'c']), 'unitClerk', { at: DUE - 1 }))).toEqual(['ListProposed']);
  expect(short(unit().asks(propose(['a', 'b', 'c']), 'unitClerk', { at: DUE }))).toBe('WINDOW_CLOSED');
  expect(short(proposed().asks(confirm(), 'unitHead', { at: DUE - 1 }))).toEqual(['UnitNominated']);
  expect(short(proposed().asks(confirm(), 'unitHead', { at: DUE }))).toBe('WINDOW_CLOSED');
});

test('after the window a list is of those whose date is later than the plan’s, and of no others', () => {
  const late = (...extended: string[]) => ({ at: DUE, facts: { ...facts(), extended } });
  const asks = (named: string[], ...extended: string[]) =>
    short(unit().asks(propose(named), 'unitClerk', late(...extended)));
  expect(asks(['a', 'b', 'c'])).toBe('WINDOW_CLOSED');
  expect(asks(['a', 'b', 'c'], 'a', 'b')).toBe('WINDOW_CLOSED');
  expect(asks(['a'], 'a', 'b')).toBe('LINES_DIFFER');
  expect(asks(['a', 'b'], 'a', 'b')).toEqual(['ListProposed']);
  const confirms = (...extended: string[]) => short(proposed().asks(confirm(), 'unitHead', late(...extended)));
  expect(confirms('a', 'b')).toBe('WINDOW_CLOSED');
  expect(confirms('a', 'b', 'c')).toEqual(['UnitNominated']);
});

test('the head’s confirmation carries the list to every proposal under one letter', () => {
  const one = proposed();
  expect(one.carried()).toEqual([]);
  one.does(confirm(), 'unitHead');
  expect(one.last().body).toMatchObject({ proposedBy: 'unitClerk' });
  const nominate = { title: 'LDTT', reason: null, draft: null, rowVersion: null, letter: LETTER, unitVote: TALLY };
  expect(one.carried()).toEqual([
    { org: 'office', stream: 'proposal/a', kind: 'Nominate', body: nominate },
    { org: 'office', stream: 'proposal/b', kind: 'Nominate', body: nominate },
    { org: 'office', stream: 'proposal/c', kind: 'NotNominate', body: { reason: WORDS } },
  ]);
  expect(one.state.pending).toBeNull();
});

test('a list is confirmed while each of its cases is the unit’s to nominate; any other list is declined and drawn up anew', () => {
  const answer = (...owing: string[]) => proposed().asks(confirm(), 'unitHead', { facts: facts({}, owing) });
  const moved = (foreign: string) => ({
    refusal: { code: 'LINES_DIFFER', facts: { missing: [], foreign: [foreign], repeated: [] } },
  });
  expect(answer('b', 'c')).toMatchObject(moved('a'));
  expect(answer('a', 'b')).toMatchObject(moved('c'));
  const next = proposed().does(decline(), 'unitHead', { facts: {} });
  expect(short(next.asks(propose(['b', 'c']), 'unitClerk', { facts: facts({}, ['b', 'c']) }))).toEqual([
    'ListProposed',
  ]);
  // Who came since is for a list of their own.
  expect(short(answer('a', 'b', 'c', 'd'))).toEqual(['UnitNominated']);
});

test('a list is settled by the head, another person, and by its number; one waits at a time', () => {
  const one = proposed();
  expect(short(one.asks(propose(['a', 'b', 'c']), 'unitClerk'))).toBe('ACT_ALREADY_PENDING');
  for (const settle of [confirm, decline]) {
    expect(short(one.asks(settle(), 'unitClerk'))).toBe('WRONG_ROLE');
    expect(short(one.asks(settle(), actor('unitHead', { id: 'unitClerk' })))).toBe('SAME_PERSON');
    expect(short(one.asks(settle(7), 'unitHead'))).toBe('NO_ACT_PENDING');
    expect(short(unit().asks(settle(), 'unitHead'))).toBe('NO_ACT_PENDING');
  }
  expect(short(one.asks(handIn(), 'unitClerk'))).toEqual(['UnitHandedIn']);
  one.does(decline(), 'unitHead');
  expect(one.carried()).toEqual([]);
  expect(short(one.asks(propose(['a', 'b', 'c']), 'unitClerk'))).toEqual(['ListProposed']);
});

test('a unit of one person nominates by one act', () => {
  const one = unit(facts({}, ['a'], true));
  expect(short(one.asks(propose(['a']), 'unitClerk'))).toEqual(['ListProposed', 'UnitNominated']);
  expect(
    one
      .does(propose(['a']), 'unitClerk')
      .carried()
      .map(({ kind }) => kind),
  ).toEqual(['Nominate']);
});

test('another unit has no part in it', () => {
  const neighbour = actor('unitHead', { id: 'neighbour', unit: 'ward-2' });
  expect(short(proposed().asks(confirm(), neighbour))).toBe('NOT_YOUR_UNIT');
  expect(short(unit().asks(handIn(), 'standingOffice'))).toBe('WRONG_ROLE');
});
