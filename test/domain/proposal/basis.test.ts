import { expect, test } from 'vitest';
import { waitsFor } from '../../../domain/proposal/waiting.ts';
import { caseIn, STANDINGS, short, stateOf } from '../../builders/case.ts';

test('whoever decided on an older screen must look again when something material has changed', () => {
  const one = caseIn('nominated');
  const seen = one.state.seq;
  expect(one.asks('Receive', { basis: seen - 1 })).toEqual({
    ok: false,
    refusal: { code: 'STALE', rule: 'basis', facts: { seen: seen - 1, changedAt: seen } },
  });
  expect(short(one.asks('Receive', { basis: seen }))).toEqual(['Received → inAppraisal']);
});

test('a wish, its decline, a comment and a passed date leave what was on the screen as good as it was', () => {
  const nominating = caseIn('inStage/nomination');
  const seen = nominating.state.seq;
  nominating.does('Nominate').does('DeclineAct');
  expect(short(nominating.asks('Nominate', { basis: seen }))).toEqual(['ActProposed']);

  const notice = caseIn('inStage/publicNotice over');
  const shown = notice.state.seq;
  notice.does('RecordComment').timePasses();
  expect(short(notice.asks('CloseNotice', { basis: shown }))).toEqual(['NoticeClosed → readyForCouncil']);
});

test('evidence that comes in is material, also where it moves nothing', () => {
  const one = caseIn('inStage/checkpoint blocked').does('LiftBlock');
  const seen = one.state.seq;
  one.does('HandIn', { body: { stage: 'checkpoint' } });
  expect(short(one.asks('HandIn', { basis: seen }))).toBe('STALE');
});

test('the table answers before the screen: an act that is out of order is not called stale', () => {
  expect(short(caseIn('nominated').asks('Confirm', { basis: 1 }))).toBe('OUT_OF_ORDER');
});

test('a case waits for somebody wherever it is neither over nor unbegun', () => {
  expect(Object.fromEntries(STANDINGS.map((standing) => [standing, waitsFor(caseIn(standing).state)]))).toEqual({
    none: null,
    importing: 'standingOffice',
    awaitingHead: 'unitHead',
    sentBack: 'unitClerk',
    awaitingAcceptance: 'standingOffice',
    returned: 'unitClerk',
    'returned to below': 'unitClerk',
    'inStage/checkpoint': 'unitClerk',
    'inStage/checkpoint blocked': 'unitClerk',
    'handedIn/checkpoint': 'standingOffice',
    'inStage/review': 'unitClerk',
    'handedIn/review': 'standingOffice',
    'inStage/scoring': 'unitClerk',
    'handedIn/scoring': 'standingOffice',
    'inStage/initiative': 'unitClerk',
    'handedIn/initiative': 'initiativeCouncil',
    'handedIn/initiative recognised': 'standingOffice',
    'inStage/clusterScoring': 'unitClerk',
    'handedIn/clusterScoring': 'clusterHead',
    'inStage/nomination': 'unitClerk',
    'inStage/nomination nominating': 'unitHead',
    nominated: 'standingOffice',
    inAppraisal: 'standingOffice',
    'inAppraisal asked back': 'standingOffice',
    'inStage/publicNotice': 'standingOffice',
    'inStage/publicNotice over': 'standingOffice',
    readyForCouncil: 'councilSecretary',
    onAgenda: 'councilSecretary',
    'inStage/partyOpinion': 'standingOffice',
    'inStage/partyOpinion asked': 'standingOffice',
    'inStage/concurrence': 'standingOffice',
    'inStage/concurrence asked': 'standingOffice',
    'passed/decision': 'standingOffice',
    'passed/decision withdrawing': 'standingOffice',
    'passed/submission': 'standingOffice',
    onDecision: 'authorityHead',
    onSubmission: 'authorityHead',
    sentUp: 'parentOffice',
    'sentUp withdrawing': 'outbox',
    'sentUp asked back': 'parentOffice',
    'sentUp on paper': 'parentOffice',
    'sentUp on paper withdrawing': 'standingOffice',
    returnedFromAbove: 'standingOffice',
    granted: null,
    'granted above': null,
    'granted on paper': null,
    conferred: null,
    rejected: null,
    'lapsed/initiative': null,
    'lapsed/initiative reinstating': 'standingOffice',
    'lapsed/nomination': null,
    notNominated: null,
    withdrawn: null,
    notPassed: null,
    declined: null,
    refusedAbove: null,
    revoked: null,
    'revoked recovering': 'standingOffice',
  });
  expect(STANDINGS.map((standing) => caseIn(standing).place)).toEqual(STANDINGS.map(stateOf));
});
