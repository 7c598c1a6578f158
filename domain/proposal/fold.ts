import type { LocalDate } from '../calendar/local-date.ts';
import { isOfUnits } from '../plan/stage-rules.ts';
import type { Recorded } from '../stream.ts';
import type { LowerCase, SubjectRef } from './commands.ts';
import type { Dossier, EventOf, Mark, OpeningFacts, ProposalEvent, ReleasedDates } from './events.ts';
import type { PinnedRound, Route } from './round.ts';
import {
  type GivenDate,
  type Hold,
  type Opened,
  type Origin,
  openedOf,
  type ProposalState,
  type Reopening,
  type StageRecord,
  stageRecord,
} from './state.ts';
import { isAbove, isOver, type Position } from './states.ts';

export function evolveProposal(state: ProposalState, event: Recorded<ProposalEvent>): ProposalState {
  const moved = move(state, event);
  const marked = 'marks' in event.body ? withMarks(moved, event.body.marks ?? []) : moved;
  // Who acted for another stands in the envelope alone.
  const shown = event.envelope.actingFor === null ? marked : withMarks(marked, ['acting for']);
  return withProposers(detail(shown, event), proposersIn(state, event));
}

/** Who proposes or confirms by this event: of a two-person act, both. Whoever takes a line from below proposes nothing. */
function proposersIn(before: ProposalState, event: Recorded<ProposalEvent>): readonly string[] {
  switch (event.kind) {
    case 'Submitted':
    case 'SubmittedAgain':
    case 'Nominating':
    case 'Resubmitted':
    case 'Confirmed':
      return [event.envelope.actor];
    case 'Nominated':
      return before.pendingAct === null ? [event.envelope.actor] : [before.pendingAct.by, event.envelope.actor];
    default:
      // Every other act is of an office, a council, an authority or a timer, or hands in what was already proposed.
      return [];
  }
}

function withProposers(state: ProposalState, proposers: readonly string[]): ProposalState {
  return { ...state, proposers: [...new Set([...state.proposers, ...proposers])] };
}

/** A person's comment or another's proposal of an act does not change what a reader decides on. */
const IMMATERIAL: readonly ProposalEvent['kind'][] = [
  'ActProposed',
  'ActDeclined',
  'CommentRecorded',
  'DeadlineMissed',
  'WithdrawalAskedFromBelow',
  'WithdrawalDeclined',
];

function move(state: ProposalState, event: Recorded<ProposalEvent>): ProposalState {
  const seq = event.envelope.seq;
  const materialSeq = IMMATERIAL.includes(event.kind) ? state.materialSeq : seq;
  const lastReceivedAt = Math.max(state.lastReceivedAt, event.envelope.receivedAt);
  if (!('to' in event.body)) return { ...state, seq, materialSeq, lastReceivedAt };
  const to = event.body.to;
  const sameDue = to.dueAt === state.position.dueAt && to.stage === state.position.stage;
  const sameState = to.state === state.position.state && to.stage === state.position.stage;
  return {
    ...state,
    seq,
    materialSeq,
    lastReceivedAt,
    position: to,
    dueSetBy: sameDue ? state.dueSetBy : seq,
    dueSetAt: sameDue ? state.dueSetAt : event.envelope.receivedAt,
    pendingAct: sameState || isStillAsked(state, to) ? state.pendingAct : null,
    nominated: state.nominated || to.state === 'nominated',
    endedFrom: LEFT_TO_COME_BACK.includes(to.state) ? state.position : null,
    withdrawalAsked: outlasts(to) ? state.withdrawalAsked : null,
    reopened: reopenings(state, event, to),
  };
}

/** A stage within another that is open again goes with its own end; that other one goes on. */
function reopenings({ reopened }: ProposalState, { kind, body }: ProposalEvent, to: Position): readonly Reopening[] {
  if (kind === 'StageReopened') return [...reopened, { stage: body.stage, back: body.back }];
  return reopened.slice(0, reopened.findLastIndex(({ stage }) => stage === to.stage) + 1);
}

/** An end answers a wish from below as it answers the act below; a withdrawal is the answer itself, and is told there. */
function outlasts(to: Position): boolean {
  return !isOver(to.state) || to.state === 'withdrawn';
}

/**
 * An act falls when the state moves; but a wish that another level has heard stands until that level answers (ADR 0007),
 * also through an end above that is taken back.
 */
function isStillAsked({ pendingAct, above, position }: ProposalState, to: Position): boolean {
  const heard = (state: Position['state']) => isAbove(state) || state === 'refusedAbove';
  return pendingAct?.act.kind === 'Withdraw' && above !== null && heard(position.state) && heard(to.state);
}

function withMarks(state: ProposalState, marks: readonly Mark[]): ProposalState {
  return { ...state, marks: [...new Set([...state.marks, ...marks])] };
}

/** Ends that `Reinstate` undoes, here or above. */
const LEFT_TO_COME_BACK: readonly Position['state'][] = ['lapsed', 'notNominated', 'refusedAbove'];

function detail(state: ProposalState, event: Recorded<ProposalEvent>): ProposalState {
  const actor = event.envelope.actor;
  switch (event.kind) {
    case 'Submitted':
      return { ...state, opened: opened(event.body, 'registration', null), submittedBy: actor };
    case 'Nominating':
      return { ...state, opened: opened(event.body, 'nomination', null), submittedBy: actor };
    case 'OpenedFromBelow':
      return { ...state, opened: opened(event.body, 'below', event.body.lower), submittedBy: actor };
    case 'Imported':
      return { ...state, opened: opened(event.body, 'import', null), pendingAct: pendingAt(state, event) };
    case 'ImportConfirmed': {
      const { nominated, tallied } = event.body;
      return { ...state, nominated: state.nominated || nominated, tallied };
    }
    case 'Resubmitted':
      return { ...withDossier(state, event.body.dossier), submittedBy: actor, leftStep: keepsReturn(state) };
    case 'SubmittedAgain':
      return { ...withDossier(state, event.body.dossier), submittedBy: actor };
    case 'Confirmed':
      return { ...state, confirmedBy: actor, leftStep: null };
    case 'Returned':
      return { ...state, leftStep: event.body.step };
    case 'EvidenceHandedIn':
      return onStage(state, event.body.stage, {
        handedInAt: event.envelope.receivedAt,
        late: event.body.marks.includes('late'),
      });
    case 'EvidenceAccepted':
      return onStage(state, event.body.stage, { accepted: true });
    case 'EvidenceReturned':
      return onStage(state, event.body.stage, { handedInAt: null });
    case 'InitiativeRecognised':
      return onStage(state, event.body.stage, { recognised: true });
    case 'InitiativeBound':
      return onStage(state, event.body.stage, { accepted: true });
    case 'ScoreEntered':
      return onStage(state, event.body.stage, scoreOf(event.body.as, event.body.score, event.envelope.receivedAt));
    case 'ScoreCorrected':
      return corrected(state, event.body);
    case 'DeadlineMissed':
      return { ...missed(state, event.body.stage), deadlinesMissed: state.deadlinesMissed + 1 };
    case 'MissedDeadlineTakenBack':
      return { ...onStage(state, event.body.stage, { missed: false }), deadlinesMissed: state.deadlinesMissed - 1 };
    case 'AwardGranted': {
      const { decision, number, on, authority } = event.body;
      return { ...state, award: { decision, number, on, authority } };
    }
    case 'PaperNumberCorrected':
      return withNumber(state, event.body);
    case 'StageReopened':
      return onStage(state, event.body.stage, SAID_ANEW);
    case 'Redecided':
      return isAbove(state.position.state) ? state : fromThereOn({ ...state, listing: null }, event.body.stage);
    case 'DeadlineExtended':
      return extendedBy(state, event.body.stage, event.body.dueAt);
    case 'SubjectAmended':
      return withSubject(state, event.body.subject);
    case 'Held':
      return withHold(state, { seq: state.seq, since: event.envelope.receivedAt, ...event.body });
    case 'Released':
      return withoutHold(withReleased(state, event.body.dates), event.body.hold, event.envelope.receivedAt);
    case 'ConferralRecorded': {
      const { on, place, items, cash } = event.body;
      return { ...state, conferral: { on, place, items, cash } };
    }
    case 'Rehomed':
      return rehomed(state, event.body);
    case 'AwardRevoked':
      return {
        ...state,
        revokedOn: event.body.on,
        recovery: event.body.recover.map((each) => ({ ...each, recoveredOn: null })),
      };
    case 'RecoveryRecorded':
      return withRecovery(state, event.body);
    case 'BlockLifted':
      return state;
    case 'ActProposed':
      return { ...state, pendingAct: pendingAt(state, event) };
    case 'ActDeclined':
      return { ...state, pendingAct: null };
    case 'Nominated':
      return { ...withTitle(state, event.body.title, event.body.route), nominated: true };
    case 'Appraised':
      return { ...state, appraisedBy: actor };
    case 'PlacedOnAgenda':
      return { ...state, listing: { kind: 'session', id: event.body.session, line: event.body.line } };
    case 'ResultRecorded':
      return { ...state, tallied: true, votedIn: event.body.session, listing: null };
    case 'Deferred':
      return { ...state, listing: null };
    case 'NoticePublished':
      return onStage(state, event.body.stage, { noticeUntil: event.body.until });
    case 'OpinionRequested':
      return onStage(state, event.body.stage, { opinionRequested: true });
    case 'OpinionRecorded':
      return onStage(state, event.body.stage, { opinion: event.body.opinion });
    case 'ListedOnDecision':
      return { ...state, listing: { kind: 'decision', id: event.body.decision, line: event.body.line } };
    case 'ListedOnSubmission':
      return { ...state, listing: { kind: 'submission', id: event.body.submission, line: event.body.line } };
    case 'StruckFromDecision':
    case 'StruckFromSubmission':
      return { ...state, listing: null };
    case 'SentUp':
      return { ...state, above: event.body.above };
    case 'SupplementedFromBelow':
      return { ...state, leftStep: null };
    case 'WithdrawalAskedFromBelow':
      return { ...state, withdrawalAsked: event.body };
    case 'WithdrawalDeclined':
      return { ...state, withdrawalAsked: null, wishDeclined: event.body.act };
    case 'Recalendared':
      return withCalendar(state, event.body);
    case 'ResultCorrected':
    case 'AwardCorrected':
    case 'SentBack':
    case 'Accepted':
    case 'Rejected':
    case 'InitiativeRefused':
    case 'NotNominated':
    case 'Received':
    case 'CommentRecorded':
    case 'NoticeClosed':
    case 'AwardDeclined':
    case 'SubmissionDeclined':
    case 'AcknowledgedAbove':
    case 'ReturnedFromAbove':
    case 'Supplemented':
    case 'RefusedAbove':
    case 'ReopenedFromAbove':
    case 'ComplaintDismissed':
    case 'SupplementAcknowledged':
    case 'Withdrawn':
    case 'Reinstated':
      return state;
  }
}

function pendingAt({ seq }: ProposalState, { body, envelope }: Recorded<EventOf<'ActProposed' | 'Imported'>>) {
  return { seq, act: body.act, by: envelope.actor, org: envelope.actorOrg, role: envelope.role };
}

function opened(facts: OpeningFacts, origin: Origin, lower: LowerCase | null): Opened {
  const { round, subject, unit, title, route, achievement, dossier, onePerson } = facts;
  return { round, subject, unit, title, route, achievement, dossier, onePerson, origin, lower };
}

/** A unit of one person comes straight back to the step; otherwise the head's confirmation still needs to know it. */
function keepsReturn(state: ProposalState): Position | null {
  return state.position.state === 'awaitingHead' ? state.leftStep : null;
}

function withDossier(state: ProposalState, dossier: Dossier): ProposalState {
  return state.opened === null ? state : { ...state, opened: { ...state.opened, dossier } };
}

function withSubject(state: ProposalState, subject: SubjectRef): ProposalState {
  return state.opened === null ? state : { ...state, opened: { ...state.opened, subject } };
}

function withTitle(state: ProposalState, title: string, route: Route): ProposalState {
  return state.opened === null ? state : { ...state, opened: { ...state.opened, title, route } };
}

function scoreOf(as: 'self' | 'verified', score: number, at: number): Partial<StageRecord> {
  return as === 'self' ? { selfScore: score, handedInAt: at } : { verifiedScore: score, accepted: true };
}

/** A correction settles the act that asked for it, if there was one: it moves nothing that would let the act fall. */
function corrected(state: ProposalState, { stage, as, score }: EventOf<'ScoreCorrected'>['body']): ProposalState {
  const act = state.pendingAct?.act;
  const settled = act?.kind === 'CorrectEntry' && act.body.stage === stage && act.body.as === as;
  const pendingAct = settled ? null : state.pendingAct;
  return { ...onStage(state, stage, as === 'self' ? { selfScore: score } : { verifiedScore: score }), pendingAct };
}

function missed(state: ProposalState, stage: string | null): ProposalState {
  return stage === null ? state : onStage(state, stage, { missed: true });
}

function withHold(state: ProposalState, hold: Hold): ProposalState {
  const { held } = state;
  const since = held === null ? hold.since : Math.min(held.since, hold.since);
  return { ...state, held: { since, holds: [...(held?.holds ?? []), hold] } };
}

function withoutHold(state: ProposalState, ended: number, until: number): ProposalState {
  const { held } = state;
  if (held === null) return state;
  const gone = held.holds.filter(({ seq }) => seq === ended).map((hold) => ({ ...hold, until }));
  const holds = held.holds.filter(({ seq }) => seq !== ended);
  const heldBefore = [...state.heldBefore, ...gone];
  return { ...state, heldBefore, held: holds.length === 0 ? null : { ...held, holds } };
}

function withReleased(state: ProposalState, dates: ReleasedDates | null): ProposalState {
  if (dates === null) return state;
  const { stages, closes, dueAt, provisional } = dates;
  const moved = stages.reduce((so, key) => withGiven(so, key, { dueAt, provisional }), state);
  return closes ? withClose(moved, dueAt) : moved;
}

/** What a unit may do later it may also do in the round: its end goes along. */
function extendedBy(state: ProposalState, key: string, dueAt: number): ProposalState {
  const given = withGiven(state, key, { dueAt, provisional: false });
  const { closesAt, stages } = openedOf(state).round;
  const ofUnits = stages.some((stage) => stage.key === key && isOfUnits(stage.kind));
  return ofUnits && closesAt !== null && closesAt < dueAt ? withClose(given, dueAt) : given;
}

/** A date that is given never brings nearer what the plan has later: it may be that of a return, say. */
function withGiven(state: ProposalState, key: string, given: GivenDate): ProposalState {
  const { round } = openedOf(state);
  const stages = round.stages.map((stage) =>
    stage.key === key && (stage.dueAt === null || stage.dueAt < given.dueAt) ? { ...stage, ...given } : stage,
  );
  return withRound({ ...state, extended: { ...state.extended, [key]: given } }, { ...round, stages });
}

function withClose(state: ProposalState, closesAt: number): ProposalState {
  return withRound({ ...state, closesGiven: closesAt }, { ...openedOf(state).round, closesAt });
}

function withRound(state: ProposalState, round: PinnedRound): ProposalState {
  return { ...state, opened: { ...openedOf(state).opened, round } };
}

/** What the people of the old unit had proposed was theirs to propose, and is no more. */
function rehomed(state: ProposalState, { unit, onePerson, to }: EventOf<'Rehomed'>['body']): ProposalState {
  if (state.opened === null) return state;
  const leftStep = to === undefined ? state.leftStep : null;
  const ofUnit = state.pendingAct?.role === 'unitClerk' || state.pendingAct?.role === 'unitHead';
  const pendingAct = ofUnit ? null : state.pendingAct;
  return { ...state, pendingAct, leftStep, opened: { ...state.opened, unit, onePerson } };
}

function withNumber(
  state: ProposalState,
  { list, number, on }: EventOf<'PaperNumberCorrected'>['body'],
): ProposalState {
  const { award } = state;
  return award === null || award.decision !== list ? state : { ...state, award: { ...award, number, on } };
}

function withRecovery(state: ProposalState, { item, on }: { item: number; on: LocalDate }): ProposalState {
  const recovery = state.recovery.map((each, index) => (index === item - 1 ? { ...each, recoveredOn: on } : each));
  return { ...state, recovery };
}

export function withCalendar(
  state: ProposalState,
  { planVersion, stages, closesAt, afterHold }: EventOf<'Recalendared'>['body'],
): ProposalState {
  if (state.opened === null) return state;
  const term = afterHold === undefined ? {} : { afterHold };
  const round: PinnedRound = { ...state.opened.round, planVersion, stages, closesAt, ...term };
  return { ...state, opened: { ...state.opened, round } };
}

/** What was handed in is kept; what others said of it is said anew, and what they were asked is asked anew. */
const SAID_ANEW: Partial<StageRecord> = {
  accepted: false,
  verifiedScore: null,
  recognised: false,
  noticeUntil: null,
  opinionRequested: false,
  opinion: null,
};

/** The case goes through this stage and those after it once more, the council's vote among them. */
function fromThereOn(state: ProposalState, key: string): ProposalState {
  const { stages } = openedOf(state).round;
  const again = stages.slice(stages.findIndex((stage) => stage.key === key));
  const votes = again.some(({ kind }) => kind === 'council');
  return again
    .filter((stage) => state.stages[stage.key] !== undefined)
    .reduce((so, stage) => onStage(so, stage.key, SAID_ANEW), { ...state, tallied: state.tallied && !votes });
}

function onStage(state: ProposalState, stage: string, change: Partial<StageRecord>): ProposalState {
  const before = stageRecord(state, stage);
  return { ...state, stages: { ...state.stages, [stage]: { ...before, ...change } } };
}
