import { expect, test } from 'vitest';
import { DECISION } from '../../../domain/decision/decision.ts';
import { SESSION } from '../../../domain/session/session.ts';
import { actor, Case, caseIn, LETTER, short, TALLY } from '../../builders/case.ts';
import { round } from '../../builders/round.ts';
import { line, Story } from '../story.ts';

/** One person in their own role, and for another. */
const clerk = actor('unitClerk', { id: 'both' });
const forHead = actor('unitHead', { id: 'both', actingFor: 'unitHead' });
const secretary = actor('councilSecretary', { id: 'both' });
const forChair = actor('councilChair', { id: 'both', actingFor: 'councilChair' });
const forOffice = actor('standingOffice', { id: 'both', actingFor: 'standingOffice' });
const forAuthority = actor('authorityHead', { id: 'both', actingFor: 'authorityHead' });

test('whoever submitted does not confirm for the head', () => {
  const submitted = new Case(round()).does('Submit', { by: clerk });
  expect(short(submitted.asks('Confirm', { by: forHead }))).toBe('SAME_PERSON');
  expect(short(submitted.asks('Confirm', { by: { ...forHead, id: 'vice' } }))).toEqual([
    'Confirmed → awaitingAcceptance',
  ]);
});

test('whoever entered a result does not confirm it for the chair', () => {
  const lines = [line('a', { state: 'readyForCouncil', stageKind: 'council' })];
  const entered = new Story(SESSION, { lines })
    .does({ kind: 'CallSession', body: { meeting: 'meeting', heldOn: '2021-01-04', proposals: ['a'] } }, secretary)
    .does(
      {
        kind: 'EnterResult',
        body: { lines: [{ proposal: 'a', tally: TALLY, minutesSay: 'passed' }], minutes: LETTER },
      },
      secretary,
    );
  const confirm = { kind: 'ConfirmResult', body: { act: 2 } } as const;
  expect(short(entered.asks(confirm, forChair))).toBe('SAME_PERSON');
  expect(short(entered.asks(confirm, { ...forChair, id: 'vice' }))).toEqual(['ResultConfirmed']);
});

test('whoever appraised, in their own role or for another, does not sign for the authority', () => {
  const lines = [line('a', { status: 'listed', appraisedBy: 'both' })];
  const drafted = new Story(DECISION, { lines: [line('a')] }).does(
    { kind: 'DraftDecision', body: { authority: 'ubnd', register: 'QĐ', proposals: ['a'] } },
    'standingOffice',
  );
  const sign = { kind: 'SignDecision', body: {} } as const;
  expect(short(drafted.asks(sign, forAuthority, { facts: { lines } }))).toBe('SAME_PERSON');
  expect(short(drafted.asks(sign, { ...forAuthority, id: 'vice' }, { facts: { lines } }))).toEqual(['DecisionSigned']);
});

test('whoever proposed a case does not appraise it for the office', () => {
  const inAppraisal = caseIn('inAppraisal');
  expect(short(inAppraisal.asks('Appraise', { by: { ...forOffice, id: 'unitClerk' } }))).toBe('SAME_PERSON');
  expect(short(inAppraisal.asks('Appraise', { by: forOffice }))).toEqual(['Appraised → inStage']);
});

test('a deputy of the only person of an office is the second pair of eyes for what that person proposed', () => {
  const reopening = caseIn('readyForCouncil').does('Reopen', { by: 'standingOffice' });
  const confirms = (by: ReturnType<typeof actor>) => short(reopening.asks('ConfirmAct', { by }));
  expect(confirms(actor('standingOffice'))).toBe('SAME_PERSON');
  expect(confirms({ ...forOffice, id: 'standingOffice' })).toBe('SAME_PERSON');
  expect(confirms(forOffice)).toEqual(['StageReopened → inStage']);
});
