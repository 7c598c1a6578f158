import { addDays, dateOf } from '../../domain/calendar/local-date.ts';
import type { Envelope } from '../../domain/ledger/envelope.ts';
import type { ProposalCommand, ProposalCommandBodies, ProposalCommandKind } from '../../domain/proposal/commands.ts';
import { decideProposal, PROPOSAL_REVISION } from '../../domain/proposal/decide.ts';
import type { ProposalEvent } from '../../domain/proposal/events.ts';
import type { OpeningFact, ProposalFacts } from '../../domain/proposal/facts.ts';
import { evolveProposal } from '../../domain/proposal/fold.ts';
import type { PinnedRound } from '../../domain/proposal/round.ts';
import { NO_PROPOSAL, type ProposalState } from '../../domain/proposal/state.ts';
import type { ProposalStateName } from '../../domain/proposal/states.ts';
import type { Decision } from '../../domain/refusal.ts';
import type { Role } from '../../domain/roles.ts';
import type { Actor, Received, Recorded } from '../../domain/stream.ts';
import type { Tally, Verdict } from '../../domain/voting.ts';
import { DAY, round, START, stage } from './round.ts';

export const OFFICE = 'office';
export const WARD = 'ward-1';
export const WORDS = { text: 'text-1', commitment: 'c0ffee' };
export const LETTER = { number: '15/TTr', on: '2021-12-01', file: null };
export const LOWER = { org: 'below', proposal: 'lower-1', submission: 'submission/1', copyHash: 'cc' };
export const UPPER = { org: 'city', receipt: 'receipt-1', upper: 'upper-1' };
/** A paper from before the tests' clocks begin. */
export const PAST_LETTER = { number: '7/TTr', on: '2020-12-01', file: null };
const MINUTE = 60_000;

/** Somebody of the office; a unit's roles speak for ward-1. The name is the role unless the test is about persons. */
export function actor(role: Role, change: Partial<Actor> = {}): Actor {
  const unit = role === 'unitClerk' || role === 'unitHead' ? WARD : null;
  return { id: role, role, org: OFFICE, unit, actingFor: null, ...change };
}

/** Dresses an event as the ledger does, with the members that the fold reads. */
export function recorded<E extends { kind: string; body: unknown }>(
  event: E,
  seq: number,
  command: Received<{ kind: string }>,
  stream = 'proposal/case-1',
  { index = 0, revision = PROPOSAL_REVISION }: Partial<Pick<Envelope, 'index' | 'revision'>> = {},
): Recorded<E> {
  const { id, by, receivedAt, at, basis, cause } = command;
  const envelope: Envelope = {
    v: 1,
    org: by.org,
    stream,
    seq,
    kind: event.kind,
    commandId: id,
    index,
    cause,
    revision,
    actor: by.id,
    role: by.role,
    actorOrg: by.org,
    actingFor: by.actingFor,
    receivedAt,
    at,
    planVersion: null,
    rulePack: null,
    basis,
    facts: null,
    body: null,
    prev: '',
  };
  return { ...event, envelope };
}

export type How<K extends ProposalCommandKind> = {
  body?: Partial<ProposalCommandBodies[K]>;
  by?: Role | Actor;
  at?: number;
  basis?: number;
  facts?: ProposalFacts;
};

/** A proposal of ward-1 that really lives: every event was decided and folded. Time passes by a minute with each act. */
export class Case {
  state: ProposalState = NO_PROPOSAL;
  events: Recorded<ProposalEvent>[] = [];
  now = START;
  readonly round: PinnedRound;
  readonly opening: OpeningFact;

  constructor(of: PinnedRound = fullRound(), opening: Partial<OpeningFact> = {}) {
    this.round = of;
    this.opening = {
      round: of,
      subject: { id: 'subject-1', kind: 'person', commitment: 'aa' },
      unit: WARD,
      title: 'LDTT',
      achievement: null,
      dossier: { version: 1, hash: 'd1' },
      onePerson: false,
      begunByOffice: true,
      claimedBy: null,
      ...opening,
    };
  }

  get place(): string {
    return this.state.position.state;
  }

  command<K extends ProposalCommandKind>(kind: K, how: How<K> = {}): Received<ProposalCommand> {
    const by = typeof how.by === 'object' ? how.by : actor(how.by ?? DOERS[kind]);
    const receivedAt = how.at ?? this.instantOf(kind);
    const basis = how.basis === undefined ? null : { seq: how.basis, dossier: null };
    const body = { ...fittingBody(kind, this.state, by.role, receivedAt), ...how.body };
    // The body is that of the kind by the types of `fittingBody` and `How`, which the union does not tie.
    return {
      kind,
      body,
      id: `command-${this.events.length}`,
      by,
      receivedAt,
      at: receivedAt,
      basis,
      cause: null,
    } as Received<ProposalCommand>;
  }

  /** What the decider answers; nothing is folded. */
  asks<K extends ProposalCommandKind>(kind: K, how: How<K> = {}): Decision<ProposalEvent> {
    return decideProposal(this.state, this.command(kind, how), { ...this.facts(kind), ...how.facts });
  }

  /** The same, accepted and folded. */
  does<K extends ProposalCommandKind>(kind: K, how: How<K> = {}): this {
    const command = this.command(kind, how);
    return this.takes(command, decideProposal(this.state, command, { ...this.facts(kind), ...how.facts }));
  }

  takes(command: Received<ProposalCommand>, decision: Decision<ProposalEvent>): this {
    if (!decision.ok) throw new Error(`${command.kind} in ${this.place}: ${JSON.stringify(decision.refusal)}`);
    for (const [index, event] of decision.events.entries()) {
      const told = recorded(event, this.state.seq + 1, command, 'proposal/case-1', { index });
      this.events.push(told);
      this.state = evolveProposal(this.state, told);
    }
    this.now = Math.max(this.now, command.receivedAt) + MINUTE;
    return this;
  }

  /** Lets time pass until an instant; nobody acts. */
  until(instant: number): this {
    this.now = Math.max(this.now, instant);
    return this;
  }

  /** The due instant passes and the timer tells it. */
  timePasses(): this {
    return this.does('DeadlinePassed');
  }

  /** What the step would load; an amendment of the plan is a newer round, and nothing else of the year changes. */
  facts(kind: ProposalCommandKind): ProposalFacts {
    const known = this.state.opened?.round ?? this.round;
    return {
      opening: this.opening,
      dossier: { version: 2, hash: 'd2' },
      serviceDue: { dueAt: this.now + 20 * DAY, provisional: false },
      listing: 'listed',
      home: { known: true, onePerson: false },
      counter: { authority: 'ubnd', register: 'QĐ-UBND', takenBy: null },
      amended: { subject: { id: 'subject-2', kind: 'person', commitment: 'bb' }, claimedBy: null },
      afterHold: {
        resumed: { dueAt: this.now + 15 * DAY, provisional: false },
        grace: { dueAt: this.now + 7 * DAY, provisional: false },
      },
      round: kind === 'Recalendar' ? { ...this.round, planVersion: known.planVersion + 1 } : known,
    };
  }

  private instantOf(kind: ProposalCommandKind): number {
    return kind === 'DeadlinePassed' ? Math.max(this.now, this.state.position.dueAt ?? 0) : this.now;
  }
}

/** Who does it in the ordinary course; where several may, the first of the life table. */
const DOERS: Readonly<Record<ProposalCommandKind, Role>> = {
  Submit: 'unitClerk',
  Confirm: 'unitHead',
  SendBack: 'unitHead',
  Accept: 'standingOffice',
  Return: 'standingOffice',
  Reject: 'standingOffice',
  Resubmit: 'unitClerk',
  Nominate: 'unitClerk',
  NotNominate: 'unitClerk',
  HandIn: 'unitClerk',
  AcceptEvidence: 'standingOffice',
  ReturnEvidence: 'standingOffice',
  RecogniseInitiative: 'initiativeCouncil',
  RefuseInitiative: 'initiativeCouncil',
  BindInitiative: 'standingOffice',
  EnterScore: 'unitClerk',
  LiftBlock: 'standingOffice',
  Reinstate: 'standingOffice',
  Receive: 'standingOffice',
  Appraise: 'standingOffice',
  PutOnAgenda: 'outbox',
  RecordResult: 'outbox',
  CorrectResult: 'outbox',
  Defer: 'outbox',
  Publish: 'standingOffice',
  RecordComment: 'standingOffice',
  CloseNotice: 'standingOffice',
  RequestOpinion: 'standingOffice',
  RecordOpinion: 'standingOffice',
  ListOnDecision: 'outbox',
  StrikeFromDecision: 'outbox',
  GrantAward: 'outbox',
  CorrectNumber: 'outbox',
  CorrectReportedNumber: 'standingOffice',
  DeclineAward: 'outbox',
  ListOnSubmission: 'outbox',
  StrikeFromSubmission: 'outbox',
  DeclineSubmission: 'outbox',
  SendUp: 'outbox',
  Acknowledge: 'outbox',
  ReturnFromAbove: 'outbox',
  AnswerFromAbove: 'outbox',
  ReopenFromAbove: 'outbox',
  Supplement: 'standingOffice',
  AcknowledgeSupplement: 'outbox',
  SupplementFromBelow: 'outbox',
  AskWithdrawalFromBelow: 'outbox',
  GrantWithdrawal: 'standingOffice',
  DeclineWithdrawal: 'standingOffice',
  Withdraw: 'unitHead',
  ConfirmAct: 'unitHead',
  DeclineAct: 'unitHead',
  OpenFromBelow: 'outbox',
  DeadlinePassed: 'timer',
  Recalendar: 'outbox',
  Hold: 'standingOffice',
  Release: 'standingOffice',
  RecordConferral: 'standingOffice',
  Correct: 'authorityHead',
  Revoke: 'authorityHead',
  RecordRecovery: 'standingOffice',
  Rehome: 'standingOffice',
  AmendSubject: 'standingOffice',
  Extend: 'standingOffice',
  CorrectEntry: 'unitClerk',
  Reopen: 'standingOffice',
  Import: 'standingOffice',
  Redecide: 'authorityHead',
};

export const COMMANDS = Object.keys(DOERS) as readonly ProposalCommandKind[];

export const TALLY: Tally = {
  members: 11,
  for: 10,
  against: 1,
  blank: 0,
  absentInWriting: { for: 0, against: 0 },
  secret: true,
};
export const YES: Verdict = { result: 'yes', rule: '2/3 of all', base: 11, votesFor: 10, needed: 8 };

/** What of a case its bodies are made of. */
type Fit = { state: ProposalState; role: Role; now: number };

/** A body that the schema takes and that fits where the case stands. */
export function fittingBody<K extends ProposalCommandKind>(
  kind: K,
  state: ProposalState,
  role: Role,
  now: number,
): ProposalCommandBodies[K] {
  return FITTING[kind]({ state, role, now });
}

const ITEMS = [{ key: 'report', note: WORDS }];
const EVIDENCE = [{ key: 'report', hash: 'e1' }];
const empty = () => ({});
const stageOfFit = ({ state }: Fit) => state.position.stage ?? 'none';
const today = ({ now }: Fit) => dateOf(now);
const inDays = (of: Fit, days: number) => addDays(today(of), days);
const listOf = ({ state }: Fit, kind: string) => state.listing?.id ?? `${kind}/1`;
const isReported = ({ role }: Fit) => role === 'standingOffice';
const actOf = ({ state }: Fit) => state.pendingAct?.seq ?? 1;
const nextVersion = ({ state }: Fit) => (state.opened?.round.planVersion ?? 0) + 1;

const counterOf = (of: Fit) => ({ number: '40', on: today(of), reason: WORDS, reported: isReported(of) });

const FITTING: { readonly [K in ProposalCommandKind]: (of: Fit) => ProposalCommandBodies[K] } = {
  Submit: () => ({ draft: 'case-1', rowVersion: 1 }),
  Confirm: empty,
  SendBack: () => ({ reason: WORDS }),
  Accept: empty,
  Return: (of) => ({ items: ITEMS, dueOn: inDays(of, 10) }),
  Reject: () => ({ rule: 'rule 1', reason: WORDS }),
  Resubmit: () => ({ rowVersion: 2 }),
  Nominate: ({ state: { opened } }) => ({
    title: opened?.title ?? 'LDTT',
    reason: null,
    draft: opened === null ? 'case-1' : null,
    rowVersion: opened === null ? 1 : null,
    letter: LETTER,
    unitVote: TALLY,
  }),
  NotNominate: () => ({ reason: WORDS }),
  HandIn: (of) => ({ stage: stageOfFit(of), evidence: EVIDENCE }),
  AcceptEvidence: (of) => ({ stage: stageOfFit(of) }),
  ReturnEvidence: (of) => ({ stage: stageOfFit(of), items: ITEMS }),
  RecogniseInitiative: (of) => ({ stage: stageOfFit(of), scope: 'district', number: '3/SK', on: today(of) }),
  RefuseInitiative: (of) => ({ stage: stageOfFit(of), reason: WORDS }),
  BindInitiative: (of) => ({ stage: stageOfFit(of) }),
  EnterScore: (of) => ({
    stage: stageOfFit(of),
    as: of.role === 'unitClerk' ? 'self' : 'verified',
    score: 9_000,
    reason: null,
  }),
  LiftBlock: (of) => ({ stage: stageOfFit(of), reason: WORDS }),
  Reinstate: () => ({ reason: WORDS }),
  Receive: (of) => ({ paperOn: inDays(of, -1), filesOn: today(of) }),
  Appraise: () => ({ finding: 'for', grounds: WORDS, rule: null }),
  PutOnAgenda: () => ({ session: 'session/1', line: 1 }),
  RecordResult: (of) => ({ session: listOf(of, 'session'), outcome: 'passed', tally: TALLY, verdict: YES }),
  CorrectResult: ({ state }) => ({
    session: state.votedIn ?? 'session/1',
    correction: 5,
    outcome: 'passed',
    tally: TALLY,
    verdict: YES,
    reason: WORDS,
  }),
  Defer: (of) => ({ session: listOf(of, 'session'), reason: WORDS }),
  Publish: (of) => ({ stage: stageOfFit(of), from: today(of), to: inDays(of, 6) }),
  RecordComment: (of) => ({ stage: stageOfFit(of), comment: WORDS }),
  CloseNotice: (of) => ({ stage: stageOfFit(of), report: WORDS }),
  RequestOpinion: (of) => ({ stage: stageOfFit(of), body: 'party committee', dueOn: inDays(of, 10) }),
  RecordOpinion: (of) => ({ stage: stageOfFit(of), opinion: 'agrees', document: LETTER }),
  ListOnDecision: () => ({ decision: 'decision/1', line: 1 }),
  StrikeFromDecision: (of) => ({ decision: listOf(of, 'decision'), reason: WORDS }),
  GrantAward: (of) => ({ decision: listOf(of, 'decision'), number: '111', on: today(of) }),
  CorrectNumber: (of) => ({
    list: of.state.award === null ? listOf(of, 'submission') : of.state.award.decision,
    was: { number: '111', on: today(of) },
    number: '112',
    on: today(of),
    reason: WORDS,
  }),
  CorrectReportedNumber: (of) => ({ number: '10', on: today(of), reason: WORDS }),
  DeclineAward: (of) => ({ decision: listOf(of, 'decision'), reason: WORDS }),
  ListOnSubmission: () => ({ submission: 'submission/1', line: 1 }),
  StrikeFromSubmission: (of) => ({ submission: listOf(of, 'submission'), reason: WORDS }),
  DeclineSubmission: (of) => ({ submission: listOf(of, 'submission'), reason: WORDS }),
  SendUp: (of) => ({ submission: listOf(of, 'submission'), letter: LETTER, copyHash: 'cc', above: UPPER }),
  Acknowledge: (of) => ({ on: today(of), reported: isReported(of) }),
  ReturnFromAbove: (of) => ({ items: ITEMS, dueOn: inDays(of, 10), reported: isReported(of) }),
  AnswerFromAbove: (of) => ({
    outcome: 'granted',
    number: '9',
    on: today(of),
    authority: 'city',
    reported: isReported(of),
  }),
  ReopenFromAbove: ({ state }) => ({ returned: state.endedFrom?.state === 'returnedFromAbove' }),
  Supplement: () => ({ evidence: EVIDENCE }),
  AcknowledgeSupplement: empty,
  SupplementFromBelow: () => ({ evidence: EVIDENCE }),
  AskWithdrawalFromBelow: () => ({ act: 12, reason: WORDS }),
  GrantWithdrawal: empty,
  DeclineWithdrawal: () => ({ reason: WORDS }),
  Withdraw: () => ({ reason: WORDS }),
  ConfirmAct: (of) => ({ act: actOf(of) }),
  DeclineAct: (of) => ({ act: actOf(of), reason: WORDS }),
  OpenFromBelow: () => ({
    lower: LOWER,
    plan: 'test-plan',
    round: 'annual',
    title: 'LDTT',
    subject: { id: 'subject-1', kind: 'person', commitment: 'aa' },
    dossier: 'd1',
  }),
  DeadlinePassed: ({ state }) => ({ dueAt: state.position.dueAt ?? 0, setBy: state.dueSetBy }),
  Recalendar: (of) => ({ planVersion: nextVersion(of) }),
  Hold: () => ({ ground: WORDS, document: PAST_LETTER }),
  Release: ({ state }) => ({ hold: state.held?.holds[0]?.seq ?? 1, conclusion: WORDS }),
  RecordConferral: (of) => ({ on: today(of), place: WORDS, items: [WORDS], cash: 1_800_000 }),
  Correct: (of) => ({ ...counterOf(of), corrected: WORDS }),
  Revoke: counterOf,
  RecordRecovery: (of) => ({ item: 1, on: today(of) }),
  Rehome: () => ({ unit: 'ward-2', document: PAST_LETTER }),
  AmendSubject: () => ({ fact: { kind: 'person', name: WORDS }, document: PAST_LETTER }),
  Extend: (of) => ({ stage: stageOfFit(of), dueOn: inDays(of, 900), reason: WORDS, document: null }),
  CorrectEntry: ({ role }) => ({
    stage: role === 'clusterHead' ? 'clusterScoring' : 'scoring',
    as: role === 'unitClerk' ? 'self' : 'verified',
    score: 8_000,
    reason: WORDS,
  }),
  Reopen: ({ state }) => ({
    stage: state.opened?.round.stages.find(({ kind }) => kind === 'checkpoint')?.key ?? 'none',
    reason: WORDS,
  }),
  Import: () => ({ draft: 'case-1', rowVersion: 1, stage: 'appraisal', references: [PAST_LETTER] }),
  Redecide: () => ({ complaint: PAST_LETTER, grounds: WORDS, stage: 'appraisal' }),
};

const WEEK = 7 * DAY;

/** A round with every kind of stage, each with a date of its own, three weeks apart. */
export function fullRound(change: Partial<PinnedRound> = {}): PinnedRound {
  const dueAt = (weeks: number) => START + 3 * weeks * WEEK;
  return round({
    admitsUnregistered: true,
    officeProposes: true,
    stages: [
      stage('registration', { dueAt: dueAt(1) }),
      stage('checkpoint', {
        dueAt: dueAt(2),
        acceptance: 'office',
        actors: ['unitClerk', 'unitHead'],
        onMissed: 'block',
      }),
      stage('review', { dueAt: dueAt(3), acceptance: 'office' }),
      stage('scoring', { dueAt: dueAt(4) }),
      stage('initiative', { dueAt: dueAt(5), acceptance: 'office', onMissed: 'lapse' }),
      stage('clusterScoring', { dueAt: dueAt(6) }),
      stage('nomination', { dueAt: dueAt(7), onMissed: 'lapse' }),
      stage('appraisal', { dueAt: dueAt(8), serviceTime: { days: 20, unit: 'working' } }),
      stage('publicNotice', { dueAt: dueAt(9), noticeDays: 7 }),
      stage('council', { dueAt: dueAt(10) }),
      stage('partyOpinion', { dueAt: dueAt(11) }),
      stage('concurrence', { dueAt: dueAt(12) }),
      stage('decision', { dueAt: dueAt(13), route: 'here' }),
      stage('submission', { dueAt: dueAt(14), route: 'above' }),
    ],
    ...change,
  });
}

/** Where a case can stand: its state, and the kind of stage or the pending act where that makes a difference. */
export type Standing = (typeof STANDINGS)[number];

export const STANDINGS = [
  'none',
  'importing',
  'awaitingHead',
  'sentBack',
  'awaitingAcceptance',
  'returned',
  'returned to below',
  'inStage/checkpoint',
  'inStage/checkpoint blocked',
  'handedIn/checkpoint',
  'inStage/review',
  'handedIn/review',
  'inStage/scoring',
  'handedIn/scoring',
  'inStage/initiative',
  'handedIn/initiative',
  'handedIn/initiative recognised',
  'inStage/clusterScoring',
  'handedIn/clusterScoring',
  'inStage/nomination',
  'inStage/nomination nominating',
  'nominated',
  'inAppraisal',
  'inAppraisal asked back',
  'inStage/publicNotice',
  'inStage/publicNotice over',
  'readyForCouncil',
  'onAgenda',
  'inStage/partyOpinion',
  'inStage/partyOpinion asked',
  'inStage/concurrence',
  'inStage/concurrence asked',
  'passed/decision',
  'passed/decision withdrawing',
  'passed/submission',
  'onDecision',
  'onSubmission',
  'sentUp',
  'sentUp withdrawing',
  'sentUp asked back',
  'sentUp on paper',
  'sentUp on paper withdrawing',
  'returnedFromAbove',
  'granted',
  'granted above',
  'granted on paper',
  'conferred',
  'rejected',
  'lapsed/initiative',
  'lapsed/initiative reinstating',
  'lapsed/nomination',
  'notNominated',
  'withdrawn',
  'notPassed',
  'declined',
  'refusedAbove',
  'revoked',
  'revoked recovering',
] as const;

export function stateOf(standing: Standing): ProposalStateName {
  // Every standing begins with the name of its state.
  return standing.split(/[ /]/)[0] as ProposalStateName;
}

/** A case that has really come to stand there, from its first event on. */
export function caseIn(standing: Standing, of: PinnedRound = fullRound()): Case {
  return WAYS[standing](of);
}

type Way = (of: PinnedRound) => Case;

const begun: Way = (of) => new Case(of).does('Submit');
const registered: Way = (of) => begun(of).does('Confirm');
const checked: Way = (of) => registered(of).does('Accept');
const reviewed: Way = (of) => checked(of).does('HandIn').does('AcceptEvidence');
const scoring: Way = (of) => reviewed(of).does('HandIn').does('AcceptEvidence');
const initiative: Way = (of) => scoring(of).does('EnterScore').does('EnterScore', { by: 'standingOffice' });
const clusterScoring: Way = (of) => initiative(of).does('HandIn').does('RecogniseInitiative').does('BindInitiative');
const nomination: Way = (of) => clusterScoring(of).does('EnterScore').does('EnterScore', { by: 'clusterHead' });
const nominated: Way = (of) => nomination(of).does('Nominate').does('ConfirmAct');
const noticed: Way = (of) =>
  nominated(of)
    .does('Receive')
    .does('Appraise', { by: actor('standingOffice', { id: 'appraiser' }) });
const published: Way = (of) => {
  const shown = noticed(of).does('Publish');
  return shown.until(shown.state.position.opensAt ?? 0);
};
const ready: Way = (of) => published(of).does('CloseNotice');
const onAgenda: Way = (of) => ready(of).does('PutOnAgenda');
const partyOpinion: Way = (of) => onAgenda(of).does('RecordResult');
const concurrence: Way = (of) => partyOpinion(of).does('RequestOpinion').does('RecordOpinion');
const passed: Way = (of) => concurrence(of).does('RequestOpinion').does('RecordOpinion');
/** Goes the way of a title that is decided above, from the nomination on. */
const passedUpward: Way = (of) => {
  const one = nomination(of)
    .does('Nominate', { body: { title: 'BK', reason: WORDS } })
    .does('ConfirmAct')
    .does('Receive');
  one.does('Appraise', { by: actor('standingOffice', { id: 'appraiser' }) }).does('Publish');
  one
    .until(one.state.position.opensAt ?? 0)
    .does('CloseNotice')
    .does('PutOnAgenda')
    .does('RecordResult');
  return one.does('RequestOpinion').does('RecordOpinion').does('RequestOpinion').does('RecordOpinion');
};
const onSubmission: Way = (of) => passedUpward(of).does('ListOnSubmission');
const sentUp: Way = (of) => onSubmission(of).does('SendUp');
const sentOnPaper: Way = (of) => onSubmission(of).does('SendUp', { body: { above: null } });
const fromBelow: Way = (of) => new Case(of).does('OpenFromBelow');
/** A case from below that this level sends up in its turn. */
const sentFurther: Way = (of) => {
  const one = new Case(of, { title: 'BK' }).does('OpenFromBelow').does('Receive').does('Appraise');
  one.does('Publish');
  one
    .until(one.state.position.opensAt ?? 0)
    .does('CloseNotice')
    .does('PutOnAgenda')
    .does('RecordResult');
  one.does('RequestOpinion').does('RecordOpinion').does('RequestOpinion').does('RecordOpinion');
  return one.does('ListOnSubmission').does('SendUp');
};
const granted: Way = (of) => passed(of).does('ListOnDecision').does('GrantAward');
const lapsed: Way = (of) => initiative(of).timePasses();
const conferred: Way = (of) => granted(of).does('RecordConferral');

const WAYS: Readonly<Record<Standing, Way>> = {
  none: (of) => new Case(of),
  importing: (of) => new Case(of).does('Import'),
  awaitingHead: begun,
  sentBack: (of) => begun(of).does('SendBack'),
  awaitingAcceptance: registered,
  returned: (of) => registered(of).does('Return'),
  'returned to below': (of) => fromBelow(of).does('Return'),
  'inStage/checkpoint': checked,
  'inStage/checkpoint blocked': (of) => checked(of).timePasses(),
  'handedIn/checkpoint': (of) => checked(of).does('HandIn'),
  'inStage/review': reviewed,
  'handedIn/review': (of) => reviewed(of).does('HandIn'),
  'inStage/scoring': scoring,
  'handedIn/scoring': (of) => scoring(of).does('EnterScore'),
  'inStage/initiative': initiative,
  'handedIn/initiative': (of) => initiative(of).does('HandIn'),
  'handedIn/initiative recognised': (of) => initiative(of).does('HandIn').does('RecogniseInitiative'),
  'inStage/clusterScoring': clusterScoring,
  'handedIn/clusterScoring': (of) => clusterScoring(of).does('EnterScore'),
  'inStage/nomination': nomination,
  'inStage/nomination nominating': (of) => nomination(of).does('Nominate'),
  nominated,
  inAppraisal: (of) => nominated(of).does('Receive'),
  'inAppraisal asked back': (of) => fromBelow(of).does('Receive').does('AskWithdrawalFromBelow'),
  'inStage/publicNotice': noticed,
  'inStage/publicNotice over': published,
  readyForCouncil: ready,
  onAgenda,
  'inStage/partyOpinion': partyOpinion,
  'inStage/partyOpinion asked': (of) => partyOpinion(of).does('RequestOpinion'),
  'inStage/concurrence': concurrence,
  'inStage/concurrence asked': (of) => concurrence(of).does('RequestOpinion'),
  'passed/decision': passed,
  'passed/decision withdrawing': (of) => passed(of).does('Withdraw'),
  'passed/submission': passedUpward,
  onDecision: (of) => passed(of).does('ListOnDecision'),
  onSubmission,
  sentUp,
  'sentUp withdrawing': (of) => sentUp(of).does('Withdraw', { by: 'authorityHead' }),
  'sentUp asked back': (of) => sentFurther(of).does('AskWithdrawalFromBelow'),
  'sentUp on paper': sentOnPaper,
  'sentUp on paper withdrawing': (of) => sentOnPaper(of).does('Withdraw', { by: 'authorityHead' }),
  returnedFromAbove: (of) => sentUp(of).does('ReturnFromAbove'),
  granted,
  'granted above': (of) => sentUp(of).does('AnswerFromAbove'),
  'granted on paper': (of) => sentOnPaper(of).does('AnswerFromAbove', { by: 'standingOffice' }),
  conferred,
  rejected: (of) => registered(of).does('Reject'),
  'lapsed/initiative': lapsed,
  'lapsed/initiative reinstating': (of) => lapsed(of).does('Reinstate'),
  'lapsed/nomination': (of) => nomination(of).timePasses(),
  notNominated: (of) => nomination(of).does('NotNominate').does('ConfirmAct'),
  withdrawn: (of) => begun(of).does('Withdraw'),
  notPassed: (of) => onAgenda(of).does('RecordResult', { body: { outcome: 'notPassed' } }),
  declined: (of) => passed(of).does('ListOnDecision').does('DeclineAward'),
  refusedAbove: (of) =>
    sentUp(of).does('AnswerFromAbove', { body: { outcome: 'refused', reason: null, reported: false } as never }),
  revoked: (of) => granted(of).does('Revoke'),
  'revoked recovering': (of) => conferred(of).does('Revoke'),
};

/** An answer in short: the code of the refusal, or each event with the state that it leads to. */
export function short(answer: Decision<{ kind: string; body: object }>): string | string[] {
  if (!answer.ok) return answer.refusal.code;
  return answer.events.map(({ kind, body }) => ('to' in body ? `${kind} → ${stateIn(body.to)}` : kind));
}

function stateIn(to: unknown): string {
  return typeof to === 'object' && to !== null && 'state' in to ? String(to.state) : '?';
}
