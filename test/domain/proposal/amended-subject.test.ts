import { expect, test } from 'vitest';
import type { SubjectRef } from '../../../domain/proposal/commands.ts';
import { actor, type Case, caseIn, PAST_LETTER, short, WORDS } from '../../builders/case.ts';

const NOW: SubjectRef = { id: 'subject-2', kind: 'person', commitment: 'bb' };

function amends(one: Case, subject = NOW, claimedBy: string | null = null) {
  return one.asks('AmendSubject', { facts: { amended: { subject, claimedBy } } });
}

test('a fact about the subject is amended by its new commitment, with the paper that says so, and nothing moves', () => {
  const one = caseIn('inAppraisal');
  const before = one.state.position;
  expect(amends(one)).toEqual({
    ok: true,
    events: [{ kind: 'SubjectAmended', body: { subject: NOW, same: true, document: PAST_LETTER } }],
  });
  one.does('AmendSubject');
  expect(one.state.opened?.subject).toEqual(NOW);
  expect(one.state.position).toEqual(before);
  // Whoever decided on the older screen looks again.
  expect(short(one.asks('Appraise', { basis: one.state.seq - 1, by: actor('standingOffice', { id: 'b' }) }))).toBe(
    'STALE',
  );
});

test('somebody else than was meant is another subject', () => {
  const one = caseIn('nominated');
  const answer = one.asks('AmendSubject', { body: { fact: { subject: 'subject-2' } } });
  expect(answer).toMatchObject({ events: [{ body: { subject: NOW, same: false } }] });
});

test('what a first act had to satisfy is asked again: the title fits the kind, and no other case proposes the same', () => {
  const one = caseIn('nominated');
  expect(short(amends(one, { ...NOW, kind: 'collective' }))).toBe('SUBJECT_KIND_NOT_ALLOWED');
  expect(short(amends(one, NOW, 'proposal/first'))).toBe('ALREADY_PROPOSED');
  expect(short(amends(one, { id: 'subject-1', kind: 'person', commitment: 'aa' }))).toBe('SUBJECT_UNCHANGED');
  expect(short(amends(caseIn('passed/submission'), { ...NOW, kind: 'collective' }))).toEqual(['SubjectAmended']);
});

test('what is signed names the subject on paper, and is left to a counter-decision', () => {
  const facts = (listing: 'listed' | 'signed') => ({
    facts: { listing, amended: { subject: NOW, claimedBy: null } },
    body: { fact: { kind: 'person' as const, name: WORDS } },
  });
  expect(short(caseIn('onDecision').asks('AmendSubject', facts('listed')))).toEqual(['SubjectAmended']);
  expect(short(caseIn('onDecision').asks('AmendSubject', facts('signed')))).toBe('ALREADY_SIGNED');
  expect(short(caseIn('granted').asks('AmendSubject', facts('signed')))).toBe('ALREADY_SIGNED');
});
