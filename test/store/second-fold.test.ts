import { expect, test } from 'vitest';
import { rowOf } from '../../store/board/proposal-board.ts';
import { type Case, caseIn, PAST_LETTER, STANDINGS, WORDS } from '../builders/case.ts';
import { proposalRow } from './second-fold.ts';

const COLUMNS = [
  'seq',
  'unit',
  'subject',
  'title',
  'state',
  'stage',
  'due_at',
  'waits_for',
  'pending_act',
  'pending_kind',
  'withdrawal_asked',
  'material_seq',
  'missed',
  'nominated',
  'still_owed',
  'still_owed_due',
  'held_since',
  'holds',
  'appraised_by',
] as const;

/** The columns of a case's row in which the two folds part. */
function partsIn(one: Case): string[] {
  const told = one.events.map(({ kind, body, envelope }) => ({ ...envelope, kind, body, recordedAt: envelope.seq }));
  const second = proposalRow(told);
  const first = rowOf('office', 'case-1', one.state, { since: 0, missedDueAt: null });
  return COLUMNS.filter((column) => JSON.stringify(first[column]) !== JSON.stringify(second[column]));
}

test.each(STANDINGS.filter((each) => each !== 'none'))('both folds show the same of a case: %s', (standing) => {
  expect(partsIn(caseIn(standing))).toEqual([]);
});

test('both folds let a unit’s pending act fall when its case goes to another unit', () => {
  expect(partsIn(caseIn('inStage/nomination nominating').does('Rehome'))).toEqual([]);
});

test('both folds keep a wish that the level above has heard through its refusal', () => {
  const refused = { body: { outcome: 'refused' as const, reason: WORDS, reported: false } };
  expect(partsIn(caseIn('sentUp withdrawing').does('AnswerFromAbove', refused))).toEqual([]);
});

test('both folds hold a wish from below to change nothing of what is decided on, and an end to answer it', () => {
  const asked = () => caseIn('inAppraisal asked back');
  expect(partsIn(asked().does('DeclineWithdrawal'))).toEqual([]);
  expect(partsIn(asked().does('Reject'))).toEqual([]);
  expect(partsIn(asked().does('Reject').does('Redecide'))).toEqual([]);
});

test('both folds forget what was said from the stage on at which an upheld complaint lets the case go on', () => {
  const one = caseIn('declined').does('Redecide');
  expect(partsIn(one)).toEqual([]);
  for (const { key: stage } of one.round.stages) {
    const again = { body: { complaint: PAST_LETTER, grounds: WORDS, stage } };
    if (!caseIn('declined').asks('Redecide', again).ok) continue;
    expect([stage, ...partsIn(caseIn('declined').does('Redecide', again))]).toEqual([stage]);
  }
  const anew = { body: { complaint: PAST_LETTER, grounds: WORDS, stage: 'initiative' } };
  expect(partsIn(caseIn('declined').does('Redecide', anew).does('HandIn'))).toEqual([]);
});
