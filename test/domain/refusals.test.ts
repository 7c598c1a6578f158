import { expect, test } from 'vitest';
import { YEAR } from '../../domain/award-year/year.ts';
import type { LocalDate } from '../../domain/calendar/local-date.ts';
import { DECISION } from '../../domain/decision/decision.ts';
import { canonicalText } from '../../domain/ledger/canonical.ts';
import { type Engaged, type NamedDeputy, refuseLapsed, refuseOutOfDays } from '../../domain/office/deputies.ts';
import { OFFICE } from '../../domain/office/office.ts';
import { accept, type Decision, REFUSAL_CODES, type RefusalCode } from '../../domain/refusal.ts';
import { SESSION } from '../../domain/session/session.ts';
import type { Days } from '../../domain/session/session-day.ts';
import { UNIT_ROUND } from '../../domain/unit-round/unit-round.ts';
import { actor, Case, caseIn, LETTER, TALLY, WORDS } from '../builders/case.ts';
import { DAY, round, START, stage } from '../builders/round.ts';
import { line, Story } from './story.ts';

const DUE = START + 30 * DAY;

/** Registration and one stage of the year, then the rest of a short pipeline. */
function withStage(kind: Parameters<typeof stage>[0], change: Parameters<typeof stage>[1] = {}): Case {
  const stages = [
    stage('registration'),
    stage(kind, change),
    stage('nomination'),
    stage('appraisal'),
    stage('decision'),
  ];
  return new Case(round({ stages })).does('Submit').does('Confirm').does('Accept');
}

const strict = () =>
  new Case(round({ afterWindow: 'refuse', stages: [stage('registration', { dueAt: DUE }), stage('decision')] }));

const session = (lines: ReturnType<typeof line>[]) => new Story(SESSION, { lines });
const call = (...proposals: string[]) =>
  ({ kind: 'CallSession', body: { meeting: 'meeting', heldOn: '2021-01-04', proposals } }) as const;
const results = (...tallies: (typeof TALLY)[]) =>
  ({
    kind: 'EnterResult',
    body: { lines: tallies.map((tally) => ({ proposal: 'a', tally, minutesSay: 'passed' as const })), minutes: LETTER },
  }) as const;
const ready = line('a', { state: 'readyForCouncil' });

/** A session of 4 January, whose result was entered on that day; its day is then corrected. */
function heldOn(day: LocalDate, council: Days['council']) {
  const days = { enteredOn: '2021-01-04' as const, council, lines: [] };
  return new Story(SESSION, { lines: [ready], regulations: [], days })
    .does(call('a'), 'councilSecretary')
    .does(results(TALLY), 'councilSecretary')
    .does({ kind: 'ConfirmResult', body: { act: 2 } }, 'councilChair')
    .asks({ kind: 'CorrectDay', body: { heldOn: day, reason: WORDS } }, 'councilSecretary');
}

const drafted = () =>
  new Story(DECISION, { lines: [line('a')] }).does(
    { kind: 'DraftDecision', body: { authority: 'ubnd', register: 'QĐ', proposals: ['a'] } },
    'standingOffice',
  );
const signed = () =>
  drafted().does({ kind: 'SignDecision', body: {} }, 'authorityHead', {
    facts: { lines: [line('a', { status: 'listed' })] },
  });
const number = { kind: 'NumberDecision', body: { number: '111', on: '2021-01-04' } } as const;

const year = () =>
  new Story(YEAR, {
    plan: { plan: 'p', version: 1, year: 2021, hash: 'aa', demo: false, duties: [], milestones: [] },
  }).does({ kind: 'PublishPlan', body: { plan: 'p', version: 1 } }, 'standingOffice');

const names = (change: Partial<NamedDeputy> = {}) => ({
  kind: 'NameDeputy' as const,
  body: {
    role: 'councilChair' as const,
    principal: 'councilChair',
    deputy: 'vice',
    fromOn: '2021-01-11' as const,
    toOn: '2021-01-15' as const,
    document: { number: '9/QĐ', on: '2021-01-04', file: null },
    ...change,
  },
});
const naming = (deputy: Engaged = { role: 'standingOffice', unit: null }) => new Story(OFFICE, { deputy });

/** The smallest story that ends in each no. A code that no decider says any more, or a new one, does not compile or fails. */
const STORIES: { readonly [C in RefusalCode]: () => Decision<unknown> } = {
  OUT_OF_ORDER: () => caseIn('granted').asks('Confirm'),
  WRONG_ROLE: () => caseIn('awaitingHead').asks('Confirm', { by: 'standingOffice' }),
  NOT_YOUR_UNIT: () => caseIn('awaitingHead').asks('Confirm', { by: actor('unitHead', { unit: 'ward-2' }) }),
  SAME_PERSON: () => caseIn('awaitingHead').asks('Confirm', { by: actor('unitHead', { id: 'unitClerk' }) }),
  STALE: () => caseIn('nominated').asks('Receive', { basis: 1 }),
  ALREADY_PROPOSED: () => new Case(round(), { claimedBy: 'proposal/first' }).asks('Submit'),
  TITLE_NOT_IN_ROUND: () => new Case(round(), { title: 'HCLĐ' }).asks('Submit'),
  SUBJECT_KIND_NOT_ALLOWED: () => new Case(round(), { title: 'TTLDTT' }).asks('Submit'),
  ROUND_NOT_OPEN: () => new Case(round({ opensAt: START + 1 })).asks('Submit'),
  WINDOW_CLOSED: () => strict().asks('Submit', { at: DUE }),
  ROUND_CLOSED: () => new Case(round({ closesAt: START })).asks('Submit'),
  REGISTRATION_REQUIRED: () => new Case(round()).asks('Nominate'),
  STAGE_NOT_OPEN: () => withStage('checkpoint', { opensAt: DUE }).asks('HandIn'),
  STAGE_NOT_OWED: () => caseIn('nominated').asks('HandIn'),
  EVIDENCE_INCOMPLETE: () => withStage('checkpoint').asks('HandIn', { body: { evidence: [] } }),
  HAND_IN_BY_UNIT: () => withStage('checkpoint', { per: 'unit' }).asks('HandIn'),
  DUE_IN_THE_PAST: () => caseIn('awaitingAcceptance').asks('Return', { body: { dueOn: '2021-01-01' } }),
  RECEIPT_DAY_AHEAD: () => caseIn('nominated').asks('Receive', { body: { filesOn: '2199-01-01' } }),
  DAY_AHEAD: () => caseIn('handedIn/initiative').asks('RecogniseInitiative', { body: { on: '2199-01-01' } }),
  DAY_BEFORE: () => session([{ ...ready, reachedOn: '2021-01-05' }]).asks(call('a'), 'councilSecretary'),
  DAY_AFTER: () => heldOn('2021-01-05', { stands: 1, asked: 1 }),
  COUNCIL_DIFFERS: () => heldOn('2021-01-03', { stands: 1, asked: 2 }),
  DEADLINE_MOVED: () => caseIn('awaitingHead').asks('DeadlinePassed', { body: { setBy: 7 } }),
  NO_ACT_PENDING: () => caseIn('inStage/nomination').asks('ConfirmAct'),
  ACT_ALREADY_PENDING: () => caseIn('inStage/nomination nominating').asks('Nominate'),
  REASON_FOR_DIFFERENCE: () => caseIn('inStage/nomination').asks('Nominate', { body: { title: 'BK' } }),
  INITIATIVE_NOT_RECOGNISED: () => caseIn('handedIn/initiative').asks('BindInitiative'),
  RULE_REQUIRED: () =>
    withStage('checkpoint').does('HandIn').does('Nominate').does('ConfirmAct').does('Receive').asks('Appraise'),
  NOTICE_TOO_SHORT: () => caseIn('inStage/publicNotice').asks('Publish', { body: { to: '2021-01-01' } }),
  NOTICE_STILL_RUNNING: () => caseIn('inStage/publicNotice').does('Publish').asks('CloseNotice'),
  NOTICE_NOT_PUBLISHED: () => caseIn('inStage/publicNotice').asks('CloseNotice'),
  OPINION_NOT_REQUESTED: () => caseIn('inStage/partyOpinion').asks('RecordOpinion'),
  OPINION_NOT_DUE: () => caseIn('inStage/partyOpinion asked').asks('RecordOpinion', { body: { opinion: 'silent' } }),
  TALLY_IMPOSSIBLE: () =>
    session([ready])
      .does(call('a'), 'councilSecretary')
      .asks(results({ ...TALLY, for: 12 }), 'councilSecretary'),
  TALLY_STANDS: () => caseIn('onAgenda').asks('Withdraw', { facts: { tallyStandsIn: 'session/1' } }),
  TALLY_LISTED: () => caseIn('onDecision').asks('CorrectResult'),
  LINES_DIFFER: () => session([ready]).does(call('a'), 'councilSecretary').asks(results(), 'councilSecretary'),
  LINE_UNKNOWN: () => session([]).asks(call('a'), 'councilSecretary'),
  LINE_ALREADY_LISTED: () => session([{ ...ready, heldBy: 'session/7' }]).asks(call('a'), 'councilSecretary'),
  LINE_NOT_READY: () => session([line('a')]).asks(call('a'), 'councilSecretary'),
  ALREADY_SIGNED: () => caseIn('onDecision').asks('Withdraw', { facts: { listing: 'signed' } }),
  NUMBER_TAKEN: () => signed().asks(number, 'standingOffice', { facts: { numberTakenBy: 'decision/7' } }),
  NUMBER_DAY_IMPOSSIBLE: () =>
    signed().asks({ ...number, body: { ...number.body, on: '2021-01-05' } }, 'standingOffice'),
  NUMBER_BEFORE_SIGNATURE: () => drafted().asks(number, 'standingOffice'),
  STAGE_NOT_OVER: () => caseIn('nominated').asks('Reopen', { body: { stage: 'nowhere' } }),
  STAGE_NOT_IMPORTABLE: () => new Case().asks('Import', { body: { stage: 'registration' } }),
  NO_OTHER_UNIT: () => caseIn('granted').asks('Rehome', { body: { unit: 'ward-1' } }),
  NO_LATER_DEADLINE: () => withStage('checkpoint', { dueAt: DUE }).asks('Extend', { body: { dueOn: '2021-01-05' } }),
  CONFERRED_BEFORE_GRANTED: () => caseIn('granted').asks('RecordConferral', { body: { on: '2020-12-31' } }),
  RECOVERED_BEFORE_REVOKED: () =>
    caseIn('revoked recovering').asks('RecordRecovery', { body: { item: 1, on: '2020-12-31' } }),
  NOTHING_TO_RECOVER: () => caseIn('revoked').asks('RecordRecovery'),
  NOTHING_TO_CORRECT: () => caseIn('inStage/scoring').asks('CorrectEntry'),
  SUBJECT_UNCHANGED: () =>
    caseIn('nominated').asks('AmendSubject', {
      facts: { amended: { subject: { id: 'subject-1', kind: 'person', commitment: 'aa' }, claimedBy: null } },
    }),
  HELD: () => caseIn('nominated').does('Hold').asks('Receive'),
  NOT_HELD: () => caseIn('nominated').asks('Release'),
  OLDER_THAN_KNOWN: () => caseIn('nominated').asks('Recalendar', { facts: { round: round() } }),
  TASK_UNKNOWN: () => year().asks({ kind: 'ConfirmTask', body: { task: 'x', owner: 'office' } }, 'standingOffice'),
  AMENDMENT_OF_OTHER_VERSION: () =>
    year().asks({ kind: 'AmendPlan', body: { plan: 'p', version: 3, reason: WORDS } }, 'standingOffice'),
  ROUND_HAS_CASES: () =>
    year().asks({ kind: 'AmendPlan', body: { plan: 'p', version: 2, reason: WORDS } }, 'standingOffice', {
      facts: { leftOut: ['annual'] },
    }),
  PRINCIPAL_UNFIT: () => naming().asks(names({ principal: 'chair-2' }), 'councilChair'),
  DEPUTY_UNFIT: () => naming(null).asks(names(), 'councilChair'),
  DEPUTY_DAYS_IMPOSSIBLE: () => naming().asks(names({ toOn: '2021-01-10' }), 'councilChair'),
  DEPUTY_NAMES_NO_DEPUTY: () => naming().asks(names(), actor('councilChair', { actingFor: 'chair' })),
  COUNCIL_IMPOSSIBLE: () =>
    naming().asks(
      {
        kind: 'ConstituteCouncil',
        body: { council: 'emulation', members: [], fromOn: '2021-01-04', document: LETTER },
      },
      'standingOffice',
    ),
  CLUSTER_IMPOSSIBLE: () => {
    const body = { cluster: 'cum-1', units: [], head: 'a', deputyHead: null, document: LETTER };
    return naming().asks({ kind: 'ConstituteCluster', body: { ...body, fromOn: '2021-01-04' } }, 'standingOffice');
  },
  DEPUTY_OUT_OF_DAYS: () => refuseOutOfDays([], actor('councilChair', { actingFor: 'chair' }), START),
  DEPUTYSHIP_LAPSED: () =>
    refuseLapsed({ seq: 1, role: 'councilChair', unit: null }, { principal: null, deputy: null }) ?? accept(),
};

test.each(REFUSAL_CODES)('%s is an answer that somebody gives, with the rule and what it looked at', (code) => {
  const answer = STORIES[code]();
  expect(answer).toMatchObject({ ok: false, refusal: { code } });
  if (answer.ok) return;
  expect(answer.refusal.rule).not.toBe('');
  // What was looked at is stored with the command, as ledger values.
  expect(canonicalText(answer.refusal.facts)).toMatch(/^\{/);
});

test('a unit’s part in a round says no in the same codes', () => {
  const part = new Story(UNIT_ROUND, { round: round(), owing: ['a'], onePerson: false });
  const list = { round: 'test-plan/annual', letter: LETTER, unitVote: null, lines: [], left: [] };
  expect(part.asks({ kind: 'ProposeList', body: list }, 'unitClerk')).toMatchObject({
    ok: false,
    refusal: { code: 'LINES_DIFFER', facts: { missing: ['a'], foreign: [], repeated: [] } },
  });
});
