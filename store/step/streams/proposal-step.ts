import { continuedFrom, dueAfter, type TermEnd } from '../../../domain/calendar/deadline.ts';
import { atTime, dateOf } from '../../../domain/calendar/local-date.ts';
import type { ListKind } from '../../../domain/listing.ts';
import { clusterOn } from '../../../domain/office/clusters.ts';
import type { Term } from '../../../domain/plan/plan.ts';
import { listingsOfProposal, listingsOfRefusedProposal } from '../../../domain/proposal/carry.ts';
import type { CommandOf, ProposalCommand } from '../../../domain/proposal/commands.ts';
import type { ProposalEvent } from '../../../domain/proposal/events.ts';
import type { AfterHold, OpeningFact, ProposalFacts, ServiceDue } from '../../../domain/proposal/facts.ts';
import { afterHoldOf, stoppedClock } from '../../../domain/proposal/held.ts';
import { PROPOSAL } from '../../../domain/proposal/proposal.ts';
import { stageOf, stageOfKind } from '../../../domain/proposal/round.ts';
import type { ProposalState } from '../../../domain/proposal/state.ts';
import { isEnd, isOver } from '../../../domain/proposal/states.ts';
import { idOf, type Received } from '../../../domain/stream.ts';
import { proposalRows, showProposal } from '../../board/proposal-board.ts';
import { rehomeDraft } from '../../desk/drafts.ts';
import { byEachName, claim, claimHolder, leaveSubject, leaveTitle, releaseClaim } from '../../facts/claim.ts';
import { counterEntry, counterFact, isCounter } from '../../facts/counter-decision.ts';
import { copyDossier, freezeDossier, lockDraft } from '../../facts/dossier.ts';
import { homeFact, plannedCluster } from '../../facts/home.ts';
import { changeListings, claimLines, holdsAll, listingFact } from '../../facts/listing.ts';
import { officeInForce } from '../../facts/office.ts';
import { openingFromDraft } from '../../facts/opening.ts';
import { takeNumber } from '../../facts/register-number.ts';
import { roundForOpening, roundInForce } from '../../facts/round.ts';
import { standingTally } from '../../facts/standing-tally.ts';
import { copySubject, subjectAsNow, subjectOf } from '../../facts/subject.ts';
import { derivedId } from '../../hash.ts';
import { ofCase, queueNotices } from '../../reminders/queue-notices.ts';
import type { Change, CommandChanges, StepContext, StreamStep, TableRows } from '../stream-step.ts';

export const PROPOSAL_STEP: StreamStep<ProposalState, ProposalCommand, ProposalEvent, ProposalFacts> = {
  stream: PROPOSAL,
  factsAlone,
  loadFacts,
  record,
  setInMotion: ({ tx }, changes) =>
    queueNotices(
      tx,
      changes.map(({ event }) => ofCase(event)),
    ),
  rows: (place, commands) => [proposalRows(place, commands), claimRows(place, commands)],
  listings: ({ before, event }) => listingsOfProposal(before, event),
  retake,
  recordRefusal: ({ tx, command }, refused) =>
    changeListings(tx, command.org, listingsOfRefusedProposal(idOf(command.stream), refused)),
  planVersion: (state) =>
    state.opened === null ? null : `${state.opened.round.plan}@${state.opened.round.planVersion}`,
  rulePack: (state) => state.opened?.round.rulePack ?? null,
  isOver: (state) => isOver(state.position.state),
};

type WithoutDatabase = Omit<StepContext, 'tx'>;

function factsAlone(
  context: WithoutDatabase,
  state: ProposalState,
  command: Received<ProposalCommand>,
): ProposalFacts | null {
  const asks = isEnd(state.position.state) || command.by.role === 'clusterHead';
  return asks ? null : factsOnHand(context, state, command);
}

/** Named one by one: an act that is not here is asked about, which is never wrong. */
function factsOnHand(
  context: WithoutDatabase,
  state: ProposalState,
  command: Received<ProposalCommand>,
): ProposalFacts | null {
  switch (command.kind) {
    case 'Confirm':
    case 'SupplementFromBelow':
      return { serviceDue: serviceDueNow(context, serviceTermOfStep(state)) };
    case 'Receive':
      return { serviceDue: receivedDue(context, state, command) };
    case 'SendBack':
    case 'Accept':
    case 'Return':
    case 'Reject':
    case 'HandIn':
    case 'AcceptEvidence':
    case 'ReturnEvidence':
    case 'EnterScore':
    case 'Appraise':
    case 'PutOnAgenda':
    case 'RecordResult':
    case 'GrantAward':
    case 'AcknowledgeSupplement':
    case 'AskWithdrawalFromBelow':
    case 'DeclineWithdrawal':
    case 'DeadlinePassed':
    case 'Hold':
      return {};
    case 'Release':
      return { afterHold: afterHold(context, state) };
    default:
      return null;
  }
}

async function loadFacts(
  context: StepContext,
  state: ProposalState,
  command: Received<ProposalCommand>,
): Promise<ProposalFacts> {
  const ofAct = factsOnHand(context, state, command) ?? (await factsOfAct(context, state, command));
  const isOfCluster = command.by.role === 'clusterHead';
  const facts = isOfCluster ? { ...ofAct, ...(await clusterFacts(context, state, ofAct)) } : ofAct;
  // After an end nothing comes but what brings the case back: a counter-act, or an earlier receipt that surfaces now.
  return isEnd(state.position.state) ? { ...facts, ...(await wakingFacts(context, state)) } : facts;
}

/** Of the case's unit, or of the draft's with which it begins. */
async function clusterFacts(
  { tx, command }: StepContext,
  { opened }: ProposalState,
  { opening }: ProposalFacts,
): Promise<ProposalFacts> {
  const place = opened ?? opening ?? null;
  if (place === null) return {};
  const { unit, round } = place;
  const known = (await officeInForce(tx, command.org))?.clusters ?? [];
  const planned = await plannedCluster(tx, command.org, round.plan, unit);
  return { cluster: clusterOn(known, unit, planned, dateOf(command.receivedAt)) };
}

async function factsOfAct(
  context: StepContext,
  state: ProposalState,
  command: Received<ProposalCommand>,
): Promise<ProposalFacts> {
  switch (command.kind) {
    case 'Submit':
      return state.opened === null ? beginFacts(context, command.body.draft) : supplementFacts(context, state);
    case 'Resubmit':
      // A case from below has no draft here: its dossier is the sender's.
      return state.opened?.origin === 'below' ? {} : supplementFacts(context, state);
    case 'Nominate':
      if (state.opened === null) return command.body.draft === null ? {} : beginFacts(context, command.body.draft);
      return titleFacts(context, state, command.body.title, command.by.role === 'outbox' || state.opened.onePerson);
    case 'Import':
      return beginFacts(context, command.body.draft);
    case 'OpenFromBelow':
      return { opening: await openingFromBelow(context, command) };
    case 'ListOnDecision':
      return { listing: await listingOf(context, 'decision', command.body.decision) };
    case 'ListOnSubmission':
      return { listing: await listingOf(context, 'submission', command.body.submission) };
    case 'ConfirmAct':
      return settlingFacts(context, state);
    case 'Withdraw':
    case 'GrantWithdrawal':
      return heldFacts(context, state);
    case 'Rehome':
      return rehomingFacts(context, state, command.body.unit);
    case 'Redecide':
      return { serviceDue: serviceDueNow(context, registrationTerm(state, command.body.stage)) };
    case 'Correct':
    case 'Revoke':
      return counterFacts(context, state, command);
    case 'AmendSubject':
      return amendingFacts(context, state, command);
    case 'Recalendar':
      return recalendarFacts(context, state);
    default:
      // Every other act is decided on the stream alone.
      return {};
  }
}

async function beginFacts(context: StepContext, draft: string): Promise<ProposalFacts> {
  const { opening, rowVersion } = await openingFromDraft(context.tx, context.command.org, draft);
  const term = opening === null ? null : (stageOfKind(opening.round, 'registration')?.serviceTime ?? null);
  return { opening, rowVersion, serviceDue: opening?.onePerson ? serviceDueNow(context, term) : null };
}

async function supplementFacts(context: StepContext, state: ProposalState): Promise<ProposalFacts> {
  const { tx, command } = context;
  const draft = await lockDraft(tx, command.org, idOf(command.stream));
  const dossier = await freezeDossier(tx, command.org, draft.id, draft.content);
  return { dossier, rowVersion: draft.row_version, serviceDue: serviceDueNow(context, serviceTermOfStep(state)) };
}

/** The clock that starts when a dossier is full: of the step that it comes back to, or of the registration. */
function serviceTermOfStep(state: ProposalState): Term | null {
  if (state.opened === null) return null;
  const step = state.leftStep ?? state.position;
  // A case that waits to be received has no clock yet: it starts with the receipt.
  return step.state === 'nominated' ? null : (stageOf(state.opened.round, step.stage)?.serviceTime ?? null);
}

/** A complaint that is upheld at the registration begins its service time; at any other stage none begins. */
function registrationTerm({ opened }: ProposalState, key: string | null): Term | null {
  const stage = opened === null ? null : stageOf(opened.round, key);
  return stage?.kind === 'registration' ? stage.serviceTime : null;
}

function serviceDueNow({ command, dependencies }: WithoutDatabase, term: Term | null): ServiceDue {
  if (term === null) return null;
  const { dueAt, provisional } = dueAfter(command.receivedAt, term, dependencies.calendar);
  return { dueAt, provisional: provisional !== null };
}

function receivedDue(
  { dependencies }: WithoutDatabase,
  state: ProposalState,
  { body }: Received<CommandOf<'Receive'>>,
): ServiceDue {
  const term = state.opened === null ? null : (stageOf(state.opened.round, state.position.stage)?.serviceTime ?? null);
  if (term === null) return null;
  const later = body.paperOn > body.filesOn ? body.paperOn : body.filesOn;
  const { dueAt, provisional } = dueAfter(atTime(later, '12:00'), term, dependencies.calendar);
  return { dueAt, provisional: provisional !== null };
}

/** Row 21: the calendar has the last word on what was left of a clock, and on a date that passed meanwhile. */
function afterHold({ command, dependencies }: WithoutDatabase, state: ProposalState): AfterHold {
  const { calendar } = dependencies;
  const dueOf = ({ dueAt, provisional }: TermEnd) => ({ dueAt, provisional: provisional !== null });
  const clock = stoppedClock(state);
  const resumed = clock === null ? null : dueOf(continuedFrom(command.receivedAt, clock, calendar));
  return { resumed, grace: dueOf(dueAfter(command.receivedAt, afterHoldOf(state), calendar)) };
}

async function openingFromBelow(
  { tx, command }: StepContext,
  { body }: Received<CommandOf<'OpenFromBelow'>>,
): Promise<OpeningFact | null> {
  const round = await roundForOpening(tx, command.org, body.plan, body.round);
  if (round === null) return null;
  await copySubject(tx, body.lower.org, command.org, body.subject.id);
  const proposal = idOf(command.stream);
  await copyDossier(tx, { ...body.lower, hash: body.dossier }, { org: command.org, proposal });
  const claimed = {
    plan: body.plan,
    round: body.round,
    subject: body.subject.id,
    title: body.title,
    achievement: body.lower.proposal,
    proposal,
  };
  return {
    round,
    subject: body.subject,
    unit: body.lower.org,
    title: body.title,
    achievement: body.lower.proposal,
    dossier: { version: 1, hash: body.dossier },
    onePerson: false,
    begunByOffice: false,
    claimedBy: await claim(tx, command.org, claimed),
  };
}

async function listingOf({ tx, command }: StepContext, kind: ListKind, list: string) {
  return listingFact(tx, command.org, kind, list, idOf(command.stream));
}

async function heldFacts(context: StepContext, state: ProposalState): Promise<ProposalFacts> {
  const { listing, position } = state;
  if (listing !== null && listing.kind !== 'session')
    return { listing: await listingOf(context, listing.kind, listing.id) };
  // An agenda may hold the case before the case has taken note of it.
  const onAgenda = position.state === 'readyForCouncil' || position.state === 'onAgenda';
  const { tx, command } = context;
  return onAgenda ? { tallyStandsIn: await standingTally(tx, command.org, idOf(command.stream)) } : {};
}

async function rehomingFacts(context: StepContext, state: ProposalState, unit: string): Promise<ProposalFacts> {
  if (state.opened === null) return {};
  const { tx, command } = context;
  const home = await homeFact(tx, command.org, state.opened.round.plan, unit);
  return { home, serviceDue: serviceDueNow(context, serviceTermOfStep(state)) };
}

/** Of an award from above the register is not ours. */
async function counterFacts(
  { tx, command: { org } }: StepContext,
  { award }: ProposalState,
  { body }: Received<CommandOf<'Correct' | 'Revoke'>>,
): Promise<ProposalFacts> {
  const decision = award?.decision ?? null;
  return decision === null ? {} : { counter: await counterFact(tx, org, decision, body) };
}

async function settlingFacts(context: StepContext, state: ProposalState): Promise<ProposalFacts> {
  const act = state.pendingAct?.act;
  if (act?.kind === 'Nominate') return titleFacts(context, state, act.body.title, true);
  return act?.kind === 'Reinstate' ? {} : heldFacts(context, state);
}

/** No amendment reaches a case that is over; with the year's row locked, one either is seen here or finds the case open. */
async function wakingFacts({ tx, command }: StepContext, { opened }: ProposalState): Promise<ProposalFacts> {
  if (opened === null) return {};
  const round = await roundForOpening(tx, command.org, opened.round.plan, opened.round.key);
  // An amendment that drops the round leaves its cases as they are.
  return round === null ? {} : { round };
}

/** Another title than registered is another place: taken when the nomination holds, only looked at before. */
async function titleFacts(
  { tx, command }: StepContext,
  { opened }: ProposalState,
  title: string,
  takes: boolean,
): Promise<ProposalFacts> {
  if (opened === null || title === opened.title) return {};
  const { round, subject, achievement } = opened;
  const place = {
    plan: round.plan,
    round: round.key,
    subject: subject.id,
    title,
    achievement,
    proposal: idOf(command.stream),
  };
  return { claimedBy: await byEachName(tx, command.org, place, takes ? claim : claimHolder) };
}

/** Whom the case is to name has a place of their own; the one that it has stays its own where they are the same. */
async function amendingFacts(
  context: StepContext,
  state: ProposalState,
  { body }: Received<CommandOf<'AmendSubject'>>,
): Promise<ProposalFacts> {
  const { tx, command } = context;
  if (state.opened === null) return {};
  const { round, title, achievement, unit } = state.opened;
  const { fact } = body;
  const subject =
    'name' in fact
      ? await subjectAsNow(tx, command.org, { id: derivedId('subject', command.org, command.id), unit, ...fact })
      : await subjectOf(tx, command.org, fact.subject);
  const place = { plan: round.plan, round: round.key, subject: subject.id, title, achievement };
  const claimedBy = await claim(tx, command.org, { ...place, proposal: idOf(command.stream) });
  return { amended: { subject, claimedBy }, ...(await heldFacts(context, state)) };
}

async function recalendarFacts({ tx, command }: StepContext, state: ProposalState): Promise<ProposalFacts> {
  if (state.opened === null) return {};
  const round = await roundInForce(tx, command.org, state.opened.round.plan, state.opened.round.key);
  if (round === null) throw new Error(`Round ${state.opened.round.key} is not published`);
  return { round };
}

async function record(context: StepContext, changes: readonly Change<ProposalState, ProposalEvent>[]): Promise<void> {
  const { tx, command } = context;
  await showProposal(tx, command, changes);
  await changeListings(
    tx,
    command.org,
    changes.flatMap(({ before, event }) => listingsOfProposal(before, event)),
  );
  for (const { before, after } of changes) {
    const title = before.opened?.title;
    if (title !== undefined && title !== after.opened?.title)
      await leaveTitle(tx, command.org, idOf(command.stream), title);
  }
  for (const { before, event } of changes)
    if (event.kind === 'Rehomed' && before.opened !== null) {
      const { subject, unit: from } = before.opened;
      const moved = { id: idOf(command.stream), subject: subject.id, from, to: event.body.unit };
      await rehomeDraft(tx, command.org, moved);
    }
  for (const { event } of changes) {
    if (event.kind === 'SubjectAmended' && !event.body.same)
      await leaveSubject(tx, command.org, idOf(command.stream), event.body.subject.id);
  }
  // A withdrawn case frees its place; every other end keeps it, since it can be undone by its counter-act.
  if (changes.some(({ event }) => event.kind === 'Withdrawn'))
    await releaseClaim(tx, command.org, idOf(command.stream));
}

/** Its place in the round, or the row that ties it to the list of which it took note. */
async function retake(
  { tx, command }: Pick<StepContext, 'tx' | 'command'>,
  { before, after, event }: Change<ProposalState, ProposalEvent>,
): Promise<boolean> {
  const proposal = idOf(command.stream);
  const { opened } = after;
  const otherTitle = opened?.title !== before.opened?.title;
  if (opened !== null && (otherTitle || opened.subject.id !== before.opened?.subject.id)) {
    const { round, subject, title, achievement } = opened;
    const place = { plan: round.plan, round: round.key, subject: subject.id, title, achievement, proposal };
    return (await (otherTitle ? byEachName(tx, command.org, place, claim) : claim(tx, command.org, place))) === null;
  }
  const counter = isCounter(event) ? counterEntry(event.body) : null;
  if (counter !== null) return (await takeNumber(tx, command.org, counter)) === null;
  const [listing] = listingsOfProposal(before, event);
  if (listing?.status !== 'listed') return true;
  await claimLines(tx, command.org, listing.kind, listing.list, [proposal]);
  return holdsAll(tx, command.org, listing.list, [proposal], ['claimed', 'listed']);
}

/** Its places, by the subject and the title that it has come to; a withdrawn case has freed them. */
function claimRows(
  { org, stream }: { org: string; stream: string },
  commands: readonly CommandChanges<ProposalState, ProposalEvent>[],
): TableRows {
  const opened = commands.at(-1)?.at(-1)?.after.opened ?? null;
  const freed = commands.flat().some(({ event }) => event.kind === 'Withdrawn');
  if (opened === null || freed) return { table: 'proposal_claim', rows: [] };
  const { round, achievement } = opened;
  const place = { org_id: org, plan: round.plan, round: round.key, achievement: achievement ?? '' };
  const rows = placesIn(commands.flat()).map((held) => ({ ...place, ...held, proposal: idOf(stream) }));
  return { table: 'proposal_claim', rows };
}

type HeldPlace = { subject: string; title: string };

/** Another title leaves the places of the first, of each name; the same subject under another name keeps its own, too. */
function placesIn(changes: readonly Change<ProposalState, ProposalEvent>[]): HeldPlace[] {
  let places: HeldPlace[] = [];
  for (const { before, after, event } of changes) {
    if (after.opened === null) continue;
    const here = { subject: after.opened.subject.id, title: after.opened.title };
    if (event.kind === 'SubjectAmended') places = [...(event.body.same ? places : []), here];
    else if (before.opened === null) places = [here];
    else if (before.opened.title !== here.title) places = places.map((held) => ({ ...held, title: here.title }));
  }
  return places;
}
